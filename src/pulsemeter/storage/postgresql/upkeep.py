"""What PostgreSQL does for forgetting: dead rows go, and order tells nothing.

A row that is changed or deleted lies on as a dead one until its table is vacuumed, and plain
vacuuming leaves its bytes in the free space of a page; so tables are written to new files. Rows
also carry the number of the transaction that wrote them, which tells who came first however they
are sorted: all rows are written anew in one transaction before their table is sorted.
"""

from pulsemeter.storage.postgresql.statements import Statements
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("upkeep", __package__)
_LONG = "frames"
"""The one table that may be long: it is only written to a new file when its order goes."""


def clear_dead_rows(connection: Statements, schema: str) -> None:
    """Outside of a transaction: write the tables of a schema to new files without dead rows; in
    the long one they become free space. Rows that a reader of an earlier moment (a dump under way)
    still sees stay."""
    for table, _, _ in _keyed(connection, schema):
        connection.run(_SQL["vacuum" if table == _LONG else "vacuum_full"], table)


def renew_rows(connection: Statements, schema: str) -> None:
    """In a transaction: write every row anew."""
    for table, _, column in _keyed(connection, schema):
        connection.run(_SQL["renew"], table, column, column)


def sort_tables(connection: Statements, schema: str) -> None:
    """Outside of a transaction: write each table to a new file, in the order of its key."""
    for table, key, _ in _keyed(connection, schema):
        connection.run(_SQL["sort"], table, key)


def _keyed(connection: Statements, schema: str) -> list[tuple[str, str, str]]:
    return connection.execute(_SQL["keyed_tables"], (schema,)).fetchall()
