from dataclasses import replace

import pytest
from tests.unit.release.told import RULE, STUDY, drawn, plan_with

from pulsemeter.release.desk_counts import desk_counts
from pulsemeter.release.message_map import audience_map, clashes

PLAN = plan_with(region={"north": 60, "south": 60})
CHANCES = {
    "wins": {"region:north": (0.7, 0.05), "region:south": (0.65, 0.05)},
    "loses": {"region:north": (0.05, 0.6), "region:south": (0.05, 0.65)},
    "parts": {"region:north": (0.75, 0.05), "region:south": (0.05, 0.7)},
    "halves": {"region:north": (0.45, 0.45), "region:south": (0.45, 0.45)},
    "cold": {"region:north": (0.02, 0.02), "region:south": (0.02, 0.02)},
}
RELEASES = [
    drawn(PLAN, number, name, chances.__getitem__)
    for number, (name, chances) in enumerate(CHANCES.items(), start=1)
]
COUNTS = desk_counts(RELEASES, PLAN.cells, STUDY.profile)
NORTH, SOUTH = 1, 2


def map_of(place, releases=RELEASES, seed=3):
    counts = desk_counts(releases, PLAN.cells, STUDY.profile)
    return audience_map(PLAN.cells[place], releases, counts, place, RULE, seed)


def advice(place):
    return {entry.statement: entry.advice for entry in map_of(place).entries}


def test_each_audience_is_told_what_to_lead_with_and_what_to_leave_out():
    assert advice(NORTH) == {
        "wins": "lead", "parts": "lead", "halves": "divides", "cold": "cold", "loses": "leave_out",
    }  # fmt: skip
    assert advice(SOUTH)["parts"] == "leave_out"


def test_statements_stand_in_order_of_what_is_to_be_expected():
    entries = map_of(NORTH).entries
    expected = [entry.expected for entry in entries]
    assert expected == sorted(expected, reverse=True)
    assert [entry.place for entry in entries] == [1, 2, 3, 4, 5]
    assert all(e.place_low <= e.place <= e.place_high for e in entries)
    assert all(e.low < e.expected < e.high for e in entries)
    assert entries[0].expected < max(f.net for r in RELEASES for f in r.figures if f.net)


def test_only_what_has_a_side_says_how_sure_it_is():
    for entry in map_of(NORTH).entries:
        has_side = entry.advice in ("lead", "leave_out")
        assert (entry.certainty is not None) is has_side
        if has_side:
            assert entry.certainty > 0.95
            assert not entry.might_be_luck


def test_a_seed_gives_the_same_places():
    assert map_of(NORTH, seed=5) == map_of(NORTH, seed=5)


@pytest.mark.parametrize("count", [0, 2])
def test_too_few_statements_have_no_order(count):
    found = map_of(NORTH, RELEASES[:count])
    assert found.entries == ()
    assert "fewer than 3" in found.reason


def test_two_audiences_that_want_different_things_are_named():
    (clash,) = clashes(RELEASES, PLAN.cells, COUNTS)
    assert (clash.statement, clash.first, clash.second) == ("parts", "region:north", "region:south")
    assert clash.opposed
    assert clash.corrected
    assert 0 < clash.low < clash.difference < clash.high


def test_verdicts_that_differ_without_a_difference_are_no_clash():
    """One audience was a little too small for its verdict: that is no other wish."""
    like, divided = (
        {figure.cell: figure for figure in release.figures}
        for release in (RELEASES[0], RELEASES[3])
    )
    same = [like["region:north"], replace(like["region:south"], verdict="divides")]
    mixed = replace(RELEASES[0], figures=same)
    assert divided["region:north"].verdict == "divides"
    counts = desk_counts([mixed], PLAN.cells, STUDY.profile)
    assert clashes([mixed], PLAN.cells, counts) == []


def test_one_audience_alone_clashes_with_nobody():
    north = PLAN.cells[NORTH : NORTH + 1]
    assert clashes(RELEASES, north, desk_counts(RELEASES, north, STUDY.profile)) == []
    assert clashes([], PLAN.cells, desk_counts([], PLAN.cells, STUDY.profile)) == []
