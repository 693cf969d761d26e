"""Studies in a file; what every engine must do stands in the contract suite."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.domain.study import Study
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.sqlite import SqliteStores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


def test_the_study_file_is_kept_word_by_word(tell: Tell, data: Path, study: Study) -> None:
    source = "# my study\nname = 'moon'  \n"
    tell(lambda opened: opened.stores.studies.add_study(study, source, ()))

    connection = sqlite3.connect(data / "studies.sqlite")
    rows = connection.execute("SELECT source FROM studies").fetchall()
    connection.close()
    assert rows == [(source,)]


def test_a_study_that_was_altered_by_hand_is_refused(tell: Tell, data: Path, study: Study) -> None:
    tell(lambda opened: opened.stores.studies.add_study(study, "", ()))
    connection = sqlite3.connect(data / "studies.sqlite", isolation_level=None)
    connection.execute("UPDATE studies SET body = '{\"name\": 5}'")
    connection.close()

    with pytest.raises(StoreError, match="a stored Study can't be read"):
        tell(lambda opened: opened.stores.studies.study("moon"))
