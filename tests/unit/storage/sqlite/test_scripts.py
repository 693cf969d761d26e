"""Scripts of SQL taken apart."""

import pytest

from pulsemeter.storage.sqlite.scripts import split_script


def test_statements_are_split_where_they_end() -> None:
    script = "-- what; for\nCREATE TABLE a (\n  b TEXT -- a; b\n);\n\nINSERT INTO a VALUES (';');\n"
    assert [s.splitlines()[-1] for s in split_script(script)] == [
        ");",
        "INSERT INTO a VALUES (';');",
    ]


def test_a_statement_without_its_end_is_refused() -> None:
    assert list(split_script("SELECT 1;\n-- the end\n")) == ["SELECT 1;"]
    with pytest.raises(ValueError, match="semicolon"):
        list(split_script("SELECT 1;\nSELECT 2\n"))
