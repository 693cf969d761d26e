import numpy as np

from pulsemeter.release.figures import Count, IntervalFigure
from pulsemeter.release.plan import settle_plan
from pulsemeter.service.shown_before import (
    NOBODY,
    UNHEARD,
    moved,
    told_anew,
)


def test_who_moved():
    before = np.array([0, 1, NOBODY, NOBODY], dtype=np.int8)
    now = np.array([0, 0, UNHEARD, 1, UNHEARD, 2], dtype=np.int8)
    assert moved(before, now).tolist() == [False, True, False, True, False, True]


def test_partitions_that_may_not_be_told_keep_their_figures(make_study):
    plan = settle_plan(make_study(), [{"region": "north"}] * 5 + [{"region": "south"}] * 5)

    def figures(likes):
        count = Count(likes, "near")
        return [
            IntervalFigure(cell.id, count, count, count, "no_majority", 0) for cell in plan.cells
        ]

    kept, fresh = figures(3), figures(8)
    shown = told_anew(plan, frozenset({0}), fresh, kept)
    assert [f.likes.value for f in shown] == [8, 3, 3]
    assert [f.cell for f in told_anew(plan, frozenset({0}), fresh, [])] == ["all"]
