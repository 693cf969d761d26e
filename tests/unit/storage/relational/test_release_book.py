"""Releases in a file; what every engine must do stands in the contract suite."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pulsemeter.release.figures import IntervalRelease, StatementRelease
from pulsemeter.storage.sqlite import SqliteStores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


def test_a_column_tells_what_kind_a_release_is_of(tell: Tell, data: Path) -> None:
    first = IntervalRelease(1, 0, 0, "frozen", 100, [])
    second = StatementRelease(2, "s1", 1, "frozen", 100, [])
    tell(lambda opened: opened.stores.releases.write("K", [first, second]))

    connection = sqlite3.connect(data / "studies.sqlite")
    rows = connection.execute("SELECT number, kind FROM releases").fetchall()
    connection.close()
    assert rows == [(1, "interval"), (2, "statement")]
