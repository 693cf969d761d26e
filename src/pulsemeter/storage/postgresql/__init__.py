"""The engine for several machines: four schemas in a PostgreSQL database that somebody runs.

The books are those of `relational`; here are connections, tables and what PostgreSQL asks for
beyond them. This room must not know sockets, pages or rules.
"""

from pulsemeter.storage.postgresql.address import is_book_address, place_of, without_secrets
from pulsemeter.storage.postgresql.facts import look_at
from pulsemeter.storage.postgresql.lead import BookHold, hold_book
from pulsemeter.storage.postgresql.stores import PostgresStores, open_book

__all__ = [
    "BookHold",
    "PostgresStores",
    "hold_book",
    "is_book_address",
    "look_at",
    "open_book",
    "place_of",
    "without_secrets",
]
