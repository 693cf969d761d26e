import numpy as np
import pytest
from tests.unit.release.told import STUDY, plan_with, released

from pulsemeter.release.desk_counts import (
    Counts,
    apart,
    attributes_of,
    desk_counts,
    in_points,
    turned,
)

PLAN = plan_with(region={"north": 40, "south": 40}, age={"young": 30, "old": 50})
RELEASE = released(
    PLAN, 1, "s1", [[[36, 22, 22]], [[30, 2, 8], [6, 20, 14]], [[20, 4, 6], [16, 18, 16]]]
)
COUNTS = desk_counts([RELEASE], PLAN.cells, STUDY.profile)


def counts(*rows):
    return Counts(*(np.array(part, dtype=float) for part in zip(*rows, strict=True)))


def test_counts_are_those_that_the_gate_used():
    assert COUNTS.present.tolist() == [[80], [40], [40], [30], [50]]
    assert COUNTS.likes[1].tolist() == [30]
    assert COUNTS.dislikes[1].tolist() == [1]  # "under" was told
    told = type(RELEASE)(1, "s1", 1, "frozen", 100, RELEASE.figures[:1])
    assert desk_counts([told], PLAN.cells, STUDY.profile).present[1:].tolist() == [[0]] * 4


def test_the_others_of_a_cell_are_the_rest_of_its_attribute():
    places = attributes_of(PLAN.cells)
    assert places == {"region": [1, 2], "age": [3, 4]}
    others = COUNTS.others(places["region"])
    assert others.likes.tolist() == COUNTS.likes[[2, 1]].tolist()


def test_groups_stand_apart_by_their_nets_and_turn_round():
    one, other = counts((26, 4, 48)), counts((20, 18, 50))
    found, back = apart(one, other), apart(other, one)
    assert found.difference.net[0] == pytest.approx(22 / 48 - 2 / 50)
    assert 0 < found.p[0] < 0.05
    assert found.p[0] == pytest.approx(back.p[0])
    points = in_points(found.difference, 0)
    assert points == pytest.approx((41.8, points[1], points[2]))
    assert 0 < points[1] < points[0] < points[2]
    assert turned(points) == in_points(back.difference, 0)


def test_nobody_is_no_answer_and_all_alike_is_not_certain():
    found = apart(counts((0, 0, 0), (10, 0, 10)), counts((5, 2, 12), (10, 0, 10)))
    assert np.isnan(found.p[0])
    assert found.p[1] == pytest.approx(1)
    assert found.difference.low[1] < 0 < found.difference.high[1]
