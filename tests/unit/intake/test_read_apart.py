"""What would end a process ends a child, and is told as a refusal."""

import base64
import zlib
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from pulsemeter.confined.limits import Limits
from pulsemeter.intake import IntakeError, read_reactions
from pulsemeter.intake.read_apart import keep_refusal, keep_table, load_table, read_apart
from pulsemeter.intake.table import Table

ENDS_PYREADSTAT = (
    "eNpTcfMxdtBQ1lQIDggOVnBxDHFUcPP0cVXQVcgoKSkottLXT88syShN0kvOz9UPz6xKLErxTUzWD0pNTAkuSSxR"
    "YGJgYGAGYhDNgEQzMEQ6GJkp+OWXKRiZGRlYKRADoPoZGZAAIyMYe7pAlDAxoAImDlYwDvH0dY33DcYp7+zh7+ns"
    "qqDAjOLGD/YsPpnZqRCrQfz97C6ZxTlAIRaoO0Dq2aE0SIwDiEWQzP8PBIxQtSBzX/6FqIepZYaq+f///X8oXf8P"
    "ymeHmgXSywrEoSFuuhYgQW6oAZxQSziQLORACiAYG6RHF8pWBmJPF9vMFE5okNiWZOamxucWc0KCwDY5Iz8zORWk"
    "RQBqBHKYw8LmOTOEdoAKVEJpA6h8xZzfv82nMrIIiSownCl8Uf7jt/lP/o6ZLUp29xkZJL5yZc2BepeBAYsQPPjB"
    "9sLsiECyQ5GB4f3u/QwAqD56yQ=="
)
"""A spoiled .sav file, compressed, on which pyreadstat 1.3 ends its process (signal 11)."""


def test_a_file_that_ends_the_library_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "panel.sav"
    path.write_bytes(zlib.decompress(base64.b64decode(ENDS_PYREADSTAT)))
    with pytest.raises(IntakeError) as refused:
        read_reactions(path)
    assert str(refused.value) == (
        "panel.sav can't be used: reading it ended the reader (signal 11): it is damaged or too "
        "large. Save it again as .sav, or export it as CSV with the encoding UTF-8."
    )


def test_a_file_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pl.DataFrame({"id": [1.0]}), str(path))
    with pytest.raises(IntakeError, match="reading it took longer than 0 s"):
        read_apart("labelled", path, "a.sav", limits=Limits(wall_s=0))


def test_a_refusal_of_the_child_is_told_as_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 no")
    with pytest.raises(IntakeError, match="is a damaged or locked workbook"):
        read_apart("workbook", path, "dials.xlsx")


def test_a_table_is_the_same_on_the_other_side(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": [1.5, None], "when": ["a", "b"]})
    labels = {"id": {1.5: "one", "x": "two", 3: "three"}}
    rows = pl.Series([4, 7], dtype=pl.UInt32)
    table = Table.of("a.sav", frame, ["id", "when"], rows=rows, labels=labels, notes=["seen"])
    keep_table(table, tmp_path)
    found = load_table(tmp_path)
    assert found.frame.equals(table.frame)
    assert found.rows.to_list() == [4, 7]
    assert found.locate([4]) == ["row 5"]
    assert (found.name, found.labels, found.notes) == ("a.sav", labels, ("seen",))


def test_a_long_list_of_complaints_comes_over_whole(tmp_path: Path) -> None:
    refusal = IntakeError("a.sav", ["one", "two"], hidden=40)
    keep_refusal(refusal, tmp_path)
    with pytest.raises(IntakeError) as told:
        load_table(tmp_path)
    assert str(told.value) == str(refusal)
