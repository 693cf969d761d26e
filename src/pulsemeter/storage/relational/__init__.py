"""Books in tables: what SQLite and PostgreSQL share, over a thin room of each engine.

Each book is one module with its SQL beside it in `sql/`, written so that every engine understands
it. This room must not know engines, sockets, pages or rules.
"""

from pulsemeter.storage.relational.books import books_over
from pulsemeter.storage.relational.database import Connection, Cursor, Database, Work
from pulsemeter.storage.relational.queries import load_queries

__all__ = ["Connection", "Cursor", "Database", "Work", "books_over", "load_queries"]
