"""The verdict on one statement for one segment: resonates, falls flat, divides, leaves cold.

The rule is data of the study and is printed beside every verdict; the probabilities come from
`posterior`. A verdict is formed from classes of persons (see `statement`), never from presses.
Many verdicts at once are a `verdict_table`. This module must not know which figures may be shown;
it only falls silent below the rule's floor.
"""

from dataclasses import dataclass

from pulsemeter.analysis.counts import checked_counts, checked_number
from pulsemeter.analysis.settling import SETTLE_CAP
from pulsemeter.analysis.verdict_rule import VERDICTS, Verdict, VerdictRule
from pulsemeter.analysis.verdict_table import VerdictTable, verdict_table

__all__ = [
    "SETTLE_CAP",
    "VERDICTS",
    "Verdict",
    "VerdictFinding",
    "VerdictRule",
    "VerdictTable",
    "verdict",
    "verdict_table",
]


@dataclass(frozen=True, slots=True)
class VerdictFinding:
    """A verdict with what it rests on; figures are None when n is below the rule's floor.

    `n` counts persons (likers + dislikers + neithers). `net` is net approval −1..1 and
    `net_interval` its Bonett-Price 95 % ends. `p_active` is P(L + D ≥ a), `p_resonates`
    P(net > δ), `p_falls_flat` P(net < −δ), `p_divides` P(smaller side ≥ divides_smaller).
    `people_to_settle` is the rough number of people, at the same shares, from which a verdict
    would be named; None when one is named already or none would be up to `SETTLE_CAP`.
    """

    verdict: Verdict
    n: float
    net: float | None = None
    net_interval: tuple[float, float] | None = None
    p_active: float | None = None
    p_resonates: float | None = None
    p_falls_flat: float | None = None
    p_divides: float | None = None
    people_to_settle: int | None = None


def verdict(
    likers: float,
    dislikers: float,
    neithers: float,
    rule: VerdictRule,
    n_eff: float | None = None,
    *,
    free_pressing: bool = False,
) -> VerdictFinding:
    """Judge one statement (or passage, or session) for one segment.

    The posterior is Dirichlet(½, ½, ½) on the three classes of persons, the counts scaled to
    n_eff. The first that holds:

    1. *too few*: n < floor, or likers + dislikers < pressers_min;
    2. *leaves cold*: P(L + D < a) ≥ certainty_cold;
    3. only if P(L + D ≥ a) ≥ certainty_active: *resonates* if P(net > δ) ≥ certainty_net,
       *falls flat* if P(net < −δ) ≥ certainty_net, *divides* if P(smaller side among pressers ≥
       divides_smaller) ≥ certainty_divides;
    4. *undecided*.

    Parameters
    ----------
    likers, dislikers, neithers : number
        Persons per class, exact or rounded by the release gate; weighted sums are allowed.
    rule : VerdictRule
        Thresholds.
    n_eff : number, optional
        Effective number of persons (Kish). Never counts for more than n: counts rounded down
        must not gain certainty from an n_eff of the exact ones.
    free_pressing : bool, optional
        Use `rule.a_free` in place of `rule.a`.

    Returns
    -------
    VerdictFinding
        Never holds NaN. Exact and deterministic: the same counts give the same bits.

    Raises
    ------
    ValueError
        A count is negative, not finite or no number, or n_eff isn't above 0.

    See Also
    --------
    pulsemeter.analysis.posterior : the probabilities.

    Examples
    --------
    >>> rule = VerdictRule(floor=10)
    >>> str(verdict(30, 5, 25, rule).verdict), str(verdict(21, 19, 20, rule).verdict)
    ('resonates', 'divides')
    """
    like, dislike, neither = (
        _one_number(name, count)
        for name, count in (
            ("likers", likers),
            ("dislikers", dislikers),
            ("neithers", neithers),
        )
    )
    if n_eff is not None and checked_number("n_eff", n_eff) <= 0:
        raise ValueError(f"n_eff must be above 0, got {n_eff!r}")
    table = verdict_table(like, dislike, neither, rule, n_eff, free_pressing=free_pressing)
    name, n = VERDICTS[int(table.code)], float(table.n)
    if not table.shown:
        return VerdictFinding(name, n)
    return VerdictFinding(
        verdict=name,
        n=n,
        net=float(table.net),
        net_interval=(float(table.net_low), float(table.net_high)),
        p_active=float(table.p_active),
        p_resonates=float(table.p_resonates),
        p_falls_flat=float(table.p_falls_flat),
        p_divides=float(table.p_divides),
        people_to_settle=int(table.people_to_settle) or None,
    )


def _one_number(name: str, count: float) -> float:
    (number,) = checked_counts(**{name: count})
    if number.ndim:
        raise ValueError(f"{name} must be one number of persons, got shape {number.shape}")
    return float(number)
