"""Errors of PostgreSQL in words."""

import psycopg
import pytest
from psycopg import errors

from pulsemeter.storage.postgresql.trouble import explain, is_lost, unreachable

WORDS = {
    errors.DiskFull: "is full",
    errors.TooManyConnections: "max_connections",
    errors.InsufficientPrivilege: "lacks a right",
    errors.LockNotAvailable: "locked for too long",
    errors.ReadOnlySqlTransaction: "only reads",
    errors.CannotConnectNow: "starting or stopping",
    errors.AdminShutdown: "is lost",
    errors.ConnectionException: "is lost",
    errors.IoError: "the disk of here failed",
    errors.DataCorrupted: "damaged",
    errors.CharacterNotInRepertoire: "can't hold this text",
    errors.SyntaxError: "did not take this step",
}


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
def test_an_error_says_what_and_where(kind: type[psycopg.Error]) -> None:
    told = str(explain(kind("a value of somebody's"), "here"))
    assert WORDS[kind] in told
    assert "here" in told
    assert "somebody" not in told


def test_a_line_that_breaks_at_the_end_leaves_it_open() -> None:
    lost = psycopg.OperationalError("the connection is lost")
    assert is_lost(lost)
    assert "nobody knows yet" in str(explain(lost, "here", is_ending=True))
    assert "nobody knows" not in str(explain(lost, "here"))
    assert not is_lost(errors.DiskFull("full"))


def test_a_text_that_no_table_can_hold() -> None:
    assert "can't hold this text" in str(explain(psycopg.DataError("NUL"), "here"))


def test_why_there_is_no_connection() -> None:
    error = psycopg.OperationalError("connection failed: FATAL:  no such\nrole")
    assert "here can't be reached: FATAL: no such role." in str(unreachable(error, "here"))
