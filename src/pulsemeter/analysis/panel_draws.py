"""What an earlier session would have shown with other numbers of persons, by drawing from it.

Persons are drawn with replacement, each with the whole series, so that what follows from one
person's habits, absences and the likeness of neighbouring intervals comes along, as no formula
has it. The earlier panel is taken for the truth: it tells how far n persons scatter around *it*,
not how far it lies from the people it stands for. This module must not know files or segments.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray, checked_whole
from pulsemeter.analysis.persons import PersonClass
from pulsemeter.analysis.planning import BAND_PERSONS_MIN
from pulsemeter.analysis.proportion import net_interval
from pulsemeter.analysis.statement import classify_persons
from pulsemeter.analysis.verdict_power import verdict_codes
from pulsemeter.analysis.verdict_rule import VERDICTS, VerdictRule
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN, SKIPPED

REPLICATES_MIN = 20
REPLICATES_MAX = 10_000
DRAWN_MAX = 100_000
_CHUNK_CELLS = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class EarlierSession:
    """One target of a session that was held, persons × intervals.

    `codes` holds int8 cells (−100..100 pressed, 101 skipped, 102 away, −128 unknown), `offset_ms`
    the time of the standing press inside its interval, `windows_ms` the statements' spans
    (start, end), not shifted, perhaps none, `lag_ms` the delay by which they are shifted. Hand
    over the rows of one segment to plan for that segment.
    """

    codes: NDArray[np.int8]
    offset_ms: NDArray[np.uint16]
    interval_ms: int
    windows_ms: Sequence[tuple[int, int]] = ()
    lag_ms: int = 3_000


@dataclass(frozen=True, slots=True, eq=False)
class HalfWidths:
    """Half-widths of the 95 % interval of net approval that the drawn panels would report.

    Shares, one per statement or interval: the median over replicates and the width that nine in
    ten replicates don't exceed. `known` is False, and the value 0, where nobody was present in
    most replicates: nothing is to be said there.
    """

    median: FloatArray
    ninety: FloatArray
    known: BoolArray

    def typical(self) -> tuple[float, float] | None:
        """Median over statements or intervals of both figures; None where none is known."""
        if not self.known.any():
            return None
        return float(np.median(self.median[self.known])), float(np.median(self.ninety[self.known]))


@dataclass(frozen=True, slots=True, eq=False)
class PanelDraws:
    """What n persons drawn again and again from an earlier panel come to.

    `statements` and `intervals` are half-widths. `multiplier` is the factor c with which a band
    of c standard errors holds the whole curve of the earlier panel in 95 % of replicates, and
    `band` its median half-width over intervals, a share; both are None below 20 persons or
    where nothing varies. `verdicts` (statements × 6, in the order of `VERDICTS`) is how often
    each verdict comes out, `full` the code of the verdict of the whole earlier panel and
    `reproduced` how often the draw names the same. `named` is the share of statements with one
    of the four named verdicts, over replicates, and `named_full` that of the earlier panel;
    both are None without statements.
    """

    persons: int
    n: int
    statements: HalfWidths
    intervals: HalfWidths
    multiplier: float | None
    band: float | None
    verdicts: FloatArray
    full: NDArray[np.int8]
    reproduced: FloatArray
    named: float | None
    named_full: float | None
    replicates: int
    seed: int


def simulate_from(
    earlier: EarlierSession,
    n: int,
    rule: VerdictRule,
    *,
    replicates: int = 400,
    seed: int = 1,
    free_pressing: bool = False,
) -> PanelDraws:
    """Draw n persons with replacement from an earlier panel, many times.

    Parameters
    ----------
    earlier : EarlierSession
        The panel that was there; persons never present are left out.
    n : int
        Persons drawn, 1 to 100,000; those absent at a statement are drawn too.
    rule : VerdictRule
        Thresholds.
    replicates : int, optional
        Draws, 20 to 10,000.
    seed : int, optional
        The same seed draws the same panels.
    free_pressing : bool, optional
        Use `rule.a_free` in place of `rule.a`.

    Returns
    -------
    PanelDraws
        Never holds NaN.

    Raises
    ------
    ValueError
        Nobody was ever present, impossible spans, shapes that don't fit, numbers out of range.

    Notes
    -----
    Persons are classed once per statement (`classify_persons`); a replicate is a vector of how
    often each person was drawn, so all replicates are one product of matrices.

    Examples
    --------
    >>> codes = np.array([[100, 101], [100, 101], [-100, 101], [101, 101]], dtype=np.int8)
    >>> earlier = EarlierSession(codes, np.zeros((4, 2), np.uint16), 5_000, [(0, 5_000)], 0)
    >>> found = simulate_from(earlier, 40, VerdictRule(floor=5))
    >>> found.persons, str(VERDICTS[found.full[0]]), float(found.verdicts.sum())
    (4, 'too_few', 1.0)
    """
    drawn = checked_whole("n", n, least=1)
    repeats = checked_whole("replicates", replicates, least=REPLICATES_MIN)
    if drawn > DRAWN_MAX or repeats > REPLICATES_MAX:
        raise ValueError(
            f"at most {DRAWN_MAX:,} persons and {REPLICATES_MAX:,} replicates can be drawn, got "
            f"{drawn:,} and {repeats:,}"
        )
    codes, windows_ms = earlier.codes, earlier.windows_ms
    there = ((codes >= CHOICE_MIN) & (codes <= SKIPPED)).any(axis=1)
    if not there.any():
        raise ValueError("nobody of the earlier panel was ever present: there is nothing to draw")
    codes, offset_ms = codes[there], earlier.offset_ms[there]
    classes = np.array(
        [
            classify_persons(
                codes, offset_ms, earlier.interval_ms, start, end, earlier.lag_ms
            ).codes
            for start, end in windows_ms
        ],
        dtype=np.int8,
    ).reshape(len(windows_ms), len(codes))
    random = np.random.default_rng(checked_whole("seed", seed, least=0))
    # float32 counts exactly up to 16 million, and halves the work of the products.
    times = random.multinomial(drawn, np.full(len(codes), 1 / len(codes)), size=repeats)
    weights = times.astype(np.float32)
    counted = _counts(weights, classes)
    judged = verdict_codes(counted.reshape(3, -1), rule, free_pressing=free_pressing)
    judged = judged.reshape(repeats, len(windows_ms))
    whole = _counts(np.ones((1, len(codes)), dtype=np.float32), classes)[:, 0]
    full = verdict_codes(whole, rule, free_pressing=free_pressing)
    intervals, multiplier, band = _curve(weights, _interval_classes(codes), drawn)
    unnamed = len(VERDICTS) - 2
    return PanelDraws(
        persons=len(codes),
        n=drawn,
        statements=_half_widths(counted),
        intervals=intervals,
        multiplier=multiplier,
        band=band,
        verdicts=np.stack([(judged == code).mean(axis=0) for code in range(len(VERDICTS))], axis=1),
        full=full,
        reproduced=(judged == full).mean(axis=0),
        named=float((judged < unnamed).mean()) if judged.size else None,
        named_full=float((full < unnamed).mean()) if full.size else None,
        replicates=repeats,
        seed=int(seed),
    )


def _interval_classes(codes: NDArray[np.int8]) -> NDArray[np.int8]:
    """Classes per interval, shape (intervals, persons)."""
    pressed = (codes >= CHOICE_MIN) & (codes <= CHOICE_MAX)
    sign = np.where(pressed, np.sign(codes), np.int8(PersonClass.NEITHER))
    present = pressed | (codes == SKIPPED)
    return np.where(present, sign, np.int8(PersonClass.ABSENT)).astype(np.int8).T


def _counts(weights: NDArray[np.float32], classes: NDArray[np.int8]) -> FloatArray:
    """Likers, dislikers and neithers, shape (3, replicates, cells), of weighted persons."""
    kinds = (PersonClass.LIKE, PersonClass.DISLIKE, PersonClass.NEITHER)
    counted = [weights @ np.equal(classes, np.int8(kind)).T.astype(np.float32) for kind in kinds]
    return np.array(counted, dtype=np.float64)


def _half_widths(counted: FloatArray) -> HalfWidths:
    """Medians and 90 % quantiles over replicates of the reported intervals."""
    present = counted.sum(axis=0)
    known = (present > 0).mean(axis=0) > 0.5 if present.size else np.zeros(0, dtype=np.bool_)
    low, high = net_interval(counted[0], counted[1], present)
    # Where nobody came in a replicate, the interval is everything: the widest there is.
    half = np.where(present > 0, (np.nan_to_num(high) - np.nan_to_num(low)) / 2, 1.0)
    middle, ninety = np.quantile(half, [0.5, 0.9], axis=0)
    return HalfWidths(np.where(known, middle, 0.0), np.where(known, ninety, 0.0), known)


def _curve(
    weights: NDArray[np.float32], classes: NDArray[np.int8], n: int
) -> tuple[HalfWidths, float | None, float | None]:
    """Half-widths per interval, the multiplier of a band around the curve, its half-width."""
    whole = _counts(np.ones((1, weights.shape[1]), dtype=np.float32), classes)[:, 0]
    base = whole.sum(axis=0)
    truth = (whole[0] - whole[1]) / np.maximum(base, 1)
    step = max(1, _CHUNK_CELLS // len(weights))
    parts, furthest, errors = [], np.zeros(len(weights)), []
    for first in range(0, len(classes), step):
        place = slice(first, first + step)
        counted = _counts(weights, classes[place])
        parts.append(_half_widths(counted))
        present = counted.sum(axis=0)
        off = np.where(
            present > 0, (counted[0] - counted[1]) / np.maximum(present, 1) - truth[place], 0.0
        )
        error = np.sqrt((off**2).mean(axis=0))
        varies = (error > 0) & parts[-1].known
        if varies.any():
            distance = np.abs(off[:, varies]) / error[varies]
            furthest = np.maximum(furthest, distance.max(axis=1))
            errors.append(error[varies])
    widths = HalfWidths(
        np.concatenate([part.median for part in parts]),
        np.concatenate([part.ninety for part in parts]),
        np.concatenate([part.known for part in parts]),
    )
    if n < BAND_PERSONS_MIN or not errors:
        return widths, None, None
    multiplier = float(np.quantile(furthest, 0.95))
    return widths, multiplier, multiplier * float(np.median(np.concatenate(errors)))
