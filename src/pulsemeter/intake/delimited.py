"""Delimited text becomes columns of text: which delimiter, which header, which line.

The clean way goes straight to polars' reader. Lines are counted a second time only when
something about one of them has to be said.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from functools import partial

import polars as pl

from pulsemeter.domain.counted import counted
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.table import Table
from pulsemeter.intake.text import decoded

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE_BYTES = 200_000
_HEADER_BYTES_MAX = 10_000_000
_SAMPLE_RECORDS = 200
_FIELD_MAX = 10_000_000
HEADERS_MAX = 20_000


def read_delimited(
    source: bytes, name: str, *, delimiter: str = "", encoding: str = "", skip_lines: int = 0
) -> Table:
    """Every column of a delimited file as text, blank lines left out; delimiter and encoding are
    seen from the file where they aren't given. `skip_lines` stand before the header.

    Raises IntakeError for a file without a header, lines with more fields than the header, and
    quotes that are never closed.
    """
    try:
        return _read_delimited(source, name, delimiter, encoding, skip_lines)
    except csv.Error as error:
        raise IntakeError(
            name, [f"its fields can't be told apart ({error}). Export it again as CSV."]
        ) from error


def _read_delimited(
    source: bytes, name: str, delimiter: str, encoding: str, skip_lines: int
) -> Table:
    plain = decoded(source, name, encoding)
    notes = list(plain.notes)
    rest = plain.source
    for _ in range(skip_lines):
        rest = rest.partition(b"\n")[2]
    body, lines_before = _without_preamble(rest)
    lines_before += skip_lines
    if not body.strip():
        raise IntakeError(name, ["is empty. Export it again, with a line of column names first."])
    _refuse_open_quote(body, lines_before, name)
    delimiter = delimiter or delimiter_of(body)
    header = next(_records(body[:_HEADER_BYTES_MAX], delimiter))
    if len(header) > HEADERS_MAX:
        raise IntakeError(
            name, [f"has {len(header):,} columns; at most {HEADERS_MAX:,} are read. Split it."]
        )
    keys = [f"c{place}" for place in range(len(header))]
    if delimiter.isascii():
        frame = _read(body, delimiter, keys, name, lines_before)
    else:
        frame = _read(_plainly_delimited(body, delimiter), ",", keys, name, lines_before)
    rows = pl.int_range(len(frame), dtype=pl.UInt32, eager=True)
    blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if blank.any():
        frame, rows = frame.filter(~blank), rows.filter(~blank)
    if frame.is_empty():
        raise IntakeError(
            name, [f"has column names ({', '.join(header)[:200]}) and no row below them."]
        )
    return Table.of(
        name,
        frame,
        header,
        rows=rows,
        notes=notes,
        locate=partial(_lines, body, delimiter, lines_before),
    )


def _plainly_delimited(body: bytes, delimiter: str) -> bytes:
    """The same records between commas, for a delimiter that isn't one byte."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(_records(body, delimiter))
    return written.getvalue().encode()


def delimiter_of(body: bytes) -> str:
    """The delimiter under which the first records agree best with their header.

    A decimal comma inside a semicolon file doesn't count, as the header holds no comma. The
    comma is the answer for a file of one column.
    """
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        records = []
        for record in _records(body[:_SAMPLE_BYTES], delimiter):
            records.append(len(record))
            if len(records) >= _SAMPLE_RECORDS:
                break
        fields = records[0] if records else 0
        if fields < 2:
            continue
        # The sample may end inside a line, so the last record is no witness.
        rest = [n for n in (records[1:-1] or records[1:]) if n]
        agreeing = sum(n == fields for n in rest) / len(rest) if rest else 1.0
        if (agreeing, fields) > best_score:
            best, best_score = delimiter, (agreeing, fields)
    return best


def _without_preamble(source: bytes) -> tuple[bytes, int]:
    """The text from its header on, and how many lines were left out before it."""
    lines = start = 0
    while (end := source.find(b"\n", start)) >= 0:
        first = source[start:end].strip()
        spreadsheet_hint = first.lower().startswith(b"sep=") and len(first) <= 5
        if first.strip(b" \t,;|") and not spreadsheet_hint:
            break
        start, lines = end + 1, lines + 1
    return source[start:], lines


def _refuse_open_quote(body: bytes, lines_before: int, name: str) -> None:
    if body.count(b'"') % 2 == 0:
        return
    open_line = next(
        (
            number
            for number, line in enumerate(io.BytesIO(body), start=lines_before + 1)
            if line.count(b'"') % 2
        ),
        lines_before + 1,
    )
    raise IntakeError(
        name,
        [
            f'line {open_line}: a quote (") is opened and never closed. Close it, or double a '
            'quote that belongs to the text ("").'
        ],
    )


def _records(body: bytes, delimiter: str) -> Iterator[list[str]]:
    for _, record in _numbered(body, delimiter):
        yield record


def _numbered(body: bytes, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line on which it begins, counted from 1."""
    csv.field_size_limit(_FIELD_MAX)
    text = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", errors="replace", newline="")
    reader = csv.reader(text, delimiter=delimiter)
    start = 1
    for record in reader:
        yield start, record
        start = reader.line_num + 1


def _lines(body: bytes, delimiter: str, lines_before: int, rows: Sequence[int]) -> list[str]:
    """Where the records of these numbers (0 is the one below the header) stand in the file."""
    if b'"' not in body:
        return [f"line {row + lines_before + 2}" for row in rows]
    wanted, found = set(rows), {}
    for row, (line, _) in enumerate(_numbered(body, delimiter), start=-1):
        if row in wanted:
            found[row] = line + lines_before
            if len(found) == len(wanted):
                break
    return [f"line {found[row]}" if row in found else f"row {row + 1}" for row in rows]


def _read(
    body: bytes, delimiter: str, keys: list[str], name: str, lines_before: int
) -> pl.DataFrame:
    try:
        return pl.read_csv(
            body,
            has_header=False,
            skip_rows=1,
            schema=dict.fromkeys(keys, pl.String),
            separator=delimiter,
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError as error:
        _refuse_ragged(body, delimiter, keys, name, lines_before)
        # Spreadsheets leave empty fields behind the last column.
        try:
            return pl.read_csv(
                body,
                has_header=False,
                skip_rows=1,
                schema=dict.fromkeys(keys, pl.String),
                separator=delimiter,
                extra_columns="ignore",
            )
        except pl.exceptions.PolarsError:
            raise IntakeError(
                name,
                [
                    "its quotes and delimiters don't fit together "
                    f"({str(error).splitlines()[0][:120]}). Export it again as CSV."
                ],
            ) from error


def _refuse_ragged(
    body: bytes, delimiter: str, keys: list[str], name: str, lines_before: int
) -> None:
    wrong: list[str] = []
    count = 0
    for line, record in _numbered(body, delimiter):
        if len(record) > len(keys) and any(field.strip() for field in record[len(keys) :]):
            count += 1
            if len(wrong) < 8:
                wrong.append(
                    f"line {line + lines_before}: has {counted(len(record), 'field')}, the header "
                    f"has {len(keys)}"
                )
    if not wrong:
        return
    if delimiter == ",":
        remedy = "Are these decimal commas? Then export with semicolons, or with decimal points."
    else:
        remedy = "Put quotes around fields that hold the delimiter."
    raise IntakeError(name, [*wrong, remedy], count - len(wrong))
