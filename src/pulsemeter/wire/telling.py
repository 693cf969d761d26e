"""From values that may leave to the messages that carry them."""

from collections.abc import Sequence

from msgspec import convert, to_builtins

from pulsemeter.release.activity import Activity
from pulsemeter.release.figures import IntervalRelease, Release
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.wire import dashboard
from pulsemeter.wire.participant import SessionStateName


def release_message(release: Release) -> dashboard.Release:
    """The message of one release."""
    if isinstance(release, IntervalRelease):
        return convert(release, type=dashboard.IntervalRelease, from_attributes=True)
    return convert(release, type=dashboard.StatementRelease, from_attributes=True)


def plan_cells(cells: Sequence[PlannedCell]) -> list[dashboard.PlanCell]:
    """The cells of the plan; their rosters were rounded by whoever hands them over."""
    return [
        dashboard.PlanCell(
            c.id, c.label, c.attribute, c.roster, list(c.parts), c.withheld, c.attribute_label
        )
        for c in cells
    ]


def status_message(activity: Activity, view: View = EVERYTHING) -> dashboard.Status:
    """The message of the session's activity, without it for those who aren't told of it."""
    if not view.with_activity:
        return dashboard.Status(
            state=convert(activity.state, type=SessionStateName),
            session_ms=activity.session_ms,
            active=None,
            joined=None,
            target=None,
            answered_share=None,
            data_lag_ms=None,
            frozen_upto=activity.frozen_upto,
            duration_ms=activity.duration_ms,
            trouble=activity.trouble,
        )
    fields = to_builtins(activity)
    fields["type"] = "status"
    fields["quota_gaps"] = [
        {"cell": cell, "label": label, "joined": joined, "quota": quota}
        for cell, label, joined, quota in activity.quota_gaps
    ]
    return convert(fields, type=dashboard.Status)
