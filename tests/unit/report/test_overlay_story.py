"""What an overlay tells: lines with gaps, verdicts once they are known, captions, refusals."""

from dataclasses import replace

import pytest
from tests.unit.release.showings import CELLS, a_showing
from tests.unit.report.overlays import CADENCE_MS, curve, figure, story

from pulsemeter.domain.session import SessionState
from pulsemeter.languages import words_for
from pulsemeter.release.view import View
from pulsemeter.report.overlay_story import (
    OverlayRefused,
    Said,
    method_lines,
    overlay_story,
    value_in,
)

TOLD = [(40, 10, 80), (10, 40, 80), (30, 20, 80)]


def test_a_line_runs_through_the_middles_and_a_gap_stays_a_gap():
    held = curve({0: figure(10), 1: figure(30), 3: figure(-20), 2: figure(None)})
    first, second = held.runs("net")
    assert first == ((0, 10), (2_500, 10), (7_500, 30), (10_000, 30))
    assert second == ((15_000, -20), (17_500, -20), (20_000, -20))
    assert value_in(first, 5_000) == 20


def test_a_band_never_passes_the_ends_of_the_scale():
    held = curve({0: figure(96, half=30)})
    assert {value for run in held.runs("high") for _, value in run} == {100}


def test_values_beyond_a_line_are_those_of_its_ends():
    run = ((0.0, 1.0), (10.0, 5.0))
    assert [value_in(run, at) for at in (-5, 0, 5, 10, 99)] == [1, 1, 3, 5, 5]


def test_the_count_is_that_of_the_interval_and_few_are_faded():
    held = curve({0: figure(1, present=24), 1: figure(2, present=28)})
    assert (held.count(4_999), held.count(5_000), held.count(10_000)) == ("n ≈ 24", "n ≈ 28", "")
    assert held.is_faded
    assert not curve({0: figure(1, present=30)}).is_faded


def test_a_verdict_is_told_once_people_have_reacted():
    showing = a_showing(
        "ABC234", TOLD, {"s0": ((40, 5, 80), "resonates"), "s1": ((5, 40, 80), "falls_flat")}
    )
    told = overlay_story(showing, "talk", ("all",), ())
    lag_ms = showing.study.lag_ms
    assert told.verdicts_at(10_000 + lag_ms - 1) == ("",)
    assert told.verdicts_at(10_000 + lag_ms) == ("resonates",)
    assert told.verdicts_at(90_000) == ("falls_flat",)


def test_everything_is_said_in_the_studys_language():
    showing = a_showing("ABC234", TOLD, {"s0": ((40, 5, 80), "resonates")})
    told = overlay_story(showing, "talk", ("all",), (), words_for("de"))
    assert told.curves[0].label == "Alle"
    assert "genaue Anzahlen" in told.method[1]
    assert "ABC234" in told.method[1]
    assert told.curves[0].count(0, told.words) == "n = 80"
    right = overlay_story(showing, "talk", ("all",), (), words_for("he"))
    assert "\u20683 s\u2069" in right.method[0]  # kept from turning round


def test_of_overlapping_cues_the_later_is_said():
    told = story([[1]], cues=[Said(0, 4_000, "one"), Said(2_000, 3_000, "two")])
    said = [told.cue_at(at) for at in (1_000, 2_500, 3_500, 4_000)]
    assert [cue and cue.text for cue in said] == ["one", "two", "one", None]


def test_a_story_holds_released_figures_of_the_chosen_segments_alone():
    cells = tuple(cell.id for cell in CELLS)
    showing = a_showing("ABC234", TOLD, cells=cells, simulated=True)
    told = overlay_story(showing, "talk", ("region:north", "all"), ())
    assert [(c.cell, c.label) for c in told.curves] == [
        ("region:north", "North"), ("all", "Everyone"),
    ]  # fmt: skip
    assert told.curves[0].figures == showing.intervals("talk", "region:north")
    assert (told.cadence_ms, told.duration_ms, told.is_simulated) == (CADENCE_MS, 20_000, True)


@pytest.mark.parametrize(
    ("chosen", "changes", "told"),
    [
        (("all",), {"state": SessionState.RUNNING}, "close it first"),
        ((), {}, "one to 4 different segments, not none"),
        (("all", "all"), {}, "different segments"),
        (("all", "nobody"), {}, "there is no segment 'nobody' here; there are: all"),
        (("region:north",), {}, "has no final figures"),
    ],
)
def test_what_cant_be_told_says_why(chosen, changes, told):
    showing = a_showing("ABC234", TOLD, **changes)
    with pytest.raises(OverlayRefused, match=told):
        overlay_story(showing, "talk", chosen, ())


def test_a_withheld_segment_and_one_of_others_are_not_there():
    showing = a_showing("ABC234", TOLD, cells=("all", "region:north"))
    withheld = [replace(cell, withheld="too small") for cell in CELLS]
    others = View(frozenset({"region:south"})).of_cells(CELLS)
    for cells in (withheld, others):
        with pytest.raises(OverlayRefused, match="there is no segment"):
            overlay_story(replace(showing, cells=cells), "talk", ("region:north",), ())


def test_the_method_tells_lag_interval_rounding_and_whose_it_is():
    lines = " ".join(method_lines(a_showing("ABC234", TOLD)))
    for word in ("per 5 s", "about 3 s after the words", "exact counts", "session ABC234".title(),
                 "pointwise", "not the public"):  # fmt: skip
        assert word.lower() in lines.lower()
