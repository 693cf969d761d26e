"""Statements from subtitles, a statement list, or a table with a row for each statement."""

import os
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pulsemeter.domain.counted import counted
from pulsemeter.domain.statement import Statement, StatementKind, overlapping
from pulsemeter.intake.columns import find_column
from pulsemeter.intake.complaint import Complaints, IntakeError, quoted
from pulsemeter.intake.long import names_of
from pulsemeter.intake.source import file_bytes, read_table
from pulsemeter.intake.table import Table
from pulsemeter.intake.text import decoded
from pulsemeter.intake.times import read_times
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.passage_list import read_passage_list
from pulsemeter.transcript.read_transcript import read_transcript
from pulsemeter.transcript.statement_list import read_statement_list
from pulsemeter.transcript.statements import merge_cues
from pulsemeter.transcript.substation import is_substation
from pulsemeter.transcript.timed_markup import is_timed_markup

STATEMENTS_MAX = 20_000
_RESERVED = ":+×/"
_TEXT_ROLES = ("words", "speaker", "topic", "note")
_BAD_LINES_SHOWN = 20
_WORDS = (".srt", ".vtt", ".ass", ".ssa", ".ttml", ".xml", ".dfxp", ".itt", ".txt")


@dataclass(frozen=True, slots=True)
class ReadStatements:
    """Statements in order of time, and what their file says beyond them.

    Attributes
    ----------
    statements : list of Statement
        Without overlap, each in its first revision.
    extra : polars.DataFrame or None
        A row for each statement, in the same order: `statement` (its id), `passage` if the file
        has one, and every column that has no meaning here (codes), as text.
    notes : tuple of str
        Sentences for people: what was repaired, assumed, left out.
    """

    statements: list[Statement]
    extra: pl.DataFrame | None = None
    notes: tuple[str, ...] = ()


def read_statements(
    path: str | os.PathLike[str],
    *,
    duration_ms: int | None = None,
    stimulus: str = "stimulus",
    time_unit: str | None = None,
) -> ReadStatements:
    """The statements of a stimulus.

    Parameters
    ----------
    path : path
        SRT, WebVTT, ASS, TTML or text with times (`.txt`; merged into statements of about 10 s), a
        statement list in TOML, or a table (delimited text, Parquet) with a row for each statement.
    duration_ms : int, optional
        The end that no statement may pass, and the end of the last one in a table of starts.
    stimulus : str
        The id that the statements carry.
    time_unit : "ms" or "s", optional
        Unit of a table's times; goes before what its headers and values say.

    Raises
    ------
    IntakeError
        With everything that is wrong: times that are none, statements that overlap, end before
        they start or lie beyond the stimulus, ids used twice.
    """
    source, name = file_bytes(path)
    suffix = Path(path).suffix.lower()
    table_like = source.startswith(b"PAR1") or suffix in (".csv", ".tsv", ".parquet", ".sav")
    if not table_like:
        plain = decoded(source, name)
        text = plain.source.decode("utf-8")
        try:
            if suffix == ".toml" or text.lstrip().startswith("[[statement]]"):
                found = read_statement_list(text, name, stimulus=stimulus, duration_ms=duration_ms)
                return ReadStatements(found, _titles(text, name, found), plain.notes)
            if "-->" in text or suffix in _WORDS or is_timed_markup(text) or is_substation(text):
                return _from_subtitles(text, name, stimulus, duration_ms, plain.notes)
        except TranscriptError as error:
            raise IntakeError(name, [str(error)]) from error
    del source
    return _from_table(read_table(path), duration_ms, stimulus, time_unit)


def _titles(text: str, name: str, statements: list[Statement]) -> pl.DataFrame | None:
    """The title of the passage that holds each statement; None where the list has no passages."""
    passages = read_passage_list(text, name, statements)
    titles = {member: passage.title for passage in passages for member in passage.statements}
    if not titles:
        return None
    ids = [statement.id for statement in statements]
    return pl.DataFrame({"statement": ids, "passage": [titles.get(one) for one in ids]})


def _from_subtitles(
    text: str, name: str, stimulus: str, duration_ms: int | None, repaired: tuple[str, ...]
) -> ReadStatements:
    transcript = read_transcript(text, name)
    bad_lines = transcript.bad_lines[:_BAD_LINES_SHOWN]
    notes = [*repaired, *(f"left out of {name}, {bad}" for bad in bad_lines)]
    hidden = len(transcript.bad_lines) - _BAD_LINES_SHOWN
    if hidden > 0:
        notes.append(f"and {counted(hidden, 'more line')} of {name} left out")
    statements = merge_cues(transcript.cues, stimulus)
    late = [one for one in statements if duration_ms is not None and one.end_ms > duration_ms]
    if late:
        raise IntakeError(
            name,
            [
                f"statement {one.id} ends at {one.end_ms} ms, after the stimulus "
                f"({duration_ms} ms). Are these subtitles of this very recording?"
                for one in late
            ],
        )
    cues, made = counted(len(transcript.cues), "cue"), counted(len(statements), "statement")
    notes.append(f"{cues} merged into {made}")
    return ReadStatements(statements, None, tuple(notes))


def _from_table(
    table: Table, duration_ms: int | None, stimulus: str, time_unit: str | None
) -> ReadStatements:
    complaints = table.complaints()
    notes = list(table.notes)
    if len(table.frame) > STATEMENTS_MAX:
        complaints.add(f"holds {len(table.frame):,} statements; at most {STATEMENTS_MAX:,}.")
    start = find_column(table, "start", complaints, needed=True)
    end = find_column(table, "end", complaints)
    ids = find_column(table, "statement id", complaints)
    texts = {role: find_column(table, role, complaints) for role in _TEXT_ROLES}
    kind = find_column(table, "statement kind", complaints)
    complaints.stop()
    assert start is not None
    spans = _spans(table, start, end, duration_ms, time_unit, complaints, notes)
    names = _ids(table, ids, len(table.frame), complaints)
    kinds = _kinds(table, kind, complaints)
    complaints.stop()
    assert spans is not None
    columns = {
        role: _plain_text(table.frame[header]) if header else [""] * len(table.frame)
        for role, header in texts.items()
    }
    if texts["words"] is None:
        notes.append("no column of words; statements are called by their ids")
    found = [
        Statement(
            id=names[row],
            revision=1,
            stimulus=stimulus,
            start_ms=spans[row][0],
            end_ms=spans[row][1],
            words=columns["words"][row] or names[row],
            speaker=columns["speaker"][row],
            topic=columns["topic"][row],
            kind=kinds[row],
            note=columns["note"][row],
        )
        for row in range(len(table.frame))
    ]
    _refuse_overlaps(found, complaints)
    complaints.stop()
    taken = {start, end, ids, kind, *texts.values()}
    extra = _extra(table, taken, names)
    order = sorted(range(len(found)), key=lambda row: found[row].start_ms)
    return ReadStatements(
        [found[row] for row in order], None if extra is None else extra[order], tuple(notes)
    )


def _spans(
    table: Table,
    start: str,
    end: str | None,
    duration_ms: int | None,
    time_unit: str | None,
    complaints: Complaints,
    notes: list[str],
) -> list[tuple[int, int]] | None:
    """Start and end of each row in ms; without a column of ends each lasts until the next."""
    rows, frame = table.rows, table.frame
    starts = read_times(frame[start], rows, complaints, notes, time_unit=time_unit)
    if end is not None:
        ends = read_times(frame[end], rows, complaints, notes, time_unit=time_unit)
    elif starts is None:
        ends = None
    elif duration_ms is None:
        complaints.add(
            "no column says where statements end, so the last one needs the stimulus' duration. "
            "Add a column 'end_ms', or give the duration."
        )
        ends = None
    else:
        ordered = starts.sort()
        following = pl.concat([ordered[1:], pl.Series([duration_ms], dtype=pl.Int64)])
        ends = following.gather((starts.rank("ordinal") - 1).cast(pl.UInt32))
        notes.append("no column of ends; each statement lasts until the next begins")
    if starts is None or ends is None:
        return None
    shown = frame[end] if end is not None else frame[start]
    header = end or start
    complaints.rows(header, ends <= starts, rows, shown, "ends a statement before it has begun")
    if duration_ms is not None:
        beyond = (ends > duration_ms) & (ends > starts)
        limit = f"lies beyond the stimulus, which ends at {duration_ms / 1000:g} s"
        complaints.rows(header, beyond, rows, shown, limit)
    return list(zip(starts.to_list(), ends.to_list(), strict=True))


def _ids(table: Table, header: str | None, count: int, complaints: Complaints) -> list[str]:
    """The ids of a column, or numbers in order of the file where there is none."""
    digits = max(2, len(str(count)))
    if header is None:
        return [f"s{place:0{digits}}" for place in range(1, count + 1)]
    column = names_of(table.frame[header])
    complaints.rows(header, column.is_null(), table.rows, column, "is no id; each needs its own")
    twice = ~column.is_first_distinct() & column.is_not_null()
    complaints.rows(header, twice, table.rows, column, "is used twice; ids must differ")
    signs = column.str.contains(f"[{_RESERVED}]").fill_null(False)
    reason = f"may not hold any of {' '.join(_RESERVED)}"
    complaints.rows(header, signs, table.rows, column, reason)
    return [name or "" for name in column.to_list()]


def _kinds(table: Table, header: str | None, complaints: Complaints) -> list[StatementKind]:
    if header is None:
        return [StatementKind.CLAIM] * len(table.frame)
    known = [kind.value for kind in StatementKind]
    column = names_of(table.frame[header]).str.to_lowercase().fill_null(StatementKind.CLAIM.value)
    wrong = ~column.is_in(known)
    complaints.rows(header, wrong, table.rows, column, f"is none of {', '.join(known)}")
    return [StatementKind(word) if word in known else StatementKind.CLAIM for word in column]


def _plain_text(column: pl.Series) -> list[str]:
    return [" ".join((text or "").split()) for text in column.cast(pl.String).to_list()]


def _refuse_overlaps(found: list[Statement], complaints: Complaints) -> None:
    for first, second in overlapping(found):
        complaints.add(
            f"statement {quoted(second.id)} begins at {second.start_ms} ms, before "
            f"{quoted(first.id)} ends at {first.end_ms} ms; statements may not overlap"
        )


def _extra(table: Table, taken: set[str | None], names: list[str]) -> pl.DataFrame | None:
    rest = [header for header in table.frame.columns if header not in taken]
    if not rest:
        return None
    columns = [pl.Series("statement", names)]
    for header in rest:
        name = "statement (2)" if header == "statement" else header
        if header.strip().lower() == "passage":
            name = "passage"
        columns.append(names_of(table.frame[header]).alias(name))
    return pl.DataFrame(columns)
