"""Effects of coded attributes of statements, per segment, as a table."""

import numpy as np
import polars as pl

from pulsemeter.analysis.codes import CodeEffect, code_effects
from pulsemeter.analysis.counts import FloatArray
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.frames import CODES, rows
from pulsemeter.analysis.judged import Scores
from pulsemeter.analysis.measured import Measured

CODE_VALUES_MAX = 20
"""Categories of one coded column beyond which it is a text rather than a code."""


def code_table(measured: Measured, scores: Scores) -> pl.DataFrame:
    """Effect of every code in every segment; schema `frames.CODES`.

    `low` and `high` speak of these statements, `low_any_statements` and `high_any_statements` of
    statements of their kind. A column of 0 and 1 is one code, any other column one per category.
    """
    settings, segments = measured.settings, measured.segments
    if not settings.codes or measured.statements.is_empty():
        return rows(CODES, [])
    codes = {
        name: held for column in settings.codes for name, held in _codes(measured, column).items()
    }
    members = dict(zip(segments.ids, segments.membership, strict=True))
    entries = []
    for target, own in scores.items():
        found = code_effects(
            own, codes, members, floor=max(settings.floor, 2), confidence=settings.confidence
        )
        entries += [_row(target, effect) for effect in found]
    return rows(CODES, entries)


def _codes(measured: Measured, column: str) -> dict[str, FloatArray]:
    """One array over statements per code: 1 with it, 0 without, NaN where not coded."""
    held = measured.statements[column]
    if held.dtype == pl.String:
        held = held.replace("", None)
    elif held.dtype.is_float():
        held = held.fill_nan(None)
        if (held.drop_nulls() == held.drop_nulls().floor()).all():
            # Whole numbers beside gaps arrive as floats.
            held = held.cast(pl.Int64)
    values = held.drop_nulls().cast(pl.String).unique().sort().to_list()
    if not values or len(values) > CODE_VALUES_MAX:
        raise DataError(
            f"codes: the column {column!r} of the statements holds {len(values)} different values; "
            f"a code has 1 to {CODE_VALUES_MAX}"
        )
    missing = held.is_null().to_numpy()
    text = held.cast(pl.String)
    if set(values) <= {"0", "1", "true", "false"}:
        marked = text.is_in(["1", "true"]).fill_null(False).to_numpy()
        return {column: np.where(missing, np.nan, marked)}
    return {
        f"{column} = {value}": np.where(
            missing, np.nan, (text == value).fill_null(False).to_numpy()
        )
        for value in values
    }


def _row(target: str, effect: CodeEffect) -> dict[str, object]:
    these, kind = effect.for_these, effect.for_their_kind
    return {
        "target": target,
        "segment": effect.segment,
        "code": effect.code,
        "persons": effect.persons,
        "statements_with": effect.statements_with,
        "statements_without": effect.statements_without,
        "difference": _share(effect.points),
        "low": _share(these.low if these else None),
        "high": _share(these.high if these else None),
        "low_any_statements": _share(kind.low if kind else None),
        "high_any_statements": _share(kind.high if kind else None),
        "reason": effect.reason,
    }


def _share(points: float | None) -> float | None:
    return None if points is None else points / 100
