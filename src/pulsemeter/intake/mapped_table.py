"""A file as a mapping says it is to be read: any format, within the limits of an import."""

from pathlib import Path

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.delimited import read_delimited
from pulsemeter.intake.mapping import FileRule
from pulsemeter.intake.read_apart import read_apart
from pulsemeter.intake.source import file_bytes, is_labelled, read_table
from pulsemeter.intake.table import Table

FILE_BYTES_MAX = 1_000_000_000
CELLS_MAX = 50_000_000


def read_mapped_table(path: Path, rule: FileRule) -> Table:
    """A file of any format as a table. IntakeError for what can't be read, or is too large."""
    source, name = file_bytes(path)
    if len(source) > FILE_BYTES_MAX:
        raise IntakeError(
            name, [f"is {len(source) / 1e9:.1f} GB large; at most 1 GB is imported. Split it."]
        )
    if source.startswith(b"PK\x03\x04"):
        del source
        found = read_apart("workbook", path, name, sheet=rule.sheet, skip_rows=rule.skip_rows)
    elif source.startswith((b"PAR1", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF")) or is_labelled(
        source, path
    ):
        del source
        found = read_table(path)
    else:
        found = read_delimited(
            source,
            name,
            delimiter=rule.delimiter,
            encoding=rule.encoding,
            skip_lines=rule.skip_rows,
        )
    if found.frame.height * found.frame.width > CELLS_MAX:
        raise IntakeError(
            name,
            [
                f"has {found.frame.height:,} rows of {found.frame.width:,} columns; at most "
                f"{CELLS_MAX:,} cells are imported. Split it, or leave out columns."
            ],
        )
    return found
