"""What coded attributes of statements (topic, attack, promise …) do to reactions, per segment.

The difference is formed within each person first. It is given twice: for these statements, and
for statements of their kind, of which these are a sample: the second is what a rule of rhetoric
would need, and it is far less certain. This module must not know presses, time or verdicts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from pulsemeter.analysis.adjustment import benjamini_hochberg, benjamini_yekutieli, holm
from pulsemeter.analysis.counts import BoolArray, FloatArray, checked_share, checked_whole

STATEMENTS_MIN = 3
"""Statements needed with a code and without it: fewer show a statement, not an attribute."""
_ROUNDING = 1e-9

Adjustment = Literal["bh", "by", "holm"]
_ADJUSTMENTS = {"bh": benjamini_hochberg, "by": benjamini_yekutieli, "holm": holm}


@dataclass(frozen=True, slots=True)
class CodeInterval:
    """Ends in net points, and p of no difference, raw and adjusted for all that was compared."""

    low: float
    high: float
    p: float
    p_adjusted: float


@dataclass(frozen=True, slots=True)
class CodeEffect:
    """How one segment reacted to statements with a code, against those without it.

    `points` (−200..200) is the mean over `persons` of own mean with − own mean without, in net
    points. `for_these` takes persons as a sample and the statements as they are; `for_their_kind`
    takes both as samples. Figures are None where they don't exist and `reason` says why.
    `statements_with` and `statements_without` were seen by at least one of the persons.
    """

    segment: str
    code: str
    points: float | None
    for_these: CodeInterval | None
    for_their_kind: CodeInterval | None
    persons: int
    statements_with: int
    statements_without: int
    reason: str
    confidence: float
    adjustment: Adjustment


class _Part(NamedTuple):
    """One code: each person's difference (NaN: none) and what variances are made of.

    `pulls` (persons, statements) is what each score adds to the own mean of its side, less that
    mean, signed; `loads` the weight of one score in its side's mean, 0 where absent.
    """

    differences: FloatArray
    pulls: FloatArray
    loads: FloatArray
    sides: tuple[BoolArray, BoolArray]


def code_effects(
    scores: ArrayLike,
    codes: Mapping[str, ArrayLike],
    segments: Mapping[str, ArrayLike],
    *,
    floor: int = 5,
    confidence: float = 0.95,
    adjustment: Adjustment = "bh",
) -> tuple[CodeEffect, ...]:
    """Compare reactions to statements with a code and without it, within persons.

    With d_i the person's mean score over statements with the code minus that over the others::

        points = 100 · mean(d),   V_these = Var(d) / n
        V_kind = max(V_these + V_statements − V_both, V_these, V_statements)

    V_statements is the variance of the statements' means (persons' own levels taken off) over
    the number of statements, summed for the two sides; V_both, the part counted in each of the
    two, is that of single scores.

    Parameters
    ----------
    scores : array_like of numbers, shape (persons, statements)
        A person's own figure for a statement, −1..1 (classes: +1 like, −1 dislike, 0 neither);
        NaN where absent.
    codes : mapping of names to array_like, shape (statements,)
        True or 1 with the code, False or 0 without, NaN where not coded (on neither side).
    segments : mapping of names to array_like of bool, shape (persons,)
        Who belongs; segments may overlap.
    floor : int, optional
        Persons needed with scores on both sides, at least 2.
    confidence : float, optional
        Between 0 and 1.
    adjustment : {"bh", "by", "holm"}, optional
        Of p values, over all segments and codes that have one.

    Returns
    -------
    tuple of CodeEffect
        Segments in order, within each the codes in order.

    Raises
    ------
    ValueError
        Scores, codes or segments of another shape or range (the message names which), or a
        setting outside its range.

    Notes
    -----
    t intervals, with n − 1 degrees for these statements and Satterthwaite's for their kind. An
    effect is a difference between statements as they stood: who spoke, when, and about what
    differ with the code. It is an association, not the effect of adding an attack to a speech.
    Codes given by people deserve a look at how far coders agree.

    References
    ----------
    Clark, H. H. (1973). The language-as-fixed-effect fallacy. Journal of Verbal Learning and
    Verbal Behavior 12(4), 335-359. Cameron, A. C., Gelbach, J. B., & Miller, D. L. (2011). Robust
    inference with multiway clustering. Journal of Business & Economic Statistics 29(2), 238-249.

    Examples
    --------
    >>> scores = [[1, 1, 0, 0, -1, 0], [1, 0, 1, 0, 0, 0], [1, 1, 1, -1, 0, 1]]
    >>> codes, all_persons = {"promise": [1, 1, 1, 0, 0, 0]}, {"all": [True] * 3}
    >>> (found,) = code_effects(scores, codes, all_persons, floor=3)
    >>> round(found.points, 1), round(found.for_these.low, 1), round(found.for_their_kind.low, 1)
    (88.9, 41.1, 19.9)
    """
    table = _checked_scores(scores)
    coded = {name: _checked_code(name, code, table.shape[1]) for name, code in codes.items()}
    masks = {name: _checked_mask(name, mask, len(table)) for name, mask in segments.items()}
    least = checked_whole("floor", floor, least=2)
    share = checked_share("confidence", confidence)
    if adjustment not in _ADJUSTMENTS:
        raise ValueError(f"adjustment must be one of {', '.join(_ADJUSTMENTS)}")
    members = np.array(list(masks.values()), dtype=np.float64).reshape(len(masks), len(table))
    found: dict[tuple[str, str], CodeEffect] = {}
    for code, values in coded.items():
        part = _part(table, values)
        for segment, effect in zip(masks, _effects(part, members, least, share), strict=True):
            named = replace(effect, segment=segment, code=code, adjustment=adjustment)
            found[segment, code] = named
    return _adjusted([found[s, c] for s in masks for c in coded], adjustment)


def codes_of_labels(labels: Sequence[str | None]) -> dict[str, FloatArray]:
    """Turn one categorical column (a label per statement) into codes, in order of the alphabet.

    Each label is compared with all others; a statement without one (None or "") is on neither
    side.

    Parameters
    ----------
    labels : sequence of str or None, length statements

    Returns
    -------
    dict of str to ndarray of float64, shape (statements,)
        1, 0, or NaN where not coded.

    Examples
    --------
    >>> codes_of_labels(["tax", "war", None])["tax"].tolist()
    [1.0, 0.0, nan]
    """
    names = sorted({label for label in labels if label})
    return {
        name: np.array([float(label == name) if label else np.nan for label in labels])
        for name in names
    }


def _part(table: FloatArray, values: FloatArray) -> _Part:
    seen = ~np.isnan(table)
    sides = values == 1, values == 0
    differences, pulls, loads = np.zeros(len(table)), np.zeros(table.shape), np.zeros(table.shape)
    for sign, side in zip((1, -1), sides, strict=True):
        there = seen[:, side]
        n = there.sum(axis=1)
        own = np.where(there, table[:, side], 0.0)
        mean = own.sum(axis=1) / np.where(n > 0, n, np.nan)
        differences += sign * mean
        loads[:, side] = there / np.maximum(n, 1)[:, None]
        centre = np.where(n > 0, mean, 0.0)[:, None]
        pulls[:, side] = sign * loads[:, side] * (own - np.where(there, centre, 0.0))
    known = ~np.isnan(differences)
    pulls[~known], loads[~known] = 0.0, 0.0
    return _Part(differences, pulls, loads, sides)


def _effects(part: _Part, members: FloatArray, floor: int, confidence: float) -> list[CodeEffect]:
    """Effects of one code in every segment, by matrix; p values not yet adjusted."""
    known = ~np.isnan(part.differences)
    n = members @ known
    d = np.where(known, part.differences, 0.0)
    base = np.maximum(n, 1)
    mean = members @ d / base
    # Around the mean of all first: squares of large sums would lose digits.
    centre = d[known].mean() if known.any() else 0.0
    off = np.where(known, d - centre, 0.0)
    spread = members @ off**2 - base * (members @ off / base) ** 2
    by_person = np.maximum(spread, 0.0) / np.maximum(n - 1, 1) / base
    by_statement, both, statements = _statement_variances(part, members, n)
    coded = min(side.sum() for side in part.sides)
    effects = []
    for place in range(len(members)):
        count, sizes = int(n[place]), statements[:, place]
        effect = CodeEffect(
            "", "", None, None, None, count, int(sizes[0]), int(sizes[1]), "", confidence, "bh"
        )
        if coded < STATEMENTS_MIN or (count >= floor and sizes.min() < STATEMENTS_MIN):
            effects.append(replace(effect, reason="too few statements"))
        elif count < floor:
            effects.append(replace(effect, reason="too few persons"))
        else:
            points, these = 100 * float(mean[place]), float(by_person[place])
            sides = by_statement[:, place]
            total = float(np.max([these + sides.sum() - both[place], these, sides.sum()]))
            parts, freedoms = np.array([these, *sides]), np.array([count - 1, *(sizes - 1)])
            freedom = float(parts.sum() ** 2 / max((parts**2 / freedoms).sum(), 1e-300))
            fixed = _interval(points, these, count - 1, confidence)
            reason = "" if fixed else "all persons differ by the same"
            if np.isnan(total):
                reason = "nobody saw two statements of a side"
            kind = _interval(points, total, freedom, confidence)
            effects.append(
                replace(effect, points=points, for_these=fixed, for_their_kind=kind, reason=reason)
            )
    return effects


def _statement_variances(
    part: _Part, members: FloatArray, n: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Per segment: variance by statements (2 sides, segments), by single scores, statements."""
    base = np.maximum(n, 1)[:, None]
    by_statement, sizes, both = np.zeros((2, len(n))), np.zeros((2, len(n))), np.zeros(len(n))
    for place, side in enumerate(part.sides):
        pulls, loads = part.pulls[:, side], part.loads[:, side]
        pulled, load, squared = members @ pulls, members @ loads, members @ loads**2
        shown = (load > 0).sum(axis=1)
        # Taking own means off takes variance off: the more, the fewer statements a person saw.
        # In a complete table both factors are statements / (statements - 1).
        kept = np.where(load - squared > _ROUNDING, load - squared, 0.0)
        kept_squares = (kept**2).sum(axis=1) * shown / np.maximum(shown - 1, 1)
        known = np.where(kept_squares > 0, 1.0, np.nan)
        factor = known * (load**2).sum(axis=1) / np.where(kept_squares > 0, kept_squares, 1.0)
        by_statement[place] = factor * ((pulled / base) ** 2).sum(axis=1)
        sizes[place] = shown
        # What is left of single scores when the statement's own pull is taken off as well.
        shift = pulled / np.where(load > 0, load, 1.0)
        left = members @ pulls**2 - 2 * shift * (members @ (pulls * loads)) + shift**2 * squared
        factor = known * load.sum(axis=1) / np.where(kept_squares > 0, kept.sum(axis=1), 1.0)
        factor *= n / np.maximum(n - 1, 1)
        both += factor * np.maximum(left, 0.0).sum(axis=1) / base[:, 0] ** 2
    return by_statement, both, sizes


def _interval(
    points: float, variance: float, freedom: float, confidence: float
) -> CodeInterval | None:
    error = 100 * variance**0.5
    if not error > _ROUNDING:
        return None
    half = float(stdtrit(freedom, (1 + confidence) / 2)) * error
    p = float(2 * stdtr(freedom, -abs(points) / error))
    return CodeInterval(max(points - half, -200.0), min(points + half, 200.0), p, p)


def _adjusted(effects: list[CodeEffect], adjustment: Adjustment) -> tuple[CodeEffect, ...]:
    for name in ("for_these", "for_their_kind"):
        found = [getattr(effect, name) for effect in effects]
        p = np.array([np.nan if one is None else one.p for one in found])
        for place, value in enumerate(_ADJUSTMENTS[adjustment](p)):
            if found[place] is not None:
                interval = replace(found[place], p_adjusted=float(value))
                effects[place] = replace(effects[place], **{name: interval})
    return tuple(effects)


def _checked_scores(scores: ArrayLike) -> FloatArray:
    table = np.asarray(scores)
    if table.ndim != 2 or table.dtype.kind not in "iuf":
        raise ValueError(
            f"scores must be numbers of shape (persons, statements), got {table.dtype.name} "
            f"values of shape {table.shape}"
        )
    table = table.astype(np.float64)
    if (np.abs(table[~np.isnan(table)]) > 1).any():
        raise ValueError("scores must lie between -1 and 1, NaN where absent")
    return table


def _checked_code(name: str, code: ArrayLike, statements: int) -> FloatArray:
    array = np.asarray(code)
    if array.shape != (statements,) or array.dtype.kind not in "biuf":
        raise ValueError(f"code {name} needs one value for each of {statements} statements")
    values = array.astype(np.float64)
    if not (np.isnan(values) | (values == 0) | (values == 1)).all():
        raise ValueError(f"code {name} must be 1 with, 0 without, or NaN where not coded")
    return values


def _checked_mask(name: str, mask: ArrayLike, persons: int) -> BoolArray:
    array = np.asarray(mask)
    if array.shape != (persons,) or array.dtype.kind != "b":
        raise ValueError(f"segment {name} needs true or false for each of {persons} persons")
    return array
