"""Activity tells no direction: there is no field that could."""

from dataclasses import fields

import pytest

from pulsemeter.domain.protection import STANDARD
from pulsemeter.release.activity import Activity, Calibration, CueActivity, answered_share
from pulsemeter.release.figures import Count, IntervalFigure, IntervalRelease, StatementRelease


def interval(number, likes, dislikes, present, *, cell="all", stimulus=0):
    figure = IntervalFigure(cell, likes, dislikes, present, "most_liked", 1)
    return IntervalRelease(number, stimulus, number, "frozen", 90, [figure])


def near(value):
    return Count(value, "near")


def test_activity_has_no_field_for_likes_or_dislikes():
    assert [field.name for field in fields(Activity)] == [
        "state",
        "session_ms",
        "active",
        "joined",
        "target",
        "answered_share",
        "data_lag_ms",
        "frozen_upto",
        "quota_gaps",
        "cue",
        "calibration",
        "duration_ms",
        "trouble",
    ]
    assert [field.name for field in fields(CueActivity)] == ["number", "words", "marked_ms", "taps"]
    assert [field.name for field in fields(Calibration)] == [
        "calibrated",
        "coarse",
        "uncalibrated",
        "delay_p50_ms",
        "delay_p95_ms",
        "grace_ms",
        "last_cue_ms",
    ]


@pytest.mark.parametrize(
    ("told", "share"),
    [
        ([], 0),
        ([interval(0, near(30), near(12), near(60))], 70),
        ([interval(0, near(30), near(12), near(60)), interval(1, near(6), near(6), near(60))], 45),
        # Of what is told as an end, about so many; more than are there can't have pressed.
        ([interval(0, Count(3, "under"), Count(14, "over"), near(18))], 100),
        ([interval(0, Count(3, "under"), near(16), near(60))], 30),
        ([interval(0, near(20), near(20), Count(36, "over"))], 100),
        # Too few, another cell, another stimulus, a statement: nothing to count.
        ([interval(0, *[Count(10, "under")] * 3)], 0),
        ([interval(0, near(9), near(9), near(20), cell="region:north")], 0),
        ([interval(0, near(9), near(9), near(20), stimulus=1)], 0),
        ([StatementRelease(1, "s1", 1, "final", 90, [])], 0),
    ],
)
def test_the_share_of_presses_is_that_of_the_figures_that_left(told, share):
    assert answered_share(told, STANDARD) == share
