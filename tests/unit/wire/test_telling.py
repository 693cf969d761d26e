import msgspec

from pulsemeter.release.activity import Activity
from pulsemeter.release.figures import (
    Count,
    IntervalFigure,
    IntervalRelease,
    StatementFigure,
    StatementRelease,
)
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.view import View
from pulsemeter.wire import dashboard
from pulsemeter.wire.telling import plan_cells, release_message, status_message

COUNT = Count(12, "near")


def carried(message, kind):
    """The message as a screen reads it."""
    return msgspec.json.decode(msgspec.json.encode(message), type=kind)


def test_an_interval_goes_over_the_wire_unchanged():
    figure = IntervalFigure(
        "all", COUNT, Count(4, "under"), Count(20, "over"), "most_liked", 2, 1.5, -2, 3, 0, 2
    )
    release = IntervalRelease(3, 0, 7, "frozen", 95, [figure], position=1234)
    told = carried(release_message(release), dashboard.IntervalRelease)
    assert (told.number, told.stimulus, told.interval) == (3, 0, 7)
    assert (told.standing, told.panel_share) == ("frozen", 95)
    assert told.figures[0].dislikes == dashboard.Count(4, "under")
    assert (told.figures[0].net, told.figures[0].high50) == (1.5, 2)
    assert b"1234" not in msgspec.json.encode(release_message(release))


def test_a_statement_too_few_pressed_carries_no_estimate():
    figure = StatementFigure("all", COUNT, COUNT, COUNT, "too_few", "Too few.")
    told = carried(
        release_message(StatementRelease(1, "s1", 2, "final", 100, [figure])),
        dashboard.StatementRelease,
    )
    assert (told.statement, told.revision) == ("s1", 2)
    assert (told.figures[0].net, told.figures[0].people_to_settle) == (None, None)


def test_cells_of_the_plan():
    cells = [PlannedCell("region:a+b", "A + B", "region", ("a", "b"), 12, "why not")]
    assert plan_cells(cells) == [
        dashboard.PlanCell("region:a+b", "A + B", "region", 12, ["a", "b"], "why not")
    ]


def test_activity():
    activity = Activity("paused", 5, 4, 6, 8, 55, 300, 2, (("region:a", "A", 4, 9),))
    told = carried(status_message(activity), dashboard.Status)
    assert (told.state, told.session_ms, told.active, told.joined) == ("paused", 5, 4, 6)
    assert told.quota_gaps == [dashboard.QuotaGap("region:a", "A", 4, 9)]


def test_activity_for_those_who_are_not_told_how_many_are_there():
    activity = Activity("paused", 5, 4, 6, 8, 55, 300, 2, (("region:a", "A", 4, 9),))
    told = carried(status_message(activity, View(with_activity=False)), dashboard.Status)
    assert (told.state, told.session_ms, told.frozen_upto) == ("paused", 5, 2)
    counts = (told.active, told.joined, told.target, told.answered_share, told.data_lag_ms)
    assert counts == (None,) * 5
    assert (told.quota_gaps, told.cue, told.calibration) == ([], None, None)
