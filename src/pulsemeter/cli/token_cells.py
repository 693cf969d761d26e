"""Which tokens are wanted: a number, or numbers by cell from options or a CSV file."""

import csv
from collections.abc import Sequence
from pathlib import Path

from pulsemeter.service.make_tokens import CellWish, TokensRefused

_COUNT = "count"
_DIGITS_MAX = 9


def wish_of(text: str) -> CellWish:
    """What `age=under_35,region=north:40` asks for."""
    cell, colon, number = text.rpartition(":")
    if not colon or not _is_count(number.strip()):
        raise TokensRefused(f"--per-cell {text!r}: write it as age=under_35,region=north:40")
    return CellWish(int(number), _pairs(text, cell))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX


def _pairs(text: str, cell: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in cell.split(","):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign or not name or not value or name in found:
            raise TokensRefused(f"--per-cell {text!r}: write it as age=under_35,region=north:40")
        found[name] = value
    return found


def read_cells(file: Path) -> list[CellWish]:
    """The wishes of a CSV file: one column per attribute, and `count`."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            if _COUNT not in (reader.fieldnames or ()):
                raise TokensRefused(
                    f"{file.name}: the first line must name one column per attribute, and count"
                )
            return [_row_wish(file, reader.line_num, row) for row in reader]
    except (OSError, UnicodeError, csv.Error) as error:
        raise TokensRefused(f"{file.name} can't be read: {error}") from error


def _row_wish(file: Path, line: int, row: dict[str, str]) -> CellWish:
    number = (row.pop(_COUNT) or "").strip()
    if not _is_count(number) or None in row or None in row.values():
        raise TokensRefused(f"{file.name}, line {line}: needs a value in every column, and a count")
    return CellWish(int(number), {name.strip(): value.strip() for name, value in row.items()})


def wishes(count: int | None, per_cell: Sequence[str], cells: Path | None) -> list[CellWish]:
    """What is asked for, in one of the three ways."""
    if (count is not None) + bool(per_cell) + (cells is not None) != 1:
        raise TokensRefused(
            "say how many links: --count N, or --per-cell age=under_35,region=north:40 (as often "
            "as there are cells), or --cells cells.csv"
        )
    if cells is not None:
        return read_cells(cells)
    return [wish_of(text) for text in per_cell] if per_cell else [CellWish(count or 0)]
