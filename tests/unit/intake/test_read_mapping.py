"""A mapping is read whole, or every mistake in it is named."""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.mapping import Layout, Meaning, Told, Unit
from pulsemeter.intake.read_mapping import read_mapping

WHOLE = """
[source]
system = "dials"
[file]
layout = "long"
encoding = "cp1252"
delimiter = ";"
skip_rows = 2
[participant]
column = "ID"
[time]
unit = "frames"
column = "t"
fps = 25
offset_ms = -40
[value]
column = "v"
codes = {"1" = "like", "2" = -100, "9" = "away"}
range = [0, 100]
missing = [-99, "x"]
target_column = "who"
targets = {"A" = "Anna"}
[presence]
silence = "skipped"
missing = "away"
[panel]
file = "panel.sav"
participant = "pid"
[[attribute]]
id = "region"
label = "Region"
missing = "s"
merge_order = [["n", "s"]]
[[attribute.category]]
id = "n"
label = "North"
values = [1, "N"]
[[attribute.category]]
id = "s"
[limits]
unused_percent = 5
"""


def test_every_key_has_its_place() -> None:
    found = read_mapping(WHOLE)
    assert found.digest == hashlib.sha256(WHOLE.encode()).hexdigest()
    assert (found.file.layout, found.file.delimiter, found.file.skip_rows) == (Layout.LONG, ";", 2)
    assert (found.time.unit, found.time.fps, found.time.offset_ms) == (Unit.FRAMES, 25, -40)
    assert found.value.codes["2"] == Meaning("press", -100)
    assert found.value.missing == ("-99", "x")
    assert (found.silence, found.missing) == (Told.SKIPPED, Told.AWAY)
    region = found.attributes[0]
    assert (region.column, region.missing, region.merge_order) == ("region", "s", (("n", "s"),))
    assert region.categories[0].values == ("1", "N")
    assert region.categories[1].label == "s"
    assert not found.makes_study


def mistake(text: str) -> str:
    with pytest.raises(IntakeError) as found:
        read_mapping(text)
    return str(found.value)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('system = "dials"', "", "line 2, source.system: is missing"),
        ('"dials"', f'"{"d" * 101}"', "line 3, source.system: is longer than 100 signs"),
        ('layout = "long"', 'layout = "tall"', "line 5, file.layout: 'tall' isn't known; give one"),
        ('layout = "long"', "", "file.layout: is missing; give one of long, wide"),
        ('delimiter = ";"', 'delimiter = "::"', "line 7, file.delimiter: '::' must be one sign"),
        ('column = "ID"', "", "participant.column: is missing"),
        ('unit = "frames"', 'unit = "years"', "time.unit: 'years' isn't known"),
        ("fps = 25", "", "time.fps: is missing"),
        ('column = "t"', 'prefix = "t"', "time.prefix: has no meaning in the layout long"),
        ("range = [0, 100]", "range = [5, 5]", "[5, 5] is no scale"),
        ("range = [0, 100]", "range = [0, nan]", "is no scale"),
        ('"2" = -100', '"2" = 101', "'2' = 101: give like, dislike"),
        ('"2" = -100', '"2" = "love"', "'2' = 'love': give like, dislike"),
        ('"1" = "like"', '"1" = "strong_like"', "'1' = 'strong_like'"),
        ('silence = "skipped"', 'silence = "away"', "presence.silence: 'away' isn't known"),
        ('file = "panel.sav"', "", "panel.file: is missing"),
        ('id = "n"', "", "attribute[0].category[0].id: is missing"),
        ("[limits]", "[limit]", "limit: is not a key here"),
        ("[limits]", "[stimulus]\nduration_ms = 5\n[limits]", "stimulus: goes with [study]"),
        ("[limits]", '[study]\nname = "x"\n[limits]', "study.name: is given by --study"),
        ("[source]", "[source", "is no TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(before: str, after: str, message: str) -> None:
    assert before in WHOLE
    assert message in mistake(WHOLE.replace(before, after, 1))


def test_all_mistakes_are_told_at_once() -> None:
    text = mistake('[source]\n[file]\nlayout = "long"\n')
    assert text.count("is missing") >= 4
    assert "doesn't say what values mean" in text


def test_wide_files_tell_times_in_their_headers_in_one_way() -> None:
    base = '[source]\nsystem = "d"\n[file]\nlayout = "wide"\n[participant]\ncolumn = "i"\n'
    value = "[value]\nrange = [0, 1]\n"
    assert "say how headers tell the time" in mistake(base + '[time]\nunit = "s"\n' + value)
    both = '[time]\nunit = "s"\nprefix = "s"\nfirst = "a"\n'
    assert "say how headers tell the time" in mistake(base + both + value)
    half = '[time]\nunit = "s"\nfirst = "a"\n'
    assert "needs last" in mistake(base + half + value)
    counted = '[time]\nunit = "clock"\nfirst = "a"\nlast = "b"\nstep = 1\n'
    assert "times are counted" in mistake(base + counted + value)
    assert read_mapping(base + '[time]\nunit = "s"\nprefix = "s"\n' + value).time.prefix == "s"


def test_layouts_without_a_row_for_each_participant_need_a_panel() -> None:
    text = (
        '[source]\nsystem = "d"\n[file]\nlayout = "wide_by_time"\n[time]\nunit = "s"\n'
        'column = "t"\n[value]\nrange = [0, 1]\n[[attribute]]\nid = "a"\n'
    )
    assert "name the file that has one under [panel]" in mistake(text)


def test_a_text_of_more_than_a_megabyte_is_none() -> None:
    assert "too large" in mistake("#" * 1_000_001)


@given(st.text(max_size=300))
def test_any_text_is_a_mapping_or_a_named_error(text: str) -> None:
    # No text is a whole mapping by chance.
    assert "mapping.toml can't be used" in mistake(text)


def test_every_mapping_of_the_reference_page_can_be_read(project_root: Path) -> None:
    page = (project_root / "docs" / "reference" / "importing.md").read_text("utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.S)
    layouts = {read_mapping(block).file.layout for block in blocks}
    assert layouts == set(Layout)
