import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.unit.service.studies import studies

from pulsemeter.domain.protection import STANDARD
from pulsemeter.service.read_study import read_study
from pulsemeter.service.study_reading import SECTIONS, TOP
from pulsemeter.service.write_study import StudyNotWritable, write_study

MOON = Path(__file__).parents[3] / "examples" / "moon" / "study.toml"
PLAIN = """\
[study]
name = "plain"
title = "A talk"

[[stimulus]]
id = "talk"
title = "A talk"

[[attribute]]
id = "region"
label = "Region"

[[attribute.category]]
id = "north"
label = "North"

[[attribute.category]]
id = "south"
label = "South"

[consent]
runner = "we"
payer = "we"
kept = "presses"
withdraw = "any time"
"""
# Every key that there is, none at its default; two files, because some exclude each other.
WHOLE = [
    """\
[study]
name = "whole"
title = "A talk"
question = "Which?"
language = "de"
seed = 7
lag_ms = 2500
profile = "research"
join = "open"
two_way = [["age", "region"]]
simulated = true
read_by = "Ada"
personal_summary = true
cues = ["Good evening"]
[[language]]
code = "fr"
read_by = "Zoé"
[language.texts]
"study.title" = "Un discours"
"attribute.age.young" = "jeune"
[[stimulus]]
id = "talk"
title = "A talk"
file = "talk.mp4"
captions = "talk.vtt"
captions_in = {fr = "talk.fr.vtt"}
transcript = "talk.vtt"
statements = "talk.toml"
[[stimulus]]
id = "stream"
title = "On air"
address = "https://media.example/live.m3u8"
duration_ms = 60000
broadcast = true
[[attribute]]
id = "age"
label = "Age"
question = "How old?"
merge_order = [["young", "old"]]
category = [{id = "young", label = "Y", quota = 3}, {id = "old", label = "O", screens_out = true}]
[[attribute]]
id = "region"
label = "Region"
category = [{id = "north", label = "N"}, {id = "south", label = "S"}]
[[quota]]
age = "young"
region = "north"
max = 5
[recruitment]
over = 0.1
reserve = 0.5
no_show_minutes = 7
joins_a_second = 100
vendor = "Panel & Co"
vendor_parameter = "rid"
complete = "https://vendor.example/?id={id}"
screened_out = "https://vendor.example/?out={id}"
quota_full = "https://vendor.example/?full={id}"
[instrument]
kind = "slider"
cadence_ms = 2000
cue = false
like = "Good"
dislike = "Bad"
start = 10
ends = ["Awful", "Great"]
[questions]
overall = "So?"
comment = "And?"
[playlist]
order = "latin"
break_s = 5
[[question]]
id = "vote"
kind = "single"
text = "Whom?"
asked = "both"
hint = "One"
answer = [{id = "a", label = "A"}, {id = "none", label = "None", alone = true}]
required = false
exploratory = true
[[question]]
id = "warm"
kind = "scale"
text = "How warm?"
steps = 5
low = "cold"
high = "hot"
show_if = {any = [{question = "vote", is_not = ["none"]}, {question = "age", is = ["old"]}]}
[[question]]
id = "years"
kind = "number"
text = "Years?"
min = 0.5
max = 90
show_if = [{question = "warm", at_least = 2, at_most = 4.5}]
[why]
text = "Why?"
moments = 2
one_word = true
[[arm]]
id = "short"
label = "Short"
share = 2
stimuli = ["talk"]
order = "random"
kind = "two_buttons"
cue = true
[[arm]]
id = "control"
presses = false
[retention]
contacts_days = 30
persons_days = 100
reason = "A replication"
[consent]
runner = "we"
payer = "they"
kept = "presses"
withdraw = "any time"
version = 3
[protection]
comments = false
[verdict]
a = 0.2
delta = 0.1
""",
    PLAIN.replace('title = "A talk"\n', 'title = "A talk"\nprofile = "sealed"\n', 1)
    + """\
[recruitment]
reserve = 4
categories_from = "tokens"
[instrument]
kind = "four_steps"
like = "Good"
strong_like = "Like a lot"
strong_dislike = "Awful"
""",
    PLAIN
    + """\
[instrument]
kind = "two_buttons_per_target"
[[instrument.target]]
name = "Berg"
[[instrument.target]]
name = "Dahl"
""",
]


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(studies())
def test_any_study_reads_again_to_an_equal_one(study):
    text = write_study(study, {study.stimuli[0].id: "a.vtt"}, {study.stimuli[-1].id: "b.toml"})
    found = read_study(text)
    assert found.study == study
    assert found.transcripts == {study.stimuli[0].id: "a.vtt"}
    assert found.statement_lists == {study.stimuli[-1].id: "b.toml"}


@pytest.mark.parametrize("source", [PLAIN, *WHOLE, MOON.read_text("utf-8")])
def test_what_was_read_is_written_and_read_again(source):
    read = read_study(source)
    written = read_study(write_study(read.study, read.transcripts, read.statement_lists))
    assert (written.study, written.transcripts) == (read.study, read.transcripts)
    assert written.statement_lists == read.statement_lists
    assert write_study(written.study) == write_study(read.study)


def test_every_key_of_the_reader_is_written():
    written: dict[str, set[str]] = {}
    for source in WHOLE:
        read = read_study(source)
        text = write_study(read.study, read.transcripts, read.statement_lists)
        _gather(tomllib.loads(text), written)
    assert set(written) == TOP | {"category", "answer", "target"}
    for section, keys in SECTIONS.items():
        assert keys <= written[section], section


def _gather(tables, found):
    for name, held in tables.items():
        for table in held if isinstance(held, list) else [held]:
            keys = set(table)
            found.setdefault(name, set()).update(keys)
            inner = {k: table[k] for k in keys & {"category", "answer", "target"}}
            _gather(inner, found)


def test_only_what_differs_from_the_default_is_written():
    plain = read_study(PLAIN).study
    told = [line for line in write_study(plain).splitlines() if not line.startswith("#")]
    assert "\n".join(line.split("  #")[0] for line in told).strip() == PLAIN.strip()


def test_a_study_that_no_file_can_say_is_refused_by_its_parts():
    plain = read_study(PLAIN).study
    own = replace(STANDARD, smallest_roster=12)
    odd = replace(plain, profile=own, playlist=replace(plain.playlist, break_ms=1_500))
    with pytest.raises(StudyNotWritable, match="no words for its profile, playlist"):
        write_study(odd)
    with pytest.raises(StudyNotWritable, match=r"study\.title: is empty"):
        write_study(replace(plain, title=" "))


def test_that_a_stimulus_has_no_picture_is_seen_in_its_file_not_written():
    plain = read_study(PLAIN).study
    heard = replace(plain.stimuli[0], file="talk.m4a", duration_ms=9_000, sound_only=True)
    read = read_study(write_study(replace(plain, stimuli=(heard,)))).study
    assert read.stimuli == (replace(heard, sound_only=False),)
