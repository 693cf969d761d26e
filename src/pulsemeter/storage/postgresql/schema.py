"""The schemas of a book and their tables: made, checked, and brought to this program's state.

One program does it at a time: the others wait on an advisory lock and find it done.
"""

from typing import Any

import psycopg

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.postgresql.address import connect, place_of
from pulsemeter.storage.postgresql.trouble import explain
from pulsemeter.storage.relational.queries import load_migrations, load_queries

_SQL = load_queries("schema", __package__)
KINDS = ("studies", "credentials", "reactions", "audit")
SCHEMA_LOCK, SERVER_LOCK = 5784921047112, 5784921047113
"""Advisory locks: who brings tables up to date, and which server works with the book."""
OLDEST_SERVER = 15
"""The oldest major version that is tried in tests and that its makers still mend."""


def schema_of(kind: str) -> str:
    """What the schema of a store is called."""
    return f"pulsemeter_{kind}"


def prepare(address: str) -> str:
    """Bring the book's tables up to date; its id, drawn when it was made. StoreError where the
    server isn't one that keeps what it acknowledges, or a newer program wrote the tables."""
    connection = connect(address)
    place = place_of(address)
    try:
        _refuse_forgetful(connection, place)
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (SCHEMA_LOCK,))
            for kind in KINDS:
                _bring_up(connection, kind, place)
            row = connection.execute(_SQL["id"].encode()).fetchone()
    except psycopg.Error as error:
        raise explain(error, place) from None
    finally:
        connection.close()
    return str(row[0]) if row else ""


def agreed(address: str) -> tuple[str, str]:
    """What the folders of all machines agree on: where the log lies, empty where nobody named
    another place than the book, and a digest of the secret they sign with, empty before the
    first."""
    connection = connect(address)
    try:
        row = connection.execute(_SQL["agreed"].encode()).fetchone()
    except psycopg.Error as error:
        raise explain(error, place_of(address)) from None
    finally:
        connection.close()
    return (str(row[0]), str(row[1])) if row else ("", "")


def agree(address: str, statement: str, *values: str) -> None:
    """Write down what all agree on: the log's place, or the digest of the secret in place of the
    one before."""
    connection = connect(address)
    try:
        psycopg.RawCursor(connection).execute(_SQL[statement].encode(), values)
    except psycopg.Error as error:
        raise explain(error, place_of(address)) from None
    finally:
        connection.close()


def _refuse_forgetful(connection: psycopg.Connection[Any], place: str) -> None:
    if connection.info.server_version < OLDEST_SERVER * 10_000:
        raise StoreError(f"{place} runs a PostgreSQL older than {OLDEST_SERVER}; upgrade it.")
    row = connection.execute("SHOW fsync").fetchone()
    if row is None or row[0] != "on":
        raise StoreError(
            f"{place} runs with fsync = off: a power cut could take what was acknowledged. Set "
            "fsync = on there."
        )
    row = connection.execute("SHOW server_encoding").fetchone()
    if row is None or row[0] != "UTF8":
        raise StoreError(
            f"{place} holds texts as {row[0] if row else 'nothing'}, which has no place for every "
            "language. Make one with: createdb --encoding=UTF8 --template=template0 NAME"
        )


def _bring_up(connection: psycopg.Connection[Any], kind: str, place: str) -> None:
    schema = schema_of(kind)
    found = (
        psycopg.RawCursor(connection)
        .execute(_SQL["found"].encode(), (schema, f"{schema}.state"))
        .fetchone()
    )
    is_there, tables, is_ours = found or (False, 0, False)
    if tables and not is_ours:
        raise StoreError(
            f"the schema {schema} in {place} holds other tables than Pulsemeter's. Name another "
            "database with --book."
        )
    if not is_there:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    connection.execute(f"SET LOCAL search_path = {schema}".encode())
    if not is_ours:
        connection.execute(_SQL["make_state"].encode())
        connection.execute(_SQL["begin_state"].encode())
    row = connection.execute(_SQL["version"].encode()).fetchone()
    version, steps = int(row[0]) if row else 0, load_migrations(__package__, kind)
    if version > len(steps):
        raise StoreError(
            f"the schema {schema} in {place} was written by a newer Pulsemeter (its tables are of "
            f"version {version}, this program knows {len(steps)}). Install the newer program again."
        )
    for number, script in steps[version:]:
        connection.execute(script.encode())
        psycopg.RawCursor(connection).execute(_SQL["note_version"].encode(), (number,))
