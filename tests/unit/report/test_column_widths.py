"""Widths from texts, and tables cut between columns."""

from pulsemeter.report.column_widths import column_weights, parted
from pulsemeter.report.outline import Cell, Column, Table


def test_words_get_more_room_than_figures_but_not_all() -> None:
    columns = (Column("statement", sentences=True), Column("n", figures=True))
    wide, narrow = column_weights(columns, [(Cell("word " * 100), Cell("12"))])
    assert narrow < wide <= 63


def test_a_wide_table_is_cut_and_keeps_its_first_column() -> None:
    columns = tuple(Column(str(k)) for k in range(21))
    table = Table("t", columns, (tuple(Cell(str(k)) for k in range(21)),))
    parts = list(parted(table, 10))
    assert len(parts) == 2
    assert [c.heading for c in parts[1][0]] == ["0", *(str(k) for k in range(11, 21))]
    seen = [cell.text for _, (row,) in parts for cell in row[1:]]
    assert seen == [str(k) for k in range(1, 21)]


def test_a_little_too_wide_stays_whole() -> None:
    table = Table("t", tuple(Column(str(k)) for k in range(13)), ())
    assert len(list(parted(table, 10))) == 1
    assert len(list(parted(Table("t", (Column("a"),), ()), 10))) == 1
