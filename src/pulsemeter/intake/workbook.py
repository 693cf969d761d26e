"""A sheet of a workbook (.xlsx) becomes a table of text, once its size is known to be harmless.

A workbook is a package of compressed XML: a few bytes may unpack to gigabytes, and one cell in the
last corner of a sheet makes it a thousand million cells large. So everything is unpacked and walked
over once, counting, before the reader that fills a sheet sees it. Formulas aren't computed: what
the program that saved the file last showed in a cell is read, and said.
"""

import datetime
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from xml.parsers import expat

import polars as pl
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    WorksheetNotFound,
)

from pulsemeter.domain.counted import counted
from pulsemeter.intake.complaint import IntakeError, listed
from pulsemeter.intake.table import Table

ENTRIES_MAX = 2_000
UNPACKED_BYTES_MAX = 400_000_000
CELLS_MAX = 3_000_000
SHARED_SIGNS_MAX = 500_000_000
"""A text stands once in a workbook, however many cells show it."""
_CHUNK = 1_000_000
_PLACE = re.compile(r"([A-Z]{1,3})?([0-9]{1,7})")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError, EOFError, OSError,
    ValueError,
)  # fmt: skip
"""What Python's archive reader raises for packages that were tampered with."""
_SPLIT = "convert it to CSV or Parquet, or split it"


def read_workbook(source: bytes, name: str, *, sheet: str = "", skip_rows: int = 0) -> Table:
    """The cells of a sheet (the first one by itself) as text, the header in the first row that
    isn't skipped; empty rows left out. IntakeError for what isn't a workbook of bearable size."""
    found = _measured(source, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(source))
        opened = _sheet(book, name, sheet)
        rows = opened.to_python(skip_empty_area=False)
    except PasswordError:
        raise IntakeError(name, ["is locked with a password. Save it without one."]) from None
    except (CalamineError, OSError, ValueError) as error:
        raise IntakeError(
            name, [f"can't be read as a workbook ({error}). Save it again as .xlsx, or as CSV."]
        ) from error
    notes = [f"sheet {opened.name!r} read"] if len(book.sheet_names) > 1 else []
    if found.formulas:
        notes.append(
            f"formulas in {counted(found.formulas, 'cell')} of the workbook aren't computed here; "
            "what the file says of their results is read"
        )
    return _table(name, rows, skip_rows, notes)


@dataclass(slots=True)
class _Measure:
    """What a walk over a package counts."""

    name: str
    bytes_left: int
    row: int = 0
    column: int = 0
    cells: int = 0
    formulas: int = 0
    widest: int = 0
    longest: int = 0
    shared: int = 0
    text: int = 0
    text_max: int = 0
    parser: expat.XMLParserType | None = None

    def element(self, tag: str, attributes: dict[str, str]) -> None:
        """Count one element, whatever its namespace."""
        local = tag.rpartition(" ")[2]
        if local == "f":
            self.formulas += 1
        elif local == "si":
            self.text = 0
            if self.parser is not None:
                # Only now, because in a sheet every number would come here.
                self.parser.CharacterDataHandler = self.signs
        elif local in ("c", "row"):
            self.shared += attributes.get("t") == "s"
            self._place(local, attributes.get("r"))

    def signs(self, text: str) -> None:
        """Count the signs of a text that cells share."""
        self.text += len(text)
        self.text_max = max(self.text_max, self.text)

    def _place(self, local: str, at: str | None) -> None:
        found = _PLACE.fullmatch(at) if at else None
        if local == "row":
            self.row = int(found.group(2)) if found else self.row + 1
            self.column = 0
        else:
            self.cells += 1
            letters = found.group(1) if found else None
            self.column = _column_number(letters) if letters else self.column + 1
            if found and letters:
                self.row = int(found.group(2))
        self.longest = max(self.longest, self.row)
        self.widest = max(self.widest, self.column)
        if self.longest * max(self.widest, 1) > CELLS_MAX or self.cells > CELLS_MAX:
            raise IntakeError(
                self.name,
                [
                    f"has a sheet of {self.longest:,} rows and {self.widest:,} columns; at most "
                    f"{CELLS_MAX:,} cells are read of a workbook: {_SPLIT}."
                ],
            )


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _measured(source: bytes, name: str) -> _Measure:
    """Everything in the package unpacked and counted. IntakeError where it is too much."""
    found = _Measure(name, UNPACKED_BYTES_MAX)
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as package:
            entries = package.infolist()
            if "xl/workbook.xml" not in {entry.filename for entry in entries}:
                raise IntakeError(
                    name,
                    ["is a ZIP archive, but no workbook (.xlsx). Unpack it, or save as .xlsx."],
                )
            if len(entries) > ENTRIES_MAX:
                raise IntakeError(name, [f"holds {len(entries):,} parts; that is no workbook."])
            for entry in entries:
                _walk(package, entry, found)
    except IntakeError:
        raise
    except _BROKEN as error:
        raise IntakeError(
            name, [f"is a damaged or locked workbook ({error}). Save it again as .xlsx."]
        ) from error
    if found.shared * found.text_max > SHARED_SIGNS_MAX:
        raise IntakeError(
            name,
            [
                f"has {found.shared:,} cells of text, and texts of up to {found.text_max:,} signs: "
                f"too much for a workbook. Leave columns of long texts out, or {_SPLIT}."
            ],
        )
    return found


def _walk(package: zipfile.ZipFile, entry: zipfile.ZipInfo, found: _Measure) -> None:
    """Unpack one part, piece by piece, and count its elements if it is XML."""
    found.parser = None
    found.row = found.column = found.longest = found.widest = 0
    is_first = True
    with package.open(entry) as opened:
        while chunk := opened.read(_CHUNK):
            found.bytes_left -= len(chunk)
            if found.bytes_left < 0:
                raise IntakeError(
                    found.name,
                    [
                        f"unpacks to more than {UNPACKED_BYTES_MAX // 1_000_000} MB; that is more "
                        f"than is read of a workbook: {_SPLIT}."
                    ],
                )
            if is_first and chunk.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
                found.parser = _parser(found)
            is_first = False
            _feed(chunk, entry.filename, found)
    _feed(b"", entry.filename, found, is_last=True)


def _feed(chunk: bytes, part: str, found: _Measure, *, is_last: bool = False) -> None:
    if found.parser is None:
        return
    try:
        found.parser.Parse(chunk, is_last)
    except expat.ExpatError as error:
        raise IntakeError(
            found.name, [f"is a damaged workbook: {part} is no XML ({error}). Save it again."]
        ) from error


def _parser(found: _Measure) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = found.element

    def refuse(*_: object) -> None:
        # A workbook has no use for entities, and they are a way to make much of little.
        raise IntakeError(found.name, ["declares entities; no workbook does. Save it again."])

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _sheet(book: CalamineWorkbook, name: str, sheet: str) -> CalamineSheet:
    if not book.sheet_names:
        raise IntakeError(name, ["has no sheet."])
    try:
        return book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
    except WorksheetNotFound:
        raise IntakeError(
            name, [f"has no sheet called {sheet!r}; it has {listed(book.sheet_names)}."]
        ) from None


def _table(name: str, rows: Sequence[Sequence[object]], skip_rows: int, notes: list[str]) -> Table:
    places = [
        place
        for place in range(skip_rows, len(rows))
        if any(_text(cell) is not None for cell in rows[place])
    ]
    if len(places) < 2:
        raise IntakeError(name, ["holds no row below its column names. Is it the right sheet?"])
    header = [_text(cell) or "" for cell in rows[places[0]]]
    kept = places[1:]
    columns = [
        pl.Series(f"c{column}", [_text(rows[place][column]) for place in kept], dtype=pl.String)
        for column in range(len(header))
    ]
    return Table.of(
        name,
        pl.DataFrame(columns),
        header,
        rows=pl.Series(kept, dtype=pl.UInt32),
        notes=notes,
    )


def _text(cell: object) -> str | None:
    """A cell as it would stand in a text file; None where nothing does."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.timedelta):
        return _clock(cell)
    if isinstance(cell, datetime.time):
        return _clock(
            datetime.timedelta(
                hours=cell.hour,
                minutes=cell.minute,
                seconds=cell.second,
                microseconds=cell.microsecond,
            )
        )
    text = str(cell).strip()
    return text or None


def _clock(since: datetime.timedelta) -> str:
    ms = round(since / datetime.timedelta(milliseconds=1))
    sign, ms = ("-", -ms) if ms < 0 else ("", ms)
    seconds, ms = divmod(ms, 1_000)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}"
