import contextlib
import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pulsemeter.domain.protection import SEALED
from pulsemeter.domain.study import JoinMode
from pulsemeter.service.read_study import read_study
from pulsemeter.service.study_reading import SECTIONS, TOP, StudyFileError

GOOD = """\
[study]
name = "moon"
title = "We choose"
profile = "sealed"
join = "open"
two_way = [["age", "region"]]
seed = 7

[[stimulus]]
id = "rice"
title = "Rice"
file = "rice.mp4"
transcript = "rice.vtt"

[[stimulus]]
id = "ad"
title = "An ad"
duration_ms = 30000
statements = "ad.toml"

[[attribute]]
id = "age"
label = "Age"
merge_order = [["young", "old"]]
[[attribute.category]]
id = "young"
label = "Young"
quota = 30
[[attribute.category]]
id = "old"
label = "Old"

[[attribute]]
id = "region"
label = "Region"
question = "Where?"
[[attribute.category]]
id = "north"
label = "North"
[[attribute.category]]
id = "south"
label = "South"

[instrument]
cadence_ms = 4000
like = "Agree"

[consent]
runner = "A university"
payer = "Itself"
kept = "Presses"
withdraw = "At any time"

[verdict]
delta = 0.2
"""


def test_a_whole_study():
    found = read_study(GOOD)
    study = found.study
    assert (study.name, study.profile, study.join, study.seed) == (
        "moon", SEALED, JoinMode.OPEN, 7,
    )  # fmt: skip
    assert [s.duration_ms for s in study.stimuli] == [0, 30_000]
    assert study.attributes[0].merge_order == (("young", "old"),)
    assert study.attributes[0].question == "Age"
    assert (study.instrument.cadence_ms, study.instrument.like) == (4_000, "Agree")
    assert study.verdict == (("delta", 0.2),)
    assert found.transcripts == {"rice": "rice.vtt"}
    assert found.statement_lists == {"ad": "ad.toml"}


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('name = "moon"', 'name = "a/b"', 2, "study.name: may hold letters"),
        ('name = "moon"', f'name = "{"a" * 61}"', 2, "study.name: has 61 signs; 60 are the most"),
        ('name = "moon"', "", 1, "study.name: is missing; give a text"),
        ('title = "We choose"', "title = 5", 3, "study.title: must be a text, not 5"),
        ('title = "We choose"', 'title = " "', 3, "study.title: is empty"),
        ('"sealed"', '"secret"', 4, "'secret' is not one of research, standard, sealed"),
        ('join = "open"', 'join = "all"', 5, "'all' is not one of tokens, open"),
        ('[["age", "region"]]', '[["age", "x"]]', 6, "names something that isn't declared"),
        ('[["age", "region"]]', '[["age"]]', 6, "is not a pair"),
        ('[["age", "region"]]', '[[["age"], ["x"]]]', 6, "is not a pair"),
        ("seed = 7", "seed = -1", 7, "-1 lies outside"),
        ("seed = 7", "seeds = 7", 7, "study.seeds: is not a key here; known are"),
        ('file = "rice.mp4"', 'file = "https://youtu.be/x"', 12, "stimulus[0].file: is a page of"),
        ('id = "ad"', 'id = "rice"', 16, "'rice' is used twice"),
        ('id = "ad"', 'id = "a:d"', 16, "may not hold any of"),
        ('id = "ad"', "id = [1]", 16, "must be a text"),
        ("duration_ms = 30000", "duration_ms = 90000000000", 18, "lies outside"),
        ("duration_ms = 30000", 'file = "b/x.vtt"\ncaptions = "a/x.vtt"', 19, "called 'x.vtt' too"),
        ("duration_ms = 30000", 'file = "x.mp4"\ncaptions = "x.srt"', 19, "is no WebVTT file"),
        ('"ad.toml"', "5", 19, "stimulus[1].statements: must be a text"),
        ("quota = 30", "quota = true", 28, "must be a whole number, not True"),
        ("quota = 30", "quota = -1", 28, "-1 lies outside 0"),
        ("cadence_ms = 4000", "cadence_ms = 100", 45, "100 lies outside 1000 to 60000"),
        ('runner = "A university"', "", 48, "consent.runner: is missing"),
        ("delta = 0.2", "delta = 2", 55, "verdict.delta must lie in 0..1"),
        ("delta = 0.2", 'delta = "x"', 55, "verdict"),
        ("delta = 0.2", "detla = 0.2", 55, "verdict.detla is not known"),
        ("[verdict]", "[verdicts]", 54, "verdicts: is not a section; known are"),
    ],
)
def test_each_complaint_names_key_and_line(old, new, line, told):
    assert old in GOOD
    with pytest.raises(StudyFileError) as refused:
        read_study(GOOD.replace(old, new, 1), "moon.toml")
    text = str(refused.value)
    assert text.startswith("moon.toml can't be used as a study:\n")
    assert told in text
    assert f"line {line}, " in text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", None),
        ("en-GB", None),
        ("ja", "line 8, study.language: there are no words for 'ja' yet, sentences will be Engl"),
        ("de-AT", "line 8, study.language: the words for 'de-AT' are a draft"),
    ],
)
def test_a_language_is_noted_where_its_words_are_missing_or_a_draft(language, told):
    found = read_study(GOOD.replace("seed = 7\n", f'seed = 7\nlanguage = "{language}"\n'))
    assert found.study.language == language
    assert [str(note).startswith(told or "-") for note in found.notes] == [True] * bool(told)


def test_one_reading_shows_everything_that_is_wrong():
    text = GOOD.replace('"sealed"', '"x"').replace("cadence_ms = 4000", "cadence_ms = 1")
    with pytest.raises(StudyFileError) as refused:
        read_study(text)
    assert [c.key for c in refused.value.complaints] == ["study.profile", "instrument.cadence_ms"]


@pytest.mark.parametrize(
    "text",
    ["", "[study", "x = " + "[" * 3_000, "study = 5", "stimulus = 5\nattribute = [1]",
     "[study]\nseed = " + "9" * 5_000, "[[study]]", '[[attribute]]\ncategory = [1, "x"]'],
)  # fmt: skip
def test_hostile_texts_get_a_clear_error(text):
    with pytest.raises(StudyFileError):
        read_study(text)


scalars = st.one_of(
    st.integers(), st.booleans(), st.text("ab:é ", max_size=4), st.floats(allow_nan=True)
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(sorted({k for keys in SECTIONS.values() for k in keys})), inner, max_size=4
    ), max_leaves=8,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(TOP)), anything, max_size=5))
@example({"attribute": [{"category": [[], {}]}], "stimulus": [{"id": [], "transcript": {}}]})
def test_any_tables_become_a_study_or_a_list_of_complaints(tables):
    def value(item):
        if isinstance(item, dict):
            return "{" + ", ".join(f"{k} = {value(v)}" for k, v in item.items()) + "}"
        if isinstance(item, list):
            return "[" + ", ".join(value(v) for v in item) + "]"
        if isinstance(item, bool):
            return "true" if item else "false"
        if isinstance(item, float):
            return repr(item)
        return repr(item) if isinstance(item, int) else f'"{item}"'

    text = "\n".join(f"{key} = {value(item)}" for key, item in tables.items())
    tomllib.loads(text)
    with pytest.raises(StudyFileError):
        read_study(text)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_good_file_with_one_value_replaced_is_a_study_or_a_complaint(data):
    lines = GOOD.splitlines()
    places = [n for n, line in enumerate(lines) if " = " in line]
    place = data.draw(st.sampled_from(places))
    key = lines[place].split(" = ")[0]
    lines[place] = f"{key} = " + data.draw(
        st.sampled_from(
            ["-1", "0", "1e400", "nan", "true", '""', "[]", "[[]]", "[[[]]]", "{}", "[{}]",
             '"\\u0000"', "1979-05-27", "07:32:00", '"../../x"', "99999999999999999999"]
        )
    )  # fmt: skip
    with contextlib.suppress(StudyFileError):
        assert read_study("\n".join(lines)).study.stimuli


def test_cues_are_short_words_of_moments():
    text = GOOD.replace("seed = 7", 'seed = 7\ncues = [" Good evening. ", "The clock turns."]')
    assert read_study(text).study.cues == ("Good evening.", "The clock turns.")
    for wrong in ('cues = ["", "x"]', "cues = [1]", f'cues = ["{"x" * 201}"]'):
        with pytest.raises(StudyFileError, match=r"study\.cues\[0\]"):
            read_study(GOOD.replace("seed = 7", f"seed = 7\n{wrong}"))


def test_why_is_not_asked_where_nobody_may_see_who_pressed():
    """Its page comes only to those who pressed, so the network would see who did."""
    asked = f"{GOOD}\n[why]\nmoments = 2\n"
    with pytest.raises(StudyFileError, match="line 57, why: the profile sealed hides who pressed"):
        read_study(asked, "moon.toml")
    found = read_study(asked.replace('"sealed"', '"standard"'))
    assert found.study.questionnaire.why is not None
