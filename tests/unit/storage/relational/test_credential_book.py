"""Tokens in a file of their own; what every engine must do stands in the contract suite."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pulsemeter.service.credential_ports import Token
from pulsemeter.storage.sqlite import SqliteStores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


def test_the_order_of_tokens_on_disk_is_that_of_their_hashes(tell: Tell, data: Path) -> None:
    hashes = [bytes([n]) * 32 for n in (9, 1, 5)]
    for token_hash in hashes:
        tell(lambda opened, h=token_hash: opened.stores.credentials.add([Token(h, "K")]))

    connection = sqlite3.connect(data / "credentials.sqlite")
    rows = connection.execute("SELECT token_hash, is_used FROM tokens").fetchall()
    connection.close()
    assert rows == [(token_hash, 0) for token_hash in sorted(hashes)]
