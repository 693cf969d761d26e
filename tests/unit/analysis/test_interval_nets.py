from itertools import product

import numpy as np
import pytest
from scipy.stats import multinomial, norm

from pulsemeter.analysis.interval_nets import (
    Net,
    difference_p,
    mean_net,
    net_difference,
    pooled_net,
    told_net,
)
from pulsemeter.analysis.proportion import net_approval, net_interval


def everything(n):
    """All (likes, dislikes, neither) of n persons."""
    return np.array([(k, d, n - k - d) for k in range(n + 1) for d in range(n + 1 - k)])


def nets(counts):
    likes, dislikes, n = counts[:, 0], counts[:, 1], counts.sum(axis=1)
    return Net(net_approval(likes, dislikes, n), *net_interval(likes, dislikes, n))


def coverage(n, chances, m, others):
    """Exact chance that the interval of the difference holds the true one."""
    a, b = everything(n), everything(m)
    first, second = nets(a), nets(b)
    found = net_difference(
        Net(*(part[:, None] for part in first)), Net(*(part[None, :] for part in second))
    )
    truth = (chances[0] - chances[1]) - (others[0] - others[1])
    holds = (found.low <= truth) & (truth <= found.high)
    weight = np.outer(multinomial.pmf(a, n, chances), multinomial.pmf(b, m, others))
    return float((weight * holds).sum())


CHANCES = [
    (0.4, 0.1, 0.5),
    (0.05, 0.05, 0.9),
    (0.2, 0.6, 0.2),
    (0.9, 0.05, 0.05),
    (0.15, 0.1, 0.75),
]


@pytest.mark.parametrize(("n", "m"), [(5, 5), (10, 10), (10, 24), (20, 20)])
def test_the_interval_of_a_difference_covers_what_it_promises(n, m):
    found = [coverage(n, one, m, other) for one, other in product(CHANCES, CHANCES)]
    assert np.mean(found) >= 0.95
    assert min(found) >= 0.915


def test_persons_in_both_make_it_too_wide_never_too_narrow():
    draw = np.random.default_rng(4)
    outside = 0
    for _ in range(2_000):
        person = draw.choice([1, -1, 0], size=60, p=[0.3, 0.2, 0.5])
        counts = [((part > 0).sum(), (part < 0).sum(), part.size) for part in (person, person[:40])]
        whole, part = (Net(net_approval(*c), *net_interval(*c)) for c in counts)
        difference = net_difference(part, whole)
        outside += not difference.low <= 0 <= difference.high
    assert outside < 0.01 * 2_000


def test_a_difference_turned_round_is_the_same_turned_round():
    one, other = told_net([30.0], [20.0], [38.0]), told_net([-10.0], [-25.0], [5.0])
    there, back = net_difference(one, other), net_difference(other, one)
    assert np.allclose(there.net, -back.net)
    assert np.allclose(there.low, -back.high)
    assert np.allclose(there.high, -back.low)


def test_nothing_told_is_no_difference_and_no_mean():
    none = told_net([np.nan], [np.nan], [np.nan])
    assert np.isnan(net_difference(none, told_net([1.0], [0.0], [2.0]))).all()
    assert np.isnan(mean_net(none)).all()


def test_an_estimate_beside_its_own_interval_gives_no_crooked_ends():
    inner = net_interval(10, 0, 10, 0.5)
    assert float(inner.high) < 1
    difference = net_difference(Net(1.0, *inner), Net(0.0, -0.1, 0.1))
    assert difference.low < difference.net < difference.high


def test_the_mean_is_never_surer_than_one_interval_of_an_unchanging_panel():
    low, high = net_interval(20, 8, 50)
    same = told_net([0.24] * 12, [float(low)] * 12, [float(high)] * 12)
    assert mean_net(same)[1:] == pytest.approx((float(low), float(high)))


@pytest.mark.parametrize(
    ("told", "words"),
    [(([1.0], [0.0], [2.0, 3.0]), "one shape"), (([1.0], [2.0], [0.0]), "above its high end")],
)
def test_what_is_no_figure_is_refused(told, words):
    with pytest.raises(ValueError, match=words):
        told_net(*told)


def test_the_test_says_what_the_interval_says():
    a, b = nets(everything(9)), nets(everything(14))
    found = net_difference(Net(*(part[:, None] for part in a)), Net(*(part[None, :] for part in b)))
    leaves_out = (found.low > 0) | (found.high < 0)
    assert np.array_equal(difference_p(found) < 0.05, leaves_out)
    assert leaves_out.any()
    assert np.isnan(difference_p(Net(np.nan, np.nan, np.nan)))
    assert [float(difference_p(Net(d, d, d))) for d in (0.0, 1.0)] == [1.0, 0.0]


@pytest.mark.parametrize(("n", "m"), [(5, 5), (10, 24), (20, 20)])
def test_the_test_rejects_no_more_often_than_it_promises(n, m):
    for level in (0.05, 0.01):
        rates = []
        for chances in CHANCES:
            a, b = everything(n), everything(m)
            first, second = nets(a), nets(b)
            p = difference_p(
                net_difference(
                    Net(*(part[:, None] for part in first)),
                    Net(*(part[None, :] for part in second)),
                )
            )
            weight = np.outer(multinomial.pmf(a, n, chances), multinomial.pmf(b, m, chances))
            rates.append(float((weight * (p < level)).sum()))
        assert np.mean(rates) <= level
        assert max(rates) <= 1.6 * level


def test_of_many_persons_it_is_the_test_of_two_means():
    first, second = np.array([[400, 250, 350]]), np.array([[260, 260, 280]])
    p = float(difference_p(net_difference(nets(first), nets(second)))[0])
    means, errors = [], []
    for likes, dislikes, neither in (first[0], second[0]):
        y = np.repeat([1, -1, 0], (likes, dislikes, neither))
        means.append(y.mean())
        errors.append(y.var(ddof=1) / y.size)
    z = (means[0] - means[1]) / np.sqrt(sum(errors))
    assert p == pytest.approx(2 * norm.sf(z), rel=0.03)


def coverage_of_pool(sizes, chances):
    """Exact chance that the pooled interval holds the true net of all persons together."""
    tables = [everything(size) for size in sizes]
    found = pooled_net(
        [
            Net(*(part[:, None] for part in nets(tables[0]))),
            Net(*(part[None, :] for part in nets(tables[1]))),
        ],
        sizes,
    )
    truth = sum(n * (c[0] - c[1]) for n, c in zip(sizes, chances, strict=True)) / sum(sizes)
    weight = np.outer(
        *(multinomial.pmf(t, n, c) for t, n, c in zip(tables, sizes, chances, strict=True))
    )
    return float((weight * ((found.low <= truth) & (truth <= found.high))).sum())


def test_panels_together_are_covered_as_each_is():
    found = [
        coverage_of_pool(sizes, (one, other))
        for sizes in ((10, 10), (8, 24))
        for one, other in product(CHANCES, CHANCES)
    ]
    assert np.mean(found) >= 0.95
    assert min(found) >= 0.9


def test_a_panel_that_lacks_a_figure_leaves_none_for_both():
    none = told_net([np.nan, 1.0], [np.nan, 0.0], [np.nan, 2.0])
    both = pooled_net([none, told_net([10.0, 3.0], [5.0, 2.0], [15.0, 4.0])], [10, 10])
    assert np.isnan(both.net[0])
    assert both.net[1] == 2.0
    alone = told_net([10.0], [5.0], [18.0])
    assert [float(end[0]) for end in pooled_net([alone], [7])] == [10.0, 5.0, 18.0]


@pytest.mark.parametrize(
    ("parts", "sizes", "words"),
    [([], [], "0 parts"), ([Net(1.0, 0.0, 2.0)], [], "as many sizes"),
     ([Net(1.0, 0.0, 2.0)], [0], "above 0")],
)  # fmt: skip
def test_what_cannot_be_pooled_is_refused(parts, sizes, words):
    with pytest.raises(ValueError, match=words):
        pooled_net(parts, sizes)
