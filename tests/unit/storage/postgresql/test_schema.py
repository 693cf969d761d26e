"""Tables that come about: by one program at a time, in order, only where they belong."""

import sqlite3
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from pulsemeter.service.ports import StoreError
from pulsemeter.storage import postgresql, sqlite
from pulsemeter.storage.postgresql.schema import KINDS, prepare, schema_of
from pulsemeter.storage.relational.queries import load_migrations
from pulsemeter.storage.sqlite.scripts import split_script


@pytest.fixture
def bare(postgres_server: Any) -> str:
    """A database in which nothing is."""
    name = f"bare_{uuid.uuid4().hex}"
    postgres_server.admin.execute(f"CREATE DATABASE {name}".encode())
    return str(postgres_server.address(name))


def test_migrations_are_numbered_from_one_without_gaps() -> None:
    for kind in KINDS:
        numbers = [number for number, _ in load_migrations(postgresql.__name__, kind)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert numbers


def test_many_programs_make_one_book(bare: str) -> None:
    with ThreadPoolExecutor(4) as programs:
        ids = set(programs.map(prepare, [bare] * 4))
    assert len(ids) == 1
    assert ids.pop() == prepare(bare)


def test_the_tables_are_those_of_the_other_engine(address: str) -> None:
    """Column for column, so that a change of one engine's tables isn't forgotten in the other."""
    with psycopg.connect(address) as line:
        for kind in KINDS:
            made = sqlite3.connect(":memory:")
            for _, script in load_migrations(sqlite.__name__, kind):
                for statement in split_script(script):
                    made.execute(statement)
            theirs = {
                (table, column)
                for (table,) in made.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
                for _, column, *_ in made.execute(f"PRAGMA table_info({table})")
                if not table.startswith("sqlite_")
            }
            made.close()
            ours = line.execute(
                "SELECT table_name, column_name FROM information_schema.columns "
                "WHERE table_schema = %s AND table_name <> 'state'",
                (schema_of(kind),),
            ).fetchall()
            assert set(ours) == theirs, kind


def test_a_newer_programs_tables_are_refused(bare: str) -> None:
    prepare(bare)
    with psycopg.connect(bare) as line:
        line.execute("UPDATE pulsemeter_audit.state SET version = 99")
    with pytest.raises(StoreError, match="newer Pulsemeter"):
        prepare(bare)


def test_somebody_elses_tables_are_refused_and_nothing_is_made(bare: str) -> None:
    with psycopg.connect(bare) as line:
        line.execute("CREATE SCHEMA pulsemeter_reactions")
        line.execute("CREATE TABLE pulsemeter_reactions.theirs (a integer)")
    with pytest.raises(StoreError, match="other tables than Pulsemeter's"):
        prepare(bare)
    with psycopg.connect(bare) as line:
        assert line.execute("SELECT to_regnamespace('pulsemeter_studies')").fetchone() == (None,)


def test_schemas_that_were_made_for_it_are_taken(bare: str) -> None:
    with psycopg.connect(bare) as line:
        line.execute("CREATE SCHEMA pulsemeter_studies")
    assert prepare(bare)


def test_an_account_without_the_right_is_told_so(bare: str) -> None:
    with psycopg.connect(bare, autocommit=True) as line:
        line.execute("DROP ROLE IF EXISTS guest")
        line.execute("CREATE ROLE guest LOGIN")
    with pytest.raises(StoreError, match="lacks a right"):
        prepare(bare.replace("pulsemeter@", "guest@"))


def test_a_server_that_forgets_in_a_power_cut_is_refused(
    address: str, postgres_server: Any
) -> None:
    def set_to(value: str) -> None:
        postgres_server.admin.execute(f"ALTER SYSTEM SET fsync = {value}".encode())
        postgres_server.admin.execute("SELECT pg_reload_conf()")

    def shown() -> Any:
        with psycopg.connect(address) as line:
            return line.execute("SHOW fsync").fetchone()

    set_to("off")
    try:
        for _ in range(1_000):
            if shown() == ("off",):
                break
        with pytest.raises(StoreError, match="fsync = off"):
            prepare(address)
    finally:
        set_to("on")
        for _ in range(1_000):
            if shown() == ("on",):
                break


def test_a_database_of_another_encoding_is_refused(postgres_server: Any) -> None:
    postgres_server.admin.execute(
        "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"
    )
    with pytest.raises(StoreError, match="no place for every language"):
        prepare(postgres_server.address("latin"))
