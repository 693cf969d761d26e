"""Where the book of a data folder lies: in the folder itself, or in a PostgreSQL database.

A folder whose book lies elsewhere says so in a file of its own, so that every command finds it,
and names the book by its id, so that no folder is served with the wrong one. Passwords aren't
written there; they come from the environment.
"""

import os
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from pulsemeter.service.book_facts import BookFacts
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.sqlite import SqliteStores, folder_copy, open_stores
from pulsemeter.storage.sqlite.folder_lock import make_folder

if TYPE_CHECKING:
    from pulsemeter.storage.postgresql import BookHold, PostgresStores

PLACE = "book.place"
BOOK_VARIABLE = "PULSEMETER_BOOK"


def book_place(data: Path) -> tuple[str, str]:
    """Where a data folder says that its book lies, without a password, and the book's id; empty
    where it keeps it itself."""
    try:
        address, book = (data / PLACE).read_text("utf-8").split()
    except (FileNotFoundError, NotADirectoryError):
        return "", ""
    except OSError as error:
        raise StoreError(f"{data / PLACE} can't be read: {error.strerror}.") from None
    except ValueError:
        raise StoreError(
            f"{data / PLACE} can't be read; restore it from a backup, or remove it and name the "
            "book with --book."
        ) from None
    return address, book


def address_of(data: Path, asked: str | None) -> str:
    """The address of a folder's book: `asked`, or the one it was served with; None takes what the
    environment says before that. Empty where the book lies in the folder."""
    held, _ = book_place(data)
    told = os.environ.get(BOOK_VARIABLE, "") if asked is None or held else ""
    return asked or told or held


async def stores_of(data: Path, asked: str | None) -> "SqliteStores | PostgresStores":
    """A data folder's stores. StoreError where the book can't be opened, is another one than that
    of the folder, or the folder has one of its own."""
    address = address_of(data, asked)
    if not address:
        return open_stores(data)
    if (data / "studies.sqlite").exists():
        raise StoreError(
            f"{data} holds a book of its own; begin with a new data folder where the book is to "
            "lie in a database."
        )
    postgresql = _postgresql()
    make_folder(data)
    opened: PostgresStores = await postgresql.open_book(address)
    held, book = book_place(data)
    if held and book != opened.id:
        raise StoreError(
            f"{data} belongs to another book ({postgresql.place_of(held)}) than "
            f"{postgresql.place_of(address)}; a data folder keeps to its book."
        )
    shown = postgresql.without_secrets(address)
    if shown != held:  # new, or the same book at another address
        folder_copy.replace_text(data / PLACE, f"{shown}\n{opened.id}\n")
    return opened


def book_held(
    data: Path, asked: str | None = ""
) -> "AbstractContextManager[BookHold] | AbstractContextManager[None]":
    """Hold a book that lies in a database for one server, as a folder is held."""
    address = address_of(data, asked)
    if not address:
        return nullcontext()
    held: BookHold = _postgresql().hold_book(address)
    return held


def book_facts(address: str) -> BookFacts:
    """What the database server of a book is like. StoreError where it doesn't answer."""
    facts: BookFacts = _postgresql().look_at(address)
    return facts


def book_shown(data: Path) -> str:
    """Where a folder's book lies, for messages; empty where it is in the folder."""
    held, _ = book_place(data)
    return str(_postgresql().place_of(held)) if held else ""


def _postgresql() -> ModuleType:
    """The engine, which only servers with a database need."""
    try:
        return import_module("pulsemeter.storage.postgresql")
    except ModuleNotFoundError as error:
        raise StoreError(
            f"a book in PostgreSQL needs a package that isn't here ({error.name}); install "
            "pulsemeter[postgresql]."
        ) from None
