"""How many people, at the shares seen, would give a statement a named verdict.

Advice for planning, rough on purpose: nothing promises that shares stay what they are. This
module must not know which verdict it would be; it asks only whether one would be named.
"""

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray
from pulsemeter.analysis.posterior import (
    p_active_below,
    p_active_from,
    p_divided,
    p_net_above,
    p_side_from,
)
from pulsemeter.analysis.verdict_rule import VerdictRule

SETTLE_CAP = 10_000
"""People beyond whom "more people would settle it" is no useful advice."""
_SETTLE_STEP = 1.25
_QUADRATURE_ERROR = 1e-6
"""Far above the error of `p_net_above`: what a bound rules out by this much is ruled out."""


def people_to_settle(
    shares: FloatArray, n: FloatArray, design: FloatArray, rule: VerdictRule, a: float
) -> NDArray[np.int64]:
    """The smallest rough numbers of people above n, at these shares, with a named verdict.

    A coarse ladder (steps of a quarter) finds the rung where a name appears, the numbers of two
    digits below that rung the answer: what is rough must not look exact.

    Parameters
    ----------
    shares : ndarray of float64, shape (3, cells)
        Likers, dislikers and neithers, parts of 1.
    n : ndarray of float64, shape (cells,)
        Persons seen, above 0.
    design : ndarray of float64, shape (cells,)
        Effective persons per person, up to 1.
    rule : VerdictRule
        Thresholds.
    a : float
        The share of those present who must press.

    Returns
    -------
    ndarray of int64, shape (cells,)
        0 where none would be named up to `SETTLE_CAP` people.

    Examples
    --------
    >>> shares = np.array([[8.0], [6.0], [10.0]]) / 24
    >>> people_to_settle(shares, np.array([24.0]), np.ones(1), VerdictRule(floor=10), 0.15).tolist()
    [48]
    """
    settled = np.zeros(len(n), dtype=np.int64)
    below, rung = n.copy(), np.minimum(n * _SETTLE_STEP, SETTLE_CAP)
    open_cells = np.flatnonzero(n < SETTLE_CAP)
    step = 1
    while len(open_cells):
        some = open_cells
        named = _named(shares[:, some], rung[some], design[some], rule, a)
        done = some[named]
        settled[done] = _below_rung(shares[:, done], below[done], rung[done], design[done], rule, a)
        open_cells = some[~named & (rung[some] < SETTLE_CAP)]
        step += 1
        below[open_cells] = rung[open_cells]
        rung[open_cells] = np.minimum(n[open_cells] * _SETTLE_STEP**step, SETTLE_CAP)
    return settled


def _below_rung(
    shares: FloatArray,
    below: FloatArray,
    rung: FloatArray,
    design: FloatArray,
    rule: VerdictRule,
    a: float,
) -> NDArray[np.int64]:
    """The first number of two digits above `below` with a name, else the last up to `rung`."""
    digit = 10 ** np.maximum(0, np.floor(np.log10(rung)) - 1)
    at, last = np.floor(below / digit) + 1, np.ceil(rung / digit)
    open_cells = np.flatnonzero(at < last)
    while len(open_cells):
        some = open_cells
        named = _named(shares[:, some], (at * digit)[some], design[some], rule, a)
        open_cells = some[~named]
        at[open_cells] += 1
        open_cells = open_cells[at[open_cells] < last[open_cells]]
    found: NDArray[np.int64] = np.rint(at * digit).astype(np.int64)
    return found


def _named(
    shares: FloatArray, people: FloatArray, design: FloatArray, rule: VerdictRule, a: float
) -> BoolArray:
    """Whether a verdict other than undecided and too few would be given; cheap questions first."""
    persons = shares * people
    like, dislike, neither = persons * design
    cold = p_active_below(like, dislike, neither, a) >= rule.certainty_cold
    active = p_active_from(like, dislike, neither, a) >= rule.certainty_active
    divided = p_divided(like, dislike, rule.divides_smaller) >= rule.certainty_divides
    enough = (persons.sum(axis=0) >= rule.floor) & (persons[0] + persons[1] >= rule.pressers_min)
    named: BoolArray = enough & (cold | (active & divided))
    # Certainty is above one half: only the larger side can have it. And the net of all present
    # is never above the net of the pressers, whose probability is a bound in one dimension.
    more, less = np.maximum(like, dislike), np.minimum(like, dislike)
    bound = p_side_from(more, less, (1 + rule.delta) / 2)
    left = enough & active & ~named & (bound >= rule.certainty_net - _QUADRATURE_ERROR)
    named[left] = p_net_above(more[left], less[left], neither[left], rule.delta) >= (
        rule.certainty_net
    )
    return named
