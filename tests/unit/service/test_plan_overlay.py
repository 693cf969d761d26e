"""Which films are made of a session: the whole, and clips of its strongest moments."""

from dataclasses import replace

import pytest
from tests.unit.release.showings import CELLS, STUDY, TALK, a_showing

from pulsemeter.domain.alignment import Alignment, AlignmentPoint
from pulsemeter.report.overlay_story import OverlayRefused
from pulsemeter.service.clip_source import ClipSource
from pulsemeter.service.plan_overlay import (
    OverlayChoice,
    chosen_stimulus,
    clip_list,
    plan_films,
    told_segments,
)

TOLD = [(40, 10, 80), (10, 40, 80), (30, 20, 80), (30, 20, 80)]
JUDGED = {"s0": ((60, 5, 80), "resonates"), "s1": ((5, 60, 80), "falls_flat")}
ALL_CELLS = tuple(cell.id for cell in CELLS)
FILE = ClipSource(TALK, "talk.mp4", "talk.vtt", 20_000, False, "A talk")
CAPTIONS = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nOne.\n"


def showing(**changes):
    return a_showing("ABC234", TOLD, JUDGED, **{"cells": ALL_CELLS, **changes})


def test_the_whole_film_holds_figures_captions_and_the_choice():
    choice = OverlayChoice(layout="burned", segments=("region:north", "all"))
    (film,) = plan_films(showing(), choice, FILE, CAPTIONS)
    order = film.order
    assert (film.file, order.file, order.study) == ("overlay.mp4", "talk.mp4", STUDY.name)
    assert (order.start_ms, order.end_ms, order.layout) == (0, 20_000, "burned")
    assert [curve.cell for curve in order.story.curves] == ["region:north", "all"]
    assert [(cue.start_ms, cue.text) for cue in order.story.cues] == [(1_000, "One.")]
    assert order.stimulus_ms(700.0) == 700.0


def test_without_captions_the_statements_are_said():
    (film,) = plan_films(showing(), OverlayChoice(), FILE, "")
    assert [cue.text for cue in film.order.story.cues] == ["Words number 0.", "Words number 1."]


def test_everyone_and_the_first_segments_are_usual():
    assert told_segments(showing(), "talk") == ("all", "region:north", "region:south")
    own = replace(showing(), cells=CELLS[1:2])
    assert told_segments(own, "talk") == ("region:north",)
    with pytest.raises(OverlayRefused, match="no final figures of A talk that you may see"):
        plan_films(replace(showing(), cells=()), OverlayChoice(), FILE, "")


def test_clips_are_of_the_strongest_moments_and_show_whom_they_are_about():
    told = showing()
    whole, *clips = plan_films(told, OverlayChoice(segments=("all",), clips=True), FILE, "")
    assert [clip.file for clip in clips] == ["clip-best.mp4", "clip-worst.mp4"]
    assert all(15_000 <= c.order.end_ms - c.order.start_ms <= 30_000 for c in clips)
    assert clips[0].order.story.curves == whole.order.story.curves
    assert "liked most (everyone), 0:00 to 0:15: “Words number 0.”" in clips[0].about
    listed = clip_list(
        replace(told, session=replace(told.session, simulated=True)), [whole, *clips]
    )
    assert "SIMULATED" in listed
    assert "overlay.mp4" not in listed
    assert "Chosen out of 2 statements of session ABC234" in listed


def test_a_session_without_a_strong_moment_says_so():
    told = showing()
    quiet = replace(told, releases=[r for r in told.releases if not hasattr(r, "statement")])
    films = plan_films(quiet, OverlayChoice(clips=True), FILE, "")
    assert len(films) == 1
    assert "No moment stands out" in clip_list(quiet, films)


def test_a_clip_of_an_audience_shows_it_beside_those_that_were_chosen():
    north = showing(cells=("region:north",))
    all_too = replace(north, releases=[*showing(cells=("all",)).releases[:4], *north.releases[4:]])
    _, best, _ = plan_films(all_too, OverlayChoice(segments=("all",), clips=True), FILE, "")
    assert "liked most (North)" in best.about
    # The north has no curve here: it can't be drawn, and nothing else is lost.
    assert [curve.cell for curve in best.order.story.curves] == ["all"]


def test_a_recording_is_followed_in_its_own_time():
    aligned = Alignment(AlignmentPoint("", 4_000, 0))
    recording = replace(FILE, alignment=aligned, captions="", duration_ms=22_000)
    whole, *clips = plan_films(showing(), OverlayChoice(clips=True), recording, "")
    assert (whole.order.end_ms, whole.order.stimulus_ms(4_000)) == (22_000, 0)
    assert [cue.start_ms for cue in whole.order.story.cues] == [0, 10_000]
    # What the recording doesn't hold to its end is no clip.
    assert [(c.file, c.order.start_ms, c.order.end_ms) for c in clips] == [
        ("clip-best.mp4", 4_000, 19_000)
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: OverlayChoice(layout="above"), "no layout 'above'; choose side or burned"),
        (lambda: chosen_stimulus(showing(), "other"), "no stimulus 'other'; it has talk"),
        (lambda: plan_films(showing(), OverlayChoice(), replace(FILE, duration_ms=0), ""),
         "length of A talk isn't known"),
    ],
)  # fmt: skip
def test_what_cant_be_made_says_why(wrong, told):
    with pytest.raises(OverlayRefused, match=told):
        wrong()


def test_the_first_stimulus_is_meant_where_none_is_named():
    assert chosen_stimulus(showing(), "").id == "talk"
