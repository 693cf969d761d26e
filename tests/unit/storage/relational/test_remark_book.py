"""Remarks in a file; what both engines must do is tested by the contract suite."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pulsemeter.domain.decision import Author
from pulsemeter.domain.remark import Remark, RemarkKind
from pulsemeter.domain.staff import Role
from pulsemeter.storage.sqlite import SqliteStores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]
ADA = Author("id-ada", "Ada", Role.OWNER)
REMARK = Remark("r1", "KENNEDY", RemarkKind.NOTE, ADA, 0, 0, 1_000, "words")


def test_what_was_taken_back_is_not_in_the_file_any_more(tell: Tell, data: Path) -> None:
    tell(lambda opened: opened.stores.remarks.add(REMARK))
    tell(lambda opened: opened.stores.remarks.remove("KENNEDY", "r1"))
    connection = sqlite3.connect(data / "studies.sqlite")
    assert connection.execute("SELECT count(*) FROM remarks").fetchone() == (0,)
    connection.close()
