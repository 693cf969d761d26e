"""People to settle: the number would settle, the number before wouldn't, and it is rough."""

import numpy as np
import pytest

from pulsemeter.analysis.settling import SETTLE_CAP, people_to_settle
from pulsemeter.analysis.verdict_rule import VERDICTS, Verdict, VerdictRule
from pulsemeter.analysis.verdict_table import verdict_table

RULE = VerdictRule(floor=10)
UNNAMED = [VERDICTS.index(Verdict.UNDECIDED), VERDICTS.index(Verdict.TOO_FEW)]


def drawn_cells(seed, cells=400):
    rng = np.random.default_rng(seed)
    n = np.exp(rng.uniform(np.log(10), np.log(800), cells))
    return np.round(n * rng.dirichlet([1, 1, 2], cells).T)


def by_plain_search(persons, design, rule):
    """The ladder written once more, one cell and one rung at a time."""
    n = persons.sum()
    shares = persons / n

    def named(people):
        code = verdict_table(*(shares * people), rule, n_eff=people * design).code
        return int(code) not in UNNAMED

    below = n
    for step in range(1, 60):
        rung = min(n * 1.25**step, SETTLE_CAP)
        if named(rung):
            digit = 10 ** max(0, int(np.floor(np.log10(rung))) - 1)
            numbers = range(int(below // digit) + 1, int(np.ceil(rung / digit)) + 1)
            return next((k * digit for k in numbers if named(k * digit)), numbers[-1] * digit)
        if rung >= SETTLE_CAP:
            return 0
        below = rung
    raise AssertionError("the ladder has an end")


@pytest.mark.parametrize("design", [1.0, 0.6])
def test_the_search_by_arrays_finds_what_a_plain_search_finds(design):
    persons = drawn_cells(7)
    found = verdict_table(*persons, RULE, n_eff=persons.sum(axis=0) * design)
    unnamed = np.flatnonzero(np.isin(found.code, UNNAMED) & found.shown)[:40]
    assert len(unnamed) == 40
    plain = [by_plain_search(persons[:, at], design, RULE) for at in unnamed]
    assert found.people_to_settle[unnamed].tolist() == plain
    assert 0 < np.count_nonzero(plain) <= 40


def test_named_cells_need_nobody_else():
    persons = drawn_cells(8)
    found = verdict_table(*persons, RULE)
    named = ~np.isin(found.code, UNNAMED)
    assert named.any()
    assert not found.people_to_settle[named].any()


def test_the_number_is_rough_and_above_what_was_seen():
    persons = drawn_cells(9)
    found = verdict_table(*persons, RULE)
    some = found.people_to_settle[found.people_to_settle > 0]
    assert all(len(str(number).rstrip("0")) <= 2 for number in some)
    assert (some > found.n[found.people_to_settle > 0]).all()
    assert some.max() <= SETTLE_CAP


def test_a_large_panel_is_told_nothing():
    shares = np.array([[0.30], [0.25], [0.45]])
    assert people_to_settle(shares, np.array([20_000.0]), np.ones(1), RULE, 0.15).tolist() == [0]
