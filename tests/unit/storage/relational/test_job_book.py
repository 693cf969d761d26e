"""Jobs in a file; what both engines must do is tested by the contract suite."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.service.job_ports import JobNote
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.sqlite import SqliteStores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


def test_a_note_that_was_altered_by_hand_is_named(tell: Tell, data: Path) -> None:
    note = JobNote("a", "film", "k", "moon", "KENNEDY", 1)
    tell(lambda opened: opened.stores.jobs.put(note))
    connection = sqlite3.connect(data / "studies.sqlite")
    connection.execute("UPDATE jobs SET body = '{}'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="a stored JobNote can't be read"):
        tell(lambda opened: opened.stores.jobs.all())
