"""Raw rows of another system become records of ours; what can't be used is counted and listed."""

import polars as pl

from pulsemeter.domain.instrument import Instrument, target_ids
from pulsemeter.intake.mapped_values import (
    BETWEEN,
    BEYOND,
    MISSING,
    UNREAD,
    meanings_of,
    reason_of,
)
from pulsemeter.intake.mapping import ImportMapping, Told
from pulsemeter.intake.raw_rows import RawRows
from pulsemeter.intake.unused import Unused

COLUMNS = ("person", "ms", "kind", "choice", "target", "value", "row")


def understood(
    raw: RawRows, mapping: ImportMapping, instrument: Instrument, duration_ms: int, unused: Unused
) -> pl.DataFrame:
    """Rows with `person`, `ms`, `kind` (press, undo, skipped, away), `choice`, `target` (number),
    and the `value` and `row` of the file; in the order of the file."""
    inside = (raw.frame["ms"] >= 0) & (raw.frame["ms"] < duration_ms)
    frame = raw.frame.filter(inside)
    unused.outside += raw.frame.height - frame.height
    meanings = meanings_of(frame["value"], mapping.value, instrument, raw.labels)
    frame = frame.join(meanings, on="value", how="left", maintain_order="left").with_columns(
        pl.col("kind").fill_null(MISSING), pl.col("choice").fill_null(0)
    )
    for kind in (UNREAD, BEYOND, BETWEEN):
        reason = reason_of(kind, mapping.value, instrument)
        wrong = frame["kind"] == kind
        unused.rows(raw.table, frame["header"], wrong, frame["row"], frame["value"], reason)
    frame = frame.filter(~pl.col("kind").is_in([UNREAD, BEYOND, BETWEEN]))
    absent = frame["kind"] == MISSING
    unused.missing += int(absent.sum())
    if mapping.missing is Told.UNKNOWN:
        frame = frame.filter(~absent)
    else:
        told = pl.lit(mapping.missing.value)
        frame = frame.with_columns(
            kind=pl.when(pl.col("kind") == MISSING).then(told).otherwise(pl.col("kind"))
        )
    return _aimed(raw, frame, mapping, instrument, unused).select(COLUMNS)


def _aimed(
    raw: RawRows,
    frame: pl.DataFrame,
    mapping: ImportMapping,
    instrument: Instrument,
    unused: Unused,
) -> pl.DataFrame:
    """The rows with the number of the target instead of its name."""
    ids = target_ids(instrument)
    if len(ids) == 1:
        return frame.with_columns(target=pl.lit(0, dtype=pl.UInt8))
    known = {name.casefold(): place for place, name in enumerate(instrument.targets)}
    known |= {name.casefold(): place for place, name in enumerate(ids)}
    for value, name in mapping.value.targets.items():
        if name.casefold() in known:
            known[value.casefold()] = known[name.casefold()]
    number = (
        frame["target"]
        .str.to_lowercase()
        .replace_strict(
            [name.lower() for name in known],
            list(known.values()),
            default=None,
            return_dtype=pl.UInt8,
        )
    )
    reacts = frame["kind"].is_in(["press", "undo"])
    unused.rows(
        raw.table,
        mapping.value.target_column,
        number.is_null() & reacts,
        frame["row"],
        frame["target"],
        f"is none of the targets {', '.join(instrument.targets)}",
    )
    # Presence is of the person, whatever target its row names.
    aimed = frame.with_columns(
        target=pl.select(pl.when(reacts).then(number).otherwise(pl.lit(0, pl.UInt8))).to_series()
    )
    return aimed.filter(pl.col("target").is_not_null())
