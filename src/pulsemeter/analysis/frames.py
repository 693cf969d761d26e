"""The tables of an analysis: which columns each has, of which type, in which unit.

Shares run 0..1, net approval −1..1; times are milliseconds of stimulus time; a figure that has no
value is null, never NaN. This module must not know how a figure is made.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

Schema = Mapping[str, Any]

_WHERE: Schema = {"target": pl.String, "segment": pl.String}
_COUNTS: Schema = {"likers": pl.Int64, "dislikers": pl.Int64, "neithers": pl.Int64}
_NET: Schema = {"net": pl.Float64, "low": pl.Float64, "high": pl.Float64}
_JUDGED: Schema = {
    **_COUNTS,
    "present": pl.Int64,
    "like_share": pl.Float64,
    "dislike_share": pl.Float64,
    "n_eff": pl.Float64,
    **_NET,
    "mean_score": pl.Float64,
    "verdict": pl.String,
    "p_active": pl.Float64,
    "p_resonates": pl.Float64,
    "p_falls_flat": pl.Float64,
    "p_divides": pl.Float64,
    "people_to_settle": pl.Int64,
}

SEGMENTS: Schema = {
    "segment": pl.String,
    "label": pl.String,
    "attribute": pl.String,
    "persons": pl.Int64,
    "present": pl.Int64,
    "n_eff": pl.Float64,
    "design_effect": pl.Float64,
}
CURVE: Schema = {
    **_WHERE,
    "interval": pl.Int64,
    "start_ms": pl.Int64,
    "likes": pl.Int64,
    "dislikes": pl.Int64,
    "present": pl.Int64,
    **_NET,
    "approval": pl.Float64,
    "majority": pl.String,
    "strength": pl.Int64,
    "band": pl.String,
    "faded": pl.Boolean,
}
STATEMENT_LIST: Schema = {
    "statement": pl.String,
    "start_ms": pl.Int64,
    "end_ms": pl.Int64,
    "speaker": pl.String,
    "topic": pl.String,
    "passage": pl.String,
    "words": pl.String,
}
STATEMENTS: Schema = {
    **_WHERE,
    "statement": pl.String,
    **_JUDGED,
    "pooled": pl.Float64,
    "pooled_low": pl.Float64,
    "pooled_high": pl.Float64,
    "own_share": pl.Float64,
}
PASSAGES: Schema = {**_WHERE, "passage": pl.String, **_JUDGED}
SESSION: Schema = {
    **_WHERE,
    **_JUDGED,
    "mean_own": pl.Float64,
    "presses_like": pl.Int64,
    "presses_dislike": pl.Int64,
    "by_press": pl.Float64,
    "low_if_absent_dislike": pl.Float64,
    "high_if_absent_like": pl.Float64,
    "net_without_flagged": pl.Float64,
}
RANKING: Schema = {
    "target": pl.String,
    "statement": pl.String,
    "net": pl.Float64,
    "shrunk": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "own_share": pl.Float64,
    "rank": pl.Float64,
    "rank_low": pl.Float64,
    "rank_high": pl.Float64,
    "against_own_mean": pl.Float64,
    "d_z": pl.Float64,
}
MOMENTS: Schema = {
    **_WHERE,
    "kind": pl.String,
    "start_ms": pl.Int64,
    "end_ms": pl.Int64,
    "at_ms": pl.Int64,
    **_NET,
    "excess": pl.Float64,
    "stability": pl.Float64,
    "statement": pl.String,
}
CONTRASTS: Schema = {
    "target": pl.String,
    "contrast": pl.String,
    "attribute": pl.String,
    "a": pl.String,
    "b": pl.String,
    "persons_a": pl.Int64,
    "persons_b": pl.Int64,
    "intervals": pl.Int64,
    "raw": pl.Int64,
    "bh": pl.Int64,
    "by": pl.Int64,
    "holm": pl.Int64,
    "max_t": pl.Int64,
    "by_chance": pl.Float64,
    "anywhere_p": pl.Float64,
    "reason": pl.String,
}
CONTRAST_CURVE: Schema = {
    "target": pl.String,
    "contrast": pl.String,
    "interval": pl.Int64,
    "start_ms": pl.Int64,
    **dict.fromkeys(("difference", "low", "high"), pl.Float64),
    **dict.fromkeys(("p_raw", "p_bh", "p_by", "p_holm", "p_max_t"), pl.Float64),
}
CONTRAST_STATEMENTS: Schema = {
    "target": pl.String,
    "contrast": pl.String,
    "statement": pl.String,
    **dict.fromkeys(("net_a", "net_b", "difference", "low", "high"), pl.Float64),
    **dict.fromkeys(("p_raw", "p_bh", "p_by", "p_holm"), pl.Float64),
}
POLARISATION: Schema = {
    "target": pl.String,
    "statement": pl.String,
    "attribute": pl.String,
    "agreement": pl.Float64,
    "agreement_of_pressers": pl.Float64,
    "gap": pl.Float64,
    "gap_low": pl.Float64,
    "gap_high": pl.Float64,
    "between": pl.String,
    "share": pl.Float64,
    "share_low": pl.Float64,
    "share_high": pl.Float64,
}
RELIABILITY: Schema = {
    "target": pl.String,
    "persons": pl.Int64,
    "intervals": pl.Int64,
    "mean_r": pl.Float64,
    "cronbach_alpha": pl.Float64,
    "icc_a1": pl.Float64,
    "icc_ak": pl.Float64,
    "split_half": pl.Float64,
    "split_half_low": pl.Float64,
    "split_half_high": pl.Float64,
    "spearman_brown": pl.Float64,
    "halves": pl.Int64,
    "reason": pl.String,
}
VARIANCE_COMPONENTS: Schema = {
    "target": pl.String,
    "component": pl.String,
    "variance": pl.Float64,
    "share": pl.Float64,
    "reason": pl.String,
}
PRESENCE: Schema = {
    "segment": pl.String,
    "persons": pl.Int64,
    "never": pl.Int64,
    "left": pl.Int64,
    "stayed": pl.Int64,
    "share_at_end": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
PRESENCE_CURVE: Schema = {
    "segment": pl.String,
    **dict.fromkeys(("time_ms", "at_risk", "leavers"), pl.Int64),
    **dict.fromkeys(("share", "low", "high"), pl.Float64),
}
LAG: Schema = {
    "target": pl.String,
    "used_ms": pl.Int64,
    "estimated_ms": pl.Int64,
    "low_ms": pl.Int64,
    "high_ms": pl.Int64,
    "onsets": pl.Int64,
    "presses": pl.Int64,
    "reason": pl.String,
}
LAG_SENSITIVITY: Schema = {
    "target": pl.String,
    "lag_ms": pl.Int64,
    "named": pl.Int64,
    "changed": pl.Int64,
}
QUALITY: Schema = {
    "indicator": pl.String,
    "side": pl.String,
    "at": pl.Float64,
    "persons_out": pl.Int64,
    "judged": pl.Int64,
    "flagged": pl.Int64,
}
ANSWERS: Schema = {
    **dict.fromkeys(("question", "part", "segment", "answer", "answer_label"), pl.String),
    **dict.fromkeys(("persons", "answered"), pl.Int64),
    **dict.fromkeys(("share", "low", "high"), pl.Float64),
}
CHANGE: Schema = {
    "segment": pl.String,
    "persons": pl.Int64,
    "up": pl.Int64,
    "down": pl.Int64,
    "unchanged": pl.Int64,
    **_NET,
    "changed_share": pl.Float64,
    "changed_low": pl.Float64,
    "changed_high": pl.Float64,
    "reason": pl.String,
}
TURNOVER: Schema = {"before": pl.String, "after": pl.String, "persons": pl.Int64}
CODES: Schema = {
    **_WHERE,
    "code": pl.String,
    "persons": pl.Int64,
    "statements_with": pl.Int64,
    "statements_without": pl.Int64,
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "low_any_statements": pl.Float64,
    "high_any_statements": pl.Float64,
    "reason": pl.String,
}
ARMS: Schema = {
    "target": pl.String,
    "arm_a": pl.String,
    "arm_b": pl.String,
    "statement": pl.String,
    "persons_a": pl.Int64,
    "persons_b": pl.Int64,
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "reason": pl.String,
}
PERSONS: Schema = {
    "participant": pl.String,
    "present_share": pl.Float64,
    "presses": pl.Int64,
    "weight": pl.Float64,
    "judged": pl.Boolean,
    "flagged": pl.Boolean,
}


def frame(schema: Schema, columns: Mapping[str, Any]) -> pl.DataFrame:
    """A table of this schema from columns; one value stands for all rows, NaN becomes null."""
    missing = schema.keys() ^ columns.keys()
    if missing:
        raise ValueError(f"columns don't fit the schema: {', '.join(sorted(missing))}")
    length = max((len(v) for v in columns.values() if _is_column(v)), default=1)
    made = {name: _series(name, columns[name], kind, length) for name, kind in schema.items()}
    return pl.DataFrame(made)


def rows(schema: Schema, entries: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """A table of this schema from rows; none give an empty table with all columns."""
    columns = {name: [entry[name] for entry in entries] for name in schema}
    return frame(schema, columns)


def stacked(schema: Schema, parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Tables of one schema below each other; none give an empty table with all columns."""
    return pl.concat([pl.DataFrame(schema=dict(schema)), *parts])


def _is_column(value: Any) -> bool:
    return isinstance(value, np.ndarray | list | tuple | pl.Series)


def _series(name: str, value: Any, kind: Any, length: int) -> pl.Series:
    held = value if _is_column(value) else [value] * length
    series = pl.Series(name, held, dtype=kind, strict=False)
    return series.set(~series.is_finite(), None) if series.dtype.is_float() else series


def number(value: float | None) -> float | None:
    """A figure as a table holds it: None in place of what isn't a finite number."""
    return None if value is None or not np.isfinite(value) else float(value)


__all__ = ["Schema", "frame", "number", "rows", "stacked"]
