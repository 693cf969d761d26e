import numpy as np
import pytest

from pulsemeter.analysis.group_difference import group_difference


def test_the_plain_difference_stands_inside_its_interval():
    found = group_difference((26, 4, 48), (20, 18, 50))
    assert found.difference == pytest.approx(22 / 48 - 2 / 50)
    assert found.low < found.difference < found.high
    assert 0 < found.p < 0.05


def test_it_turns_round_with_the_groups():
    one, other = (26, 4, 48), (5, 18, 30)
    there, back = group_difference(one, other), group_difference(other, one)
    assert there.difference == pytest.approx(-back.difference)
    assert there.low == pytest.approx(-back.high)
    assert there.p == pytest.approx(back.p)


def test_nobody_is_no_answer_and_all_alike_is_not_certain():
    found = group_difference(([0, 10], [0, 0], [0, 10]), ([5, 10], [2, 0], [12, 10]))
    assert np.isnan(found.p[0])
    assert np.isnan(found.difference[0])
    assert found.p[1] == pytest.approx(1)
    assert found.low[1] < 0 < found.high[1]


def test_counts_that_contradict_each_other_are_refused():
    with pytest.raises(ValueError, match="exceed"):
        group_difference((9, 9, 10), (1, 1, 10))


@pytest.mark.parametrize("sizes", [(10, 30), (20, 20), (14, 186), (60, 70)])
@pytest.mark.parametrize("chances", [(0.3, 0.1), (0.6, 0.3), (0.05, 0.02), (0.15, 0.15)])
def test_it_errs_about_as_often_as_it_says(sizes, chances):
    rng = np.random.default_rng([*sizes, int(100 * chances[0])])
    like, dislike = chances
    groups = [rng.multinomial(n, (like, dislike, 1 - like - dislike), size=8_000).T for n in sizes]
    found = group_difference(
        *((g[0], g[1], np.full(8_000, n)) for g, n in zip(groups, sizes, strict=True))
    )
    wrong = (found.p <= 0.05).mean()
    assert wrong < 0.06
    assert ((found.low <= 0) & (found.high >= 0)).mean() == pytest.approx(1 - wrong, abs=0.001)


def test_it_finds_what_is_there():
    rng = np.random.default_rng(7)
    first = rng.multinomial(60, (0.5, 0.1, 0.4), size=500).T
    second = rng.multinomial(60, (0.2, 0.3, 0.5), size=500).T
    sixty = np.full(500, 60)
    found = group_difference((first[0], first[1], sixty), (second[0], second[1], sixty))
    assert (found.p <= 0.05).mean() > 0.9
    assert ((found.low <= 0.5) & (found.high >= 0.5)).mean() > 0.93
