"""Access tokens in a file; what both engines must do is tested by the contract suite."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pulsemeter.domain.scope import Scope
from pulsemeter.service.access_ports import AccessToken
from pulsemeter.storage.sqlite import SqliteStores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]
TOKEN = AccessToken(
    "t1", b"1" * 32, "a", "nightly", (Scope.READ, Scope.AUDIT), "", "2026-11-26", ""
)


def test_a_token_lies_beside_those_of_participants_as_a_hash_and_days(
    tell: Tell, data: Path
) -> None:
    tell(lambda opened: opened.stores.access.add(TOKEN))
    connection = sqlite3.connect(data / "credentials.sqlite")
    kept = connection.execute("SELECT * FROM access_tokens").fetchall()
    connection.close()
    assert kept == [(b"1" * 32, "t1", "a", "nightly", "read audit", "", "2026-11-26", "", "")]
