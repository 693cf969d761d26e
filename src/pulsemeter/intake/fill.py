"""What a file leaves out because it goes without saying: values that are held, and silence.

Only as the mapping declares. This module must not know files.
"""

import polars as pl

from pulsemeter.domain.timeline import interval_count


def with_held(frame: pl.DataFrame, persons: int, duration_ms: int, cadence_ms: int) -> pl.DataFrame:
    """The rows, and a press at the beginning of each interval without a row in which an earlier
    value of the same person still stands."""
    empty = _empty_intervals(frame, persons, duration_ms, cadence_ms)
    states = frame.select("person", "ms", "kind", "choice").sort("ms", maintain_order=True)
    held = empty.sort("ms").join_asof(
        states, on="ms", by="person", strategy="backward", check_sortedness=False
    )
    return _joined(frame, held.filter(pl.col("kind") == "press"))


def with_silence(
    frame: pl.DataFrame, persons: int, duration_ms: int, cadence_ms: int
) -> pl.DataFrame:
    """The rows, and for each interval in which a person has none that they were there."""
    empty = _empty_intervals(frame, persons, duration_ms, cadence_ms)
    kind, choice = pl.lit("skipped"), pl.lit(0, dtype=pl.Int16)
    return _joined(frame, empty.with_columns(kind=kind, choice=choice))


def _empty_intervals(
    frame: pl.DataFrame, persons: int, duration_ms: int, cadence_ms: int
) -> pl.DataFrame:
    """`person` and `ms` of the beginning of each interval in which that person has no row."""
    count = interval_count(duration_ms, cadence_ms)
    every = pl.DataFrame({"person": pl.int_range(persons, dtype=pl.UInt32, eager=True)}).join(
        pl.DataFrame({"interval": pl.int_range(count, dtype=pl.Int64, eager=True)}), how="cross"
    )
    filled = frame.select("person", interval=pl.col("ms") // cadence_ms).unique()
    empty = every.join(filled, on=["person", "interval"], how="anti")
    return empty.select("person", ms=pl.col("interval") * cadence_ms)


def _joined(frame: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    added = more.select("person", "ms", "kind", "choice", target=pl.lit(0, dtype=pl.UInt8))
    return pl.concat([frame, added.cast({n: frame.schema[n] for n in added.columns})])
