"""What a database server is like, for whoever is to trust it with a book. Changes nothing."""

from typing import Any

import psycopg

from pulsemeter.service.book_facts import BookFacts
from pulsemeter.storage.postgresql.address import connect, is_local, place_of
from pulsemeter.storage.postgresql.schema import OLDEST_SERVER, schema_of
from pulsemeter.storage.postgresql.statements import Statements
from pulsemeter.storage.postgresql.trouble import explain
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("facts", __package__)


def look_at(address: str) -> BookFacts:
    """Ask the server. StoreError where there is no answer."""
    connection = connect(address)
    place = place_of(address)
    try:
        return _facts(connection, place)
    except psycopg.Error as error:
        raise explain(error, place) from None
    finally:
        connection.close()


def _facts(connection: psycopg.Connection[Any], place: str) -> BookFacts:
    ask, info = Statements(connection).execute, connection.info
    ((encoding, may_make, only_reads, left),) = ask(
        _SQL["facts"], (schema_of("studies"),)
    ).fetchall()
    held = info.get_parameters()
    return BookFacts(
        place,
        info.server_version // 10_000,
        OLDEST_SERVER,
        encoding,
        dict(ask(_SQL["settings"]).fetchall()),
        may_make,
        only_reads,
        is_local(info.host),
        connection.pgconn.ssl_in_use,
        held.get("sslmode") in ("verify-ca", "verify-full"),
        left,
    )
