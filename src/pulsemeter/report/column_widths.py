"""How wide a table's columns are, and where a table that is too wide is cut.

For formats that don't measure text themselves. This module must not know a format.
"""

from collections.abc import Iterator, Sequence

from pulsemeter.report.outline import Cell, Column, Table

_NARROW, _PLAIN, _WIDE, _MARGIN = 4, 30, 48, 3
"""How many signs wide a column is taken to be, at least and at most."""
_PAGE = 115
"""So many signs of a table stand beside each other on paper."""
Rows = Sequence[Sequence[Cell]]


def column_weights(columns: Sequence[Column], rows: Rows) -> list[int]:
    """About how much room each column asks for, in signs. Where that is more than a page has, those
    that can be broken give way, so that no word of a heading runs into the next column."""
    wanted = [_weight(column, [row[k] for row in rows]) for k, column in enumerate(columns)]
    least = [min(_least(column), weight) for column, weight in zip(columns, wanted, strict=True)]
    over, spare = sum(wanted) - _PAGE, sum(wanted) - sum(least)
    if over <= 0 or spare <= 0:
        return wanted
    share = min(1.0, over / spare)
    return [w - round((w - at_least) * share) for w, at_least in zip(wanted, least, strict=True)]


def _least(column: Column) -> int:
    """The longest word of the heading; headings are bold, and every column has margins."""
    word = max((len(word) for word in column.heading.split()), default=1) * 6 // 5
    return max(word, _NARROW) + _MARGIN


def _weight(column: Column, cells: Sequence[Cell]) -> int:
    most = _WIDE if column.sentences else _PLAIN
    longest = max((len(cell.text) for cell in cells), default=1)
    if column.figures:  # a figure must not be broken
        longest = longest * 6 // 5
    return max(min(longest, most) + _MARGIN, _least(column))


def parted(table: Table, columns_max: int) -> Iterator[tuple[list[Column], list[list[Cell]]]]:
    """The table, or its columns in parts of about the same width, the first one repeated."""
    further = len(table.columns) - 1
    parts = -(-further // columns_max) if further > columns_max + 2 else 1
    width = -(-further // parts) if further else 0
    for part in range(parts):
        places = [0, *range(1 + part * width, min(1 + (part + 1) * width, further + 1))]
        yield (
            [table.columns[place] for place in places],
            [[row[place] for place in places] for row in table.rows],
        )
