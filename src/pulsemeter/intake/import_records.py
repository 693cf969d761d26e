"""Rows that were understood become records, after what goes without saying was filled in."""

import numpy as np
import polars as pl

from pulsemeter.domain.counted import counted
from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.study import Study
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.fill import with_held, with_silence
from pulsemeter.intake.import_files import RECORDS_MAX
from pulsemeter.intake.mapping import ImportMapping, Told
from pulsemeter.tally.frame import RECORD, Records

_KINDS = {
    "press": (RecordKind.PRESS, 0),
    "undo": (RecordKind.UNDO, 0),
    "skipped": (RecordKind.PRESENCE, SKIPPED),
    "away": (RecordKind.PRESENCE, AWAY),
}


def odd_times(frame: pl.DataFrame) -> list[str]:
    """What was put in order, or stands twice."""
    notes = []
    before = frame.select(pl.col("ms") < pl.col("ms").shift(1).over("file", "person"))["ms"]
    backwards = int(before.fill_null(False).sum())
    if backwards:
        notes.append(
            f"{counted(backwards, 'row is', 'rows are')} earlier than the one above of the same "
            "participant; put in order of time"
        )
    again = frame.height - frame.select("person", "ms", "target").n_unique()
    if again:
        notes.append(f"{counted(again, 'row is', 'rows are')} of the same participant and time as "
                     "another; the later row stands")  # fmt: skip
    return notes


def filled(
    frame: pl.DataFrame, mapping: ImportMapping, base: Study, persons: int, duration_ms: int
) -> pl.DataFrame:
    """The rows with what the mapping says goes without saying. IntakeError for too many."""
    whole = frame.select("person", "ms", "kind", "choice", "target")
    cadence_ms = base.instrument.cadence_ms
    if persons * -(-duration_ms // cadence_ms) + whole.height > 2 * RECORDS_MAX:
        raise IntakeError(
            mapping.name, ["participants times intervals are too many to be filled; import parts."]
        )
    if mapping.value.held:
        whole = with_held(whole, persons, duration_ms, cadence_ms)
    if mapping.silence is Told.SKIPPED:
        whole = with_silence(whole, persons, duration_ms, cadence_ms)
    return whole


def records_of(frame: pl.DataFrame) -> Records:
    """The rows as records whose seat is the person's number from 1."""
    records = np.zeros(frame.height, dtype=RECORD)
    kinds = frame["kind"].replace_strict(
        list(_KINDS), [int(kind) for kind, _ in _KINDS.values()], return_dtype=pl.UInt8
    )
    presence = frame["kind"].replace_strict(
        list(_KINDS), [code for _, code in _KINDS.values()], return_dtype=pl.Int16
    )
    choice = pl.select(pl.when(frame["kind"] == "press").then(frame["choice"]).otherwise(presence))
    records["seat"] = frame["person"].to_numpy() + 1
    records["kind"] = kinds.to_numpy()
    records["target"] = frame["target"].to_numpy()
    records["choice"] = choice.to_series().to_numpy()
    records["clock_ms"] = frame["ms"].to_numpy()
    return records
