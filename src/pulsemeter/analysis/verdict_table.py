"""Many verdicts at once: every statement by every segment, in one pass over arrays.

The order of the rules is written here, once; `verdicts.verdict` is the case of a single cell.
This module must not know which figures may be shown; it only falls silent below the rule's floor.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray, checked_counts
from pulsemeter.analysis.posterior import p_active_below, p_active_from, p_divided, p_net_above
from pulsemeter.analysis.proportion import net_approval, net_interval
from pulsemeter.analysis.settling import people_to_settle
from pulsemeter.analysis.verdict_rule import VERDICTS, Verdict, VerdictRule

_UNNAMED = (VERDICTS.index(Verdict.UNDECIDED), VERDICTS.index(Verdict.TOO_FEW))


@dataclass(frozen=True, slots=True)
class VerdictTable:
    """Verdicts of cells of any one shape with what they rest on, one array per figure.

    `code` is the place in `VERDICTS`. `n` counts persons. The figures, float64, are those of
    `VerdictFinding`; where n is below the rule's floor (`shown` False) they are NaN.
    `people_to_settle` is 0 where a finding has None: a verdict is named already, n is below
    the floor, or none would be named up to `settling.SETTLE_CAP` people.
    """

    code: NDArray[np.int8]
    n: FloatArray
    net: FloatArray
    net_low: FloatArray
    net_high: FloatArray
    p_active: FloatArray
    p_cold: FloatArray
    p_resonates: FloatArray
    p_falls_flat: FloatArray
    p_divides: FloatArray
    people_to_settle: NDArray[np.int64]
    shown: BoolArray

    @property
    def names(self) -> NDArray[np.str_]:
        """The verdicts by name, same shape."""
        return np.array([str(name) for name in VERDICTS])[self.code]


def verdict_table(
    likers: ArrayLike,
    dislikers: ArrayLike,
    neithers: ArrayLike,
    rule: VerdictRule,
    n_eff: ArrayLike | None = None,
    *,
    free_pressing: bool = False,
    settle: bool = True,
) -> VerdictTable:
    """Judge many cells by one rule; each is judged as `verdicts.verdict` judges it alone.

    Parameters
    ----------
    likers, dislikers, neithers : array_like of numbers, shapes that broadcast together
        Persons per class, exact or rounded; weighted sums are allowed.
    rule : VerdictRule
        Thresholds.
    n_eff : array_like of numbers, broadcasting with them, optional
        Effective number of persons (Kish), read where somebody is there. Never counts for more
        than n.
    free_pressing : bool, optional
        Use `rule.a_free` in place of `rule.a`.
    settle : bool, optional
        False spares the search for the people to settle, the dearest figure; all are 0 then.

    Returns
    -------
    VerdictTable
        Arrays of the broadcast shape. The same counts give the same bits in any table.

    Raises
    ------
    ValueError
        A count is negative, not finite or no number, shapes don't fit together, or an n_eff
        isn't above 0.

    Examples
    --------
    >>> found = verdict_table([30, 21, 4], [5, 19, 0], [25, 20, 3], VerdictRule(floor=10))
    >>> found.names.tolist(), found.net.round(3).tolist()
    (['resonates', 'divides', 'too_few'], [0.417, 0.033, nan])
    """
    like, dislike, neither = checked_counts(likers=likers, dislikers=dislikers, neithers=neithers)
    shape, effective = like.shape, None
    if n_eff is not None:
        like, dislike, neither, effective = checked_counts(
            likers=like, dislikers=dislike, neithers=neither, n_eff=n_eff
        )
        shape = like.shape
        effective = effective.ravel()
        if (effective <= 0).any():
            raise ValueError(f"n_eff must be above 0, got {effective.min():g}")
    persons = np.stack([like.ravel(), dislike.ravel(), neither.ravel()])
    n = persons[0] + persons[1] + persons[2]
    shown = n >= rule.floor
    a = rule.a_free if free_pressing else rule.a
    figures = _figures(
        persons[:, shown], n[shown], None if effective is None else effective[shown], rule, a
    )
    code = np.full(n.shape, VERDICTS.index(Verdict.TOO_FEW), dtype=np.int8)
    code[shown] = figures.pop("code")
    people = np.zeros(n.shape, dtype=np.int64)
    if settle:
        unnamed = np.flatnonzero(shown & np.isin(code, _UNNAMED))
        own = n[unnamed]
        design = np.ones_like(own)
        if effective is not None:
            design = np.minimum(effective[unnamed] / own, 1)
        people[unnamed] = people_to_settle(persons[:, unnamed] / own, own, design, rule, a)
    spread = {}
    for name, figure in figures.items():
        spread[name] = np.full(n.shape, np.nan)
        spread[name][shown] = figure
    return VerdictTable(
        code=code.reshape(shape),
        n=n.reshape(shape),
        people_to_settle=people.reshape(shape),
        shown=shown.reshape(shape),
        **{name: figure.reshape(shape) for name, figure in spread.items()},
    )


def _figures(
    persons: FloatArray, n: FloatArray, effective: FloatArray | None, rule: VerdictRule, a: float
) -> dict[str, NDArray[np.generic]]:
    """Every array of the table for persons of shape (3, cells), none below the floor."""
    effective = n if effective is None else np.minimum(effective, n)
    design = effective / n
    like, dislike, neither = persons * design
    found = {
        "p_cold": p_active_below(like, dislike, neither, a),
        "p_active": p_active_from(like, dislike, neither, a),
        "p_resonates": p_net_above(like, dislike, neither, rule.delta),
        "p_falls_flat": p_net_above(dislike, like, neither, rule.delta),
        "p_divides": p_divided(like, dislike, rule.divides_smaller),
    }
    code = _codes(persons, found, rule)
    shares = persons / n
    low, high = net_interval(shares[0] * effective, shares[1] * effective, effective)
    return {
        "code": code,
        "net": net_approval(persons[0], persons[1], n),
        "net_low": low,
        "net_high": high,
        **found,
    }


def _codes(
    persons: FloatArray, found: dict[str, FloatArray], rule: VerdictRule
) -> NDArray[np.int8]:
    """Codes of verdicts for persons of shape (3, cells): the order of the rules, written once."""
    active = found["p_active"] >= rule.certainty_active
    conditions = {
        Verdict.TOO_FEW: persons[0] + persons[1] < rule.pressers_min,
        Verdict.LEAVES_COLD: found["p_cold"] >= rule.certainty_cold,
        Verdict.RESONATES: active & (found["p_resonates"] >= rule.certainty_net),
        Verdict.FALLS_FLAT: active & (found["p_falls_flat"] >= rule.certainty_net),
        Verdict.DIVIDES: active & (found["p_divides"] >= rule.certainty_divides),
    }
    return np.select(
        list(conditions.values()),
        [VERDICTS.index(name) for name in conditions],
        default=VERDICTS.index(Verdict.UNDECIDED),
    ).astype(np.int8)
