"""Delimited text of all sorts, and where its lines are."""

import pytest

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.delimited import delimiter_of, read_delimited


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_seen(delimiter: str) -> None:
    body = "a,b,c\n1,2,3\n4,5,6\n".replace(",", delimiter).encode()
    table = read_delimited(body, "a.csv")
    assert table.frame.rows() == [("1", "2", "3"), ("4", "5", "6")]
    assert table.frame.columns == ["a", "b", "c"]


def test_decimal_commas_are_no_delimiters() -> None:
    assert delimiter_of(b"a;b\n1,5;2,5\n3,5;4,5\n") == ";"
    assert delimiter_of(b'"a, s";b\n1,5;2,5\n') == ";"


def test_a_comma_is_the_delimiter_of_one_column() -> None:
    assert delimiter_of(b"a\n1\n2\n") == ","


def test_quoted_fields_keep_delimiters_quotes_and_line_ends() -> None:
    table = read_delimited(b'a,b\n"1,5","say ""x"""\n"two\nlines",3\n4,5\n', "a.csv")
    assert table.frame.rows() == [("1,5", 'say "x"'), ("two\nlines", "3"), ("4", "5")]
    assert table.locate([0, 1, 2]) == ["line 2", "line 3", "line 5"]


def test_blank_lines_are_left_out_and_counted() -> None:
    table = read_delimited(b"\n\na,b\n1,2\n\n3,4\n,\n\n", "a.csv")
    assert table.frame.rows() == [("1", "2"), ("3", "4")]
    assert table.locate(table.rows.to_list()) == ["line 4", "line 6"]


def test_the_hint_of_a_spreadsheet_is_passed_over() -> None:
    table = read_delimited(b"sep=;\na;b\n1;2\n", "a.csv")
    assert table.frame.rows() == [("1", "2")]
    assert table.locate([0]) == ["line 3"]


def test_empty_fields_behind_the_last_column_are_passed_over() -> None:
    assert read_delimited(b"a,b\n1,2,,\n3,4\n", "a.csv").frame.rows() == [("1", "2"), ("3", "4")]
    assert read_delimited(b"a,b,,\n1,2,,\n3,4,,\n", "a.csv").frame.columns == ["a", "b"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"a,b\n", "no row below"),
        (b"a,b\n1,2\n1,2,5\n", "line 3: has 3 fields, the header has 2"),
        (b"a,b\n1,2,5\n", "decimal commas"),
        (b'a,b\n1,2\n"1,2\n3,4\n', "line 3: a quote"),
    ],
)
def test_what_cannot_be_read_is_named(source: bytes, said: str) -> None:
    with pytest.raises(IntakeError, match=said):
        read_delimited(source, "a.csv")


def test_a_file_of_blank_lines_is_empty_however_long_it_is() -> None:
    with pytest.raises(IntakeError, match="is empty"):
        read_delimited(b"\n" * 300_000, "blank.csv")
    lines = b" ;;\n" * 3 + b"sep=;\n" + b"a;b\n1;2\n"
    assert read_delimited(lines, "hinted.csv").frame.rows() == [("1", "2")]


def test_a_named_delimiter_goes_before_what_the_file_looks_like() -> None:
    source = b"a,b;c,d\n1,2;3,4\n"
    assert read_delimited(source, "a.csv", delimiter=";").frame.columns == ["a,b", "c,d"]
    assert read_delimited("a¦b\n1¦2\n".encode(), "a.csv", delimiter="¦").frame.rows() == [
        ("1", "2")
    ]


def test_lines_above_the_header_are_skipped_and_still_counted() -> None:
    found = read_delimited(b"Export, of May\n\nid;v\nanna;1\n", "a.csv", skip_lines=1)
    assert found.frame.columns == ["id", "v"]
    assert found.locate(found.rows.to_list()) == ["line 4"]


def test_a_header_longer_than_the_sample_is_read_whole() -> None:
    heads = [f"second {k:05} of the stimulus" for k in range(15_000)]
    source = ("id," + ",".join(heads) + "\nanna" + ",1" * 15_000 + "\n").encode()
    assert read_delimited(source, "a.csv").frame.columns[-1] == heads[-1]


@pytest.mark.parametrize("delimiter", ["", "¦"])
def test_a_field_of_ten_megabytes_is_refused(delimiter: str) -> None:
    wide = "x" * 10_000_001
    source = f"a{delimiter or ','}b\n{wide}{delimiter or ','}1\n".encode()
    if not delimiter:
        source = f'"{wide}",b\n1,2\n'.encode()
    with pytest.raises(IntakeError, match="can't be told apart"):
        read_delimited(source, "a.csv", delimiter=delimiter)
