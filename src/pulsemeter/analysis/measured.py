"""One session ready to be estimated: matrix, segments, statements and settings, checked together.

Here everything that can be wrong between the inputs is refused or noted. This module must not
know any estimate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pulsemeter.analysis.counts import FloatArray
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.frames import STATEMENT_LIST
from pulsemeter.analysis.matrix import SessionMatrix, read_matrix
from pulsemeter.analysis.reaction_rows import whole_column
from pulsemeter.analysis.segments import (
    Segments,
    aligned_panel,
    category_column,
    read_segments,
)
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.note import Note
from pulsemeter.domain.statement import Statement

Table = pl.DataFrame | Mapping[str, Sequence[Any]] | Any
"""A Polars or pandas frame, or a mapping of names to columns."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What was measured; `notes` say in plain words what was assumed or left out, `person_notes`
    how many persons that concerns: exact counts, which don't pass a gate."""

    matrix: SessionMatrix
    segments: Segments
    statements: pl.DataFrame
    panel: pl.DataFrame
    settings: AnalysisSettings
    notes: tuple[str, ...]
    person_notes: tuple[str, ...] = ()

    @property
    def spans_ms(self) -> list[tuple[int, int]]:
        """The statements' spans [start, end), not shifted."""
        return list(self.statements.select("start_ms", "end_ms").iter_rows())

    @property
    def passages_ms(self) -> dict[str, list[tuple[int, int]]]:
        """The spans of each passage's statements, not shifted, passages in order of time."""
        spans: dict[str, list[tuple[int, int]]] = {}
        for row in self.statements.iter_rows(named=True):
            if row["passage"]:
                spans.setdefault(row["passage"], []).append((row["start_ms"], row["end_ms"]))
        return spans

    @property
    def strata(self) -> NDArray[np.str_] | None:
        """Each person's stratum, if the panel was recruited within strata."""
        name = self.settings.strata
        return None if name is None else category_column(self.panel, name)

    def counted_weights(self, place: int) -> FloatArray | None:
        """Weights of the members of the segment at this place; None if unweighted."""
        weights = self.segments.weights
        return None if weights is None else weights[self.segments.membership[place]]


def measure(
    reactions: Table,
    panel: Table | None,
    statements: Table | Sequence[Statement] | None,
    settings: AnalysisSettings,
) -> Measured:
    """Bring a session's inputs together (see `analyse` for what they hold).

    Raises
    ------
    DataError
        Inputs that contradict each other; the message says what, where and how to mend it.
    """
    people = None if panel is None else as_frame(panel, "panel")
    spoken = statement_table(statements, settings)
    registered = _participants(people)
    end_ms = int(spoken["end_ms"].max() or 0)  # type: ignore[arg-type]
    matrix = read_matrix(
        as_frame(reactions, "reactions"), settings, participants=registered, end_ms=end_ms
    )
    _check_statements(spoken, matrix.duration_ms)
    there = matrix.ever_present
    segments = read_segments(people, matrix.participants, there, settings)
    table = aligned_panel(people, matrix.participants)
    return Measured(
        matrix,
        segments,
        spoken,
        table,
        settings,
        _notes(matrix, spoken, settings),
        _person_notes(matrix, len(registered), segments),
    )


def as_frame(table: Table, name: str) -> pl.DataFrame:
    """A Polars frame of whatever table was handed in; DataError if it is none."""
    if isinstance(table, pl.DataFrame):
        return table
    if isinstance(table, Mapping):
        try:
            return pl.DataFrame(dict(table), strict=False)
        except pl.exceptions.ShapeError as error:
            lengths = ", ".join(f"{key} {len(held)}" for key, held in table.items())
            raise DataError(f"{name}: columns of different length ({lengths})") from error
    columns = getattr(table, "columns", None)
    if columns is None or not hasattr(table, "__getitem__"):
        raise DataError(
            f"{name} must be a table: a Polars or pandas frame, or a mapping of columns; got "
            f"{type(table).__name__}"
        )
    return pl.DataFrame({str(column): list(table[column]) for column in columns}, strict=False)


def statement_table(
    statements: Table | Sequence[Statement] | None, settings: AnalysisSettings
) -> pl.DataFrame:
    """The statements in order of time, with the columns of STATEMENT_LIST and the coded ones."""
    if statements is None:
        return pl.DataFrame(schema=dict(STATEMENT_LIST))
    if isinstance(statements, Sequence) and all(isinstance(s, Statement) for s in statements):
        statements = _of_values(statements)
    table = as_frame(statements, "statements")
    missing = {"start_ms", "end_ms"} - set(table.columns)
    if missing:
        raise DataError(
            f"statements need the columns start_ms and end_ms; missing: "
            f"{', '.join(sorted(missing))}; there are: {', '.join(table.columns) or 'none'}"
        )
    if unknown := set(settings.codes) - set(table.columns):
        raise DataError(
            f"statements have no column {', '.join(sorted(unknown))} to take codes from"
        )
    if "statement" not in table.columns:
        table = table.sort("start_ms").with_columns(
            statement=pl.format("s{}", (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(3))
        )
    absent = [name for name in STATEMENT_LIST if name not in table.columns]
    table = table.with_columns(pl.lit("").alias(name) for name in absent)
    table = table.with_columns(whole_column(table, name) for name in ("start_ms", "end_ms"))
    kept = [pl.col(name).cast(kind) for name, kind in STATEMENT_LIST.items()]
    texts = pl.col(pl.String).fill_null("")
    return table.select(*kept, *settings.codes).with_columns(texts).sort("start_ms", "end_ms")


def _of_values(statements: Sequence[Statement]) -> pl.DataFrame:
    """Domain statements as a table."""
    columns = {
        "statement": [s.id for s in statements],
        "start_ms": [s.start_ms for s in statements],
        "end_ms": [s.end_ms for s in statements],
        "speaker": [s.speaker for s in statements],
        "topic": [s.topic for s in statements],
        "words": [s.words for s in statements],
    }
    kinds = {name: kind for name, kind in STATEMENT_LIST.items() if name in columns}
    return pl.DataFrame(columns, schema=kinds)


def _participants(panel: pl.DataFrame | None) -> tuple[str, ...]:
    if panel is None or "participant" not in panel.columns:
        return ()
    return tuple(panel["participant"].cast(pl.String).drop_nulls().to_list())


def _check_statements(table: pl.DataFrame, duration_ms: int) -> None:
    """Refuse statements that can't be: no time, beyond the end, two at once, twice the same."""
    before = None
    for row in table.iter_rows(named=True):
        name, start, end = row["statement"], row["start_ms"], row["end_ms"]
        if start is None or end is None or not 0 <= start < end:
            raise DataError(
                f"statement {name}: start_ms {start} must lie before end_ms {end} and not below 0"
            )
        if end > duration_ms:
            raise DataError(
                f"statement {name} ends at {end} ms, after the stimulus ({duration_ms} ms): mend "
                "the statement's times or the duration"
            )
        if before is not None and start < before["end_ms"]:
            raise DataError(
                f"statements {before['statement']} and {name} overlap from {start} ms on: a press "
                "there would count for both. Let one end where the next begins, or name the longer "
                "one a passage"
            )
        before = row
    twice = table.filter(pl.col("statement").is_duplicated())["statement"]
    if len(twice):
        raise DataError(f"statement id {twice[0]!r} is given more than once")


def _person_notes(matrix: SessionMatrix, registered: int, segments: Segments) -> tuple[str, ...]:
    notes: list[str] = []
    silent = int(np.count_nonzero(~matrix.ever_present))
    if silent:
        notes.append(
            Note("{n} persons of the panel were never present and are in no figure", n=str(silent))
        )
    strangers = matrix.persons - registered if registered else 0
    if strangers:
        notes.append(
            Note(
                "{n} persons react but aren't in the panel: they count in the whole panel and in "
                "no other segment",
                n=str(strangers),
            )
        )
    if segments.weighting is not None:
        notes.append(segments.weighting.describe())
    elif segments.weights is not None:
        notes.append(
            Note(
                "weighted by the panel's own weights: {n} persons count as {effective}",
                n=str(int(segments.there.sum())),
                effective=f"{segments.effective(0):.0f}",
            )
        )
    return tuple(notes)


def _notes(
    matrix: SessionMatrix, statements: pl.DataFrame, settings: AnalysisSettings
) -> tuple[str, ...]:
    notes: list[str] = []
    if settings.duration_ms is None:
        notes.append(Note("the length of the stimulus is taken from its last record or statement"))
    if settings.weights is not None:
        notes.append(
            Note(
                "weights enter estimates, bands and verdicts; tests, polarisation, arms, coded "
                "attributes and the sensitivity to the lag are unweighted"
            )
        )
    if not matrix.presence_known:
        notes.append(
            Note(
                "no presence was recorded: whoever has a reaction counts as present from begin to "
                "end"
            )
        )
    if matrix.left_out:
        notes.append(
            Note("{n} records after the end of the stimulus are left out", n=str(matrix.left_out))
        )
    short = statements.filter(pl.col("end_ms") - pl.col("start_ms") < settings.lag_ms)
    if len(short):
        notes.append(
            Note(
                "{n} statements are shorter than the lag of {lag}: their windows lie wholly after "
                "their words",
                n=str(len(short)),
                lag=f"{settings.lag_ms / 1000:g} s",
            )
        )
    beyond = statements.filter(pl.col("start_ms") + settings.lag_ms >= matrix.duration_ms)
    if len(beyond):
        notes.append(
            Note(
                "{n} statements end so late that with the lag their windows lie after the end: too "
                "few for a verdict",
                n=str(len(beyond)),
            )
        )
    return tuple(notes)
