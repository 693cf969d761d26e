"""Addresses of books: their secrets stay where they are."""

import os
import socket
from typing import Any

import pytest

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.postgresql.address import (
    connect,
    is_book_address,
    is_local,
    line_to,
    parameters,
    place_of,
    without_secrets,
)

SECRET = "hunter2hunter2"
ADDRESS = f"postgresql://panel:{SECRET}@db.example.org:6432/pulse?sslmode=verify-full"


def test_a_place_names_neither_user_nor_password() -> None:
    assert place_of(ADDRESS) == "the PostgreSQL database pulse at db.example.org:6432"
    assert place_of("postgresql:///pulse") == "the PostgreSQL database pulse at this machine"
    assert place_of("postgresql://?service=panel") == "the PostgreSQL service panel"


def test_what_is_written_down_holds_no_password_and_leads_there() -> None:
    shown = without_secrets(ADDRESS)
    assert SECRET not in shown
    assert is_book_address(shown)
    kept = {key: value for key, value in parameters(ADDRESS).items() if key != "password"}
    assert parameters(shown) == kept
    odd = "postgresql:///a%20b?host=/tmp/x%26y"
    assert parameters(without_secrets(odd)) == parameters(odd)


def test_what_is_no_address_is_refused_without_showing_it() -> None:
    with pytest.raises(StoreError, match="begins with postgresql://"):
        parameters(f"mysql://panel:{SECRET}@db")
    with pytest.raises(StoreError, match="can't be read") as refused:
        parameters(f"postgresql://panel:{SECRET}@db/%zz{SECRET}")
    assert SECRET not in str(refused.value)


def test_nobody_there_is_said_without_the_password() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StoreError, match="can't be reached") as refused:
        connect(f"postgresql://panel:{SECRET}@127.0.0.1:{port}/pulse")
    assert SECRET not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_database_that_is_not_there(postgres_server: Any) -> None:
    with pytest.raises(StoreError, match='"nowhere" does not exist'):
        connect(postgres_server.address("nowhere"))


def test_commits_are_durable_whatever_the_server_is_set_to(address: str) -> None:
    first = connect(address)
    first.execute("ALTER ROLE pulsemeter SET synchronous_commit = off")
    try:
        line = connect(address, "pulsemeter_studies")
        assert line.execute("SHOW synchronous_commit").fetchone() == ("on",)
        assert line.execute("SHOW search_path").fetchone() == ("pulsemeter_studies",)
        line.close()
        first.execute("ALTER ROLE pulsemeter SET synchronous_commit = remote_apply")
        line = connect(address)
        assert line.execute("SHOW synchronous_commit").fetchone() == ("remote_apply",)
        line.close()
    finally:
        first.execute("ALTER ROLE pulsemeter RESET synchronous_commit")
        first.close()


def test_a_password_of_the_surroundings_is_taken(
    postgres_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", str(postgres_server.home))
    monkeypatch.setenv("PGUSER", "pulsemeter")
    assert "PGHOST" in os.environ
    line = connect("postgresql:///pulsemeter")
    assert line.info.user == "pulsemeter"
    line.close()


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("/run/postgresql", True),
        ("", True),
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("db.example.org", False),
        ("10.0.0.5", False),
    ],
)
def test_which_hosts_are_this_machine(host: str, expected: bool) -> None:
    assert is_local(host) is expected


def test_over_a_network_the_line_is_under_tls_unless_somebody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert line_to("postgresql://db.example.org/pulse")["sslmode"] == "require"
    assert line_to("postgresql://localhost,db.example.org/pulse")["sslmode"] == "require"
    assert line_to(ADDRESS)["sslmode"] == "verify-full"
    assert line_to("postgresql://db.example.org/pulse?sslmode=disable")["sslmode"] == "disable"
    assert "sslmode" not in line_to("postgresql:///pulse?host=/run/postgresql")
    monkeypatch.setenv("PGHOST", "db.example.org")
    assert line_to("postgresql:///pulse")["sslmode"] == "require"
    monkeypatch.setenv("PGSSLMODE", "prefer")
    assert "sslmode" not in line_to("postgresql:///pulse")
