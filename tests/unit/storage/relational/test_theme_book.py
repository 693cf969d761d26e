"""Themes in a file; what both engines must do is tested by the contract suite."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pulsemeter.domain.theme import Theme, ThemeSheet
from pulsemeter.release.told_comments import COMMENTS, CommentRelease, ToldComment
from pulsemeter.storage.sqlite import SqliteStores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


def test_a_sheet_holds_places_and_no_words(tell: Tell, data: Path) -> None:
    tell(lambda opened: opened.stores.themes.put(ThemeSheet("KENNEDY", (Theme((0, 1)),))))
    connection = sqlite3.connect(data / "studies.sqlite")
    ((body,),) = connection.execute("SELECT body FROM themes").fetchall()
    connection.close()
    assert '"members"' in body
    assert '"text"' not in body


def test_words_whose_time_is_over_are_not_in_the_file_any_more(tell: Tell, data: Path) -> None:
    release = CommentRelease([ToldComment("a very telling word", "closing")])
    tell(lambda opened: opened.stores.releases.write_once("KENNEDY", release))
    assert b"a very telling word" in _files(data)
    tell(lambda opened: opened.stores.releases.drop_once("KENNEDY", COMMENTS))
    connection = sqlite3.connect(data / "studies.sqlite")
    assert connection.execute("SELECT count(*) FROM releases_once").fetchone() == (0,)
    connection.close()


def _files(data: Path) -> bytes:
    return b"".join(path.read_bytes() for path in data.glob("studies.sqlite*"))
