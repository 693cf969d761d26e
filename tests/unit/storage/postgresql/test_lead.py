"""Who holds a book: one, as long as its connection lasts."""

import psycopg
import pytest

from pulsemeter.service.ports import FolderHeld, LeadLost, StoreError
from pulsemeter.storage.postgresql import hold_book


def cut_off(address: str) -> None:
    """The server lets go of whoever holds a lock; returns once it is free."""
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(
            "SELECT pg_terminate_backend(pid, 20000) FROM pg_locks WHERE locktype = 'advisory'"
        )


def test_a_book_is_held_by_one_server(address: str) -> None:
    refused = pytest.raises(FolderHeld, match="another Pulsemeter server")
    with hold_book(address), refused, hold_book(address):
        pass
    with hold_book(address) as held:
        held.keep()
        held.let_go()
        held.let_go()
        with hold_book(address):
            pass


def test_a_line_that_broke_is_made_anew_while_nobody_else_leads(address: str) -> None:
    with hold_book(address) as held:
        assert not held.keep()
        cut_off(address)
        assert held.keep()
        assert not held.keep()
        with pytest.raises(FolderHeld), hold_book(address):
            pass


def test_whoever_was_overtaken_meanwhile_is_told(address: str) -> None:
    with hold_book(address) as held:
        cut_off(address)
        with hold_book(address):
            for _ in range(2):
                with pytest.raises(LeadLost, match="another server leads now; this one ends"):
                    held.keep()


def test_a_server_that_is_away_takes_nothing_from_who_holds_its_book(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hold_book(address) as held:
        cut_off(address)
        there, held._address = held._address, address.replace("?host=", "?host=/nowhere")
        with pytest.raises(StoreError, match="can't be reached"):
            held.keep()
        held._address = there
        held.keep()
