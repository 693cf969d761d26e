"""Each verdict where it is just not true: how often it comes out all the same, exactly.

The promise, made before looking: a certainty of c lets a wrong verdict through in at most 1 − c of
panels. Counts are whole, so no rule keeps this at every n: up to half the mass of one count at the
threshold may come on top (φ(z_c) / (2 sd √n), shrinking with n), and nothing more.

Looking broke that in four of 180 places, all of *resonates* where everybody presses: n = 10 (.075,
allowed .066), 60 (.060, allowed .057), 500 and 1,000 (.001 above). There one person who changes
sides moves likes − dislikes by two, so the step is twice as large; `spread` says so since.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
from scipy.stats import norm

from pulsemeter.analysis.verdict_power import verdict_chances
from pulsemeter.analysis.verdicts import Verdict, VerdictRule

RULE = VerdictRule(floor=10)
PERSONS = (10, 15, 20, 30, 40, 60, 100, 200, 500, 1_000)
ACTIVE = (0.15, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0)
SPLITS = (0.5, 0.7, 0.9, 1.0)


class Boundary(NamedTuple):
    """A truth at which a verdict is just not true; `spread` is one count's standard deviation."""

    like: float
    dislike: float
    spread: float


def boundaries(name: str) -> Iterator[Boundary]:
    """Truths on the border of a verdict."""
    if name == "resonates":
        for s in ACTIVE:
            like, dislike = (s + RULE.delta) / 2, (s - RULE.delta) / 2
            spread = float(np.sqrt(s - RULE.delta**2))
            # Without anybody who does neither, likes − dislikes moves in steps of two.
            yield Boundary(like, dislike, spread / 2 if s == 1 else spread)
    elif name == "leaves_cold":
        for split in SPLITS:
            a = RULE.a
            yield Boundary(a * split, a * (1 - split), float(np.sqrt(a * (1 - a))))
    elif name == "divides":
        smaller = RULE.divides_smaller
        for s in ACTIVE:
            spread = float(np.sqrt(smaller * (1 - smaller) * s))
            yield Boundary(s * (1 - smaller), s * smaller, spread)


PROMISES = {
    "resonates": (Verdict.RESONATES, 1 - RULE.certainty_net),
    "leaves_cold": (Verdict.LEAVES_COLD, 1 - RULE.certainty_cold),
    "divides": (Verdict.DIVIDES, 1 - RULE.certainty_divides),
}


def error_rates(name: str, n: int) -> list[tuple[float, float]]:
    """Chance of the wrong verdict and the promise with its count's worth, per border truth."""
    verdict, level = PROMISES[name]
    step = float(norm.pdf(norm.ppf(level)))
    return [
        (
            verdict_chances(n, truth.like, truth.dislike, RULE)[verdict],
            level + step / (2 * truth.spread * np.sqrt(n)),
        )
        for truth in boundaries(name)
    ]


def worst(name: str, n: int) -> float:
    """The largest chance of the wrong verdict over all border truths."""
    return max(rate for rate, _ in error_rates(name, n))


def test_a_verdict_and_its_opposite_err_alike() -> None:
    one = verdict_chances(40, 0.275, 0.225, RULE)[Verdict.RESONATES]
    other = verdict_chances(40, 0.225, 0.275, RULE)[Verdict.FALLS_FLAT]
    assert one == pytest.approx(other, abs=1e-6)
    assert 0 < one < 0.1


@pytest.mark.slow
@pytest.mark.parametrize("n", PERSONS)
@pytest.mark.parametrize("name", PROMISES)
def test_a_wrong_verdict_is_no_more_frequent_than_promised(name: str, n: int) -> None:
    broken = [(rate, most) for rate, most in error_rates(name, n) if rate > most]
    assert not broken
