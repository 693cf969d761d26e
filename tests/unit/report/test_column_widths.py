"""Widths from texts, and tables cut between columns."""

from pulsemeter.report.column_widths import column_weights, parted
from pulsemeter.report.outline import Cell, Column, Table


def test_words_get_more_room_than_figures_but_not_all() -> None:
    columns = (Column("statement", sentences=True), Column("n", figures=True))
    wide, narrow = column_weights(columns, [(Cell("word " * 100), Cell("12"))])
    assert narrow < wide <= 63


def test_headings_keep_their_words_where_a_page_is_too_narrow() -> None:
    words = ("segment", "resonates", "undecided", "best statement", "worst statement")
    columns = tuple(Column(word, sentences=word.endswith("statement")) for word in words)
    row = [Cell("Whole panel"), Cell("4"), Cell("2"), *[Cell("A sentence. " * 9)] * 2]
    long = column_weights([*columns, *columns[3:]], [[*row, *row[3:]]])
    room = sum(long)
    for column, weight in zip((*columns, *columns[3:]), long, strict=True):
        longest = max(map(len, column.heading.split()))
        assert weight / room * 115 >= longest * 1.2
    short = column_weights(columns[:3], [row[:3]])
    assert short == [14, 13, 13]  # what has room keeps it


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
