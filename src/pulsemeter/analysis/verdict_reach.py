"""Which verdicts a segment of n persons can reach, and where to warn that it hardly can.

Used by the command `pulsemeter plan`, by the studio's warnings and by the committed table of
powers. This module must not know studies, files or how a warning is worded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulsemeter.analysis.verdict_power import (
    NAMED,
    TYPICAL,
    Truth,
    persons_for_verdict,
    verdict_chances,
)
from pulsemeter.analysis.verdict_rule import Verdict, VerdictRule

HARDLY = 0.5
"""A verdict that comes out in fewer than half of the panels of its truth can hardly be reached."""
CLEAR: tuple[Truth, ...] = (
    Truth(Verdict.RESONATES, 0.40, 0.10),
    Truth(Verdict.DIVIDES, 0.25, 0.25),
    Truth(Verdict.LEAVES_COLD, 0.06, 0.04),
)
"""What a segment should at least be able to tell; falls flat is resonates with sides swapped."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether n persons can reach a verdict where it is true.

    `power` is the chance that this verdict comes out, `wrong` that another *named* one does.
    `persons_needed` is the rough number (two digits) from which power is at least .8, None where
    no number up to `PERSONS_MAX` is enough. `hardly` says whether power is below one half.
    """

    truth: Truth
    n: int
    power: float
    wrong: float
    persons_needed: int | None
    hardly: bool


def reach(
    n: int,
    rule: VerdictRule,
    truths: Sequence[Truth] = TYPICAL,
    *,
    free_pressing: bool = False,
    needed: Mapping[Truth, int | None] | None = None,
) -> tuple[Reach, ...]:
    """What n persons can reach of each truth; what the command and the studio warn by.

    Parameters
    ----------
    n : int
        Persons present, 1 to 5,000.
    rule : VerdictRule
        Thresholds.
    truths : sequence of Truth, optional
        Cases to judge by.
    free_pressing : bool, optional
        Use `rule.a_free` in place of `rule.a`.
    needed : mapping of Truth to int or None, optional
        Answers of `persons_for_verdict` that the caller has already.

    Returns
    -------
    tuple of Reach
        One per truth, in their order.

    Raises
    ------
    ValueError
        n outside its range.

    Examples
    --------
    >>> (found,) = reach(30, VerdictRule(floor=10), TYPICAL[8:9])
    >>> found.hardly, found.persons_needed
    (True, 310)
    """
    found = []
    for truth in truths:
        chances = verdict_chances(n, truth.like, truth.dislike, rule, free_pressing=free_pressing)
        power = chances[truth.verdict]
        found.append(
            Reach(
                truth=truth,
                n=n,
                power=power,
                wrong=sum(chances[name] for name in NAMED if name is not truth.verdict),
                persons_needed=needed[truth]
                if needed is not None and truth in needed
                else persons_for_verdict(truth, rule, free_pressing=free_pressing),
                hardly=power < HARDLY,
            )
        )
    return tuple(found)
