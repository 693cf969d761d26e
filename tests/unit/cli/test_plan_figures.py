import json

import pytest

from pulsemeter.analysis.planning import (
    POINTWISE,
    detectable_difference,
    half_width_pointwise,
    sd_of_shares,
)
from pulsemeter.analysis.verdict_power import verdict_chances
from pulsemeter.analysis.verdict_rule import Verdict, VerdictRule
from pulsemeter.cli.plan_design import Design, PlannedSegment
from pulsemeter.cli.plan_figures import make_plan, true_verdict

RULE = VerdictRule(floor=10)
SEGMENTS = (
    PlannedSegment("everybody", 100),
    PlannedSegment("region:north", 40, "region", "north"),
    PlannedSegment("region:south", 60, "region", "south"),
    PlannedSegment("age:young", 40, "age", "young"),
)


@pytest.fixture(scope="module")
def made():
    return make_plan(Design(SEGMENTS, 0.40, 0.10, RULE, intervals=12))


def test_every_segment_has_its_figures(made):
    sd = sd_of_shares(0.40, 0.10)
    north = made.segments[1]
    assert north.precision.pointwise == half_width_pointwise(sd, 40)
    assert north.chances == verdict_chances(40, 0.40, 0.10, RULE)
    assert north.reaches == made.segments[3].reaches
    assert made.verdict is Verdict.RESONATES
    assert made.multiplier == pytest.approx(2.86, abs=0.01)
    # The assumed shares are one of the clear truths: it is not told twice.
    assert [reached.truth.label for reached in north.reaches] == ["40/10/50", "25/25/50", "6/4/90"]
    assert [reached.truth.label for reached in north.hard] == ["25/25/50", "6/4/90"]


def test_differences_are_between_segments_of_one_attribute(made):
    assert [(found.a, found.b) for found in made.differences] == [("region:north", "region:south")]
    sd = sd_of_shares(0.40, 0.10)
    assert made.differences[0].detectable == detectable_difference(sd, 40, 60)


def test_wanted_half_widths_are_kept(made):
    sd = sd_of_shares(0.40, 0.10)
    for wanted in made.wanted:
        assert POINTWISE * sd / wanted.pointwise**0.5 <= wanted.half_width
        assert wanted.pointwise < wanted.simultaneous


def test_the_table_is_json_with_the_documented_keys(made, project_root):
    found = json.loads(json.dumps(made.as_table(), allow_nan=False))
    document = (project_root / "docs" / "reference" / "planning.md").read_text("utf-8")
    segment = found["segments"][0]
    for key in (
        *found,
        *segment,
        *segment["reach"][0],
        *found["assumed"],
        *found["persons_for"][0],
    ):
        assert f"`{key}`" in document, key
    assert found["assumed"]["verdict"] == "resonates"
    assert found["rule"]["floor"] == 10
    assert sum(segment["chances"].values()) == pytest.approx(1)


def test_shares_without_a_named_verdict_and_very_many_persons():
    design = Design((PlannedSegment("everybody", 60_000),), 0.10, 0.05, RULE)
    assert true_verdict(design) is None
    made = make_plan(design)
    assert made.verdict is None
    assert made.segments[0].segment.persons == 60_000
    assert made.segments[0].precision.n == 60_000
    assert made.segments[0].reaches[0].n == 5_000
    assert made.as_table()["assumed"]["verdict"] is None
