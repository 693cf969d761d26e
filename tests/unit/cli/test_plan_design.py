from pathlib import Path

import click
import pytest

from pulsemeter.cli.plain_errors import Stop
from pulsemeter.cli.plan_design import (
    EVERYBODY,
    PlannedSegment,
    planned_rule,
    read_duration,
    read_planned_study,
    read_range,
    read_segment,
    study_intervals,
    study_segments,
)


@pytest.fixture
def study(command):
    return read_planned_study(command.study)


def test_segments_are_written_with_their_numbers():
    assert read_segment("First-time voters=40") == PlannedSegment("First-time voters", 40, "given")
    assert read_segment("region:north = 12") == PlannedSegment(
        "region:north", 12, "region", "north"
    )


@pytest.mark.parametrize("text", ["north", "=4", "north=", "north=-3", "north=4.5", "north=0"])
def test_a_segment_without_a_number_of_persons_is_refused(text):
    with pytest.raises(click.BadParameter, match=r"name=N|1 to 100,000"):
        read_segment(text)


def test_durations():
    assert read_duration("45:00") == 2_700_000
    assert read_duration("1:30:05") == 5_405_000
    assert read_duration("90") == 90_000
    for text in ("", "1:2:3:4", "ninety", "-5", "0", "25:00:00"):
        with pytest.raises(click.BadParameter):
            read_duration(text)


def test_ranges():
    assert read_range("0:100") == (0, 100)
    assert read_range("-2:2") == (-2, 2)
    for text in ("5", "100:0", "a:b", ":", "nan:1"):
        with pytest.raises(click.BadParameter, match="ends of the scale"):
            read_range(text)


def test_a_study_gives_everybody_and_every_category(study, capsys):
    found = study_segments(study, 100)
    assert [(s.name, s.persons, s.attribute, s.category) for s in found] == [
        (EVERYBODY, 100, "", ""),
        ("Region: North", 40, "region", "north"),
        ("Region: South", 60, "region", "south"),
    ]
    assert capsys.readouterr().err == ""
    crowded = study_segments(study, 30)
    assert [s.name for s in crowded] == [EVERYBODY, "Region: North"]
    told = capsys.readouterr().err
    assert "add up to 40, not to 30" in told
    assert "no persons are left for South" in told


def test_without_a_size_quotas_must_cover_everybody(study, command):
    with pytest.raises(click.UsageError, match="--persons"):
        study_segments(study, None)
    text = command.study.read_text("utf-8").replace(
        'label = "South"', 'label = "South"\nquota = 25'
    )
    command.study.write_text(text, "utf-8")
    found = study_segments(read_planned_study(command.study), None)
    assert [s.persons for s in found] == [65, 40, 25]


def test_intervals_of_the_longest_stimulus(study):
    assert study_intervals(study) == 6


def test_files_that_are_no_study(tmp_path):
    with pytest.raises(Stop, match="check the name"):
        read_planned_study(tmp_path / "none.toml")
    for name, content, told in (("b", b"\xff\xfe\x00", "UTF-8"), ("c", b"#" * 1_000_001, "large")):
        path = Path(tmp_path / name)
        path.write_bytes(content)
        with pytest.raises(Stop, match=told):
            read_planned_study(path)


def test_the_rule_is_the_studys_with_what_options_say_over_it(command):
    command.study.write_text(
        command.study.read_text("utf-8") + "\n[verdict]\na = 0.2\ndelta = 0.1\n", "utf-8"
    )
    study = read_planned_study(command.study)
    rule = planned_rule(study, None, None, ["a=0.3", "verdict.pressers_min=8"])
    assert (rule.a, rule.delta, rule.pressers_min, rule.floor) == (0.3, 0.1, 8, 10)
    assert planned_rule(study, "sealed", None, []).floor == 30
    assert planned_rule(None, "sealed", 50, []).floor == 50
    assert planned_rule(None, None, None, []).floor == 10


@pytest.mark.parametrize(
    ("floor", "thresholds", "told"),
    [
        (4, [], "raise --floor"),
        (None, ["a"], "key=value"),
        (None, ["a=much"], "key=value"),
        (None, ["b=0.5"], "not known"),
        (None, ["a=1.5"], "between"),
        (None, ["a=nan"], "finite"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(floor, thresholds, told):
    with pytest.raises(click.BadParameter, match=told):
        planned_rule(None, None, floor, thresholds)
