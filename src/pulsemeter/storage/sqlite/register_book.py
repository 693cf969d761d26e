"""The register of contacts, a file of its own: sealed boxes under random numbers.

Every change writes the table anew as a whole, so that no box that was forgotten or sealed under an
earlier passphrase lies on in unused space.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pulsemeter.domain.contact import Contact
from pulsemeter.service.ports import StoreError
from pulsemeter.service.register_ports import HeldContact, PassphraseWrong
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.contact_seal import KeyRecipe, Seal, SealBroken, new_recipe
from pulsemeter.storage.relational.queries import load_queries
from pulsemeter.storage.sqlite.connection import Database
from pulsemeter.storage.sqlite.folder_lock import make_folder, opening

_SQL = load_queries("register_book", __package__)
_Row = tuple[int, str, bytes]
_WRONG = (
    "this passphrase doesn't open the register. Try again; mind capitals and the keyboard. A lost "
    "passphrase can't be mended by anyone: then remove register.sqlite and add the contacts anew."
)


class SqliteRegisterBook:
    """RegisterBook in `register.sqlite`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seal: Seal | None = None

    async def close(self) -> None:
        """Finish what is queued and close the file."""
        await self._database.close()

    async def is_made(self) -> bool:
        """Whether a passphrase was chosen already."""
        return await self._recipe() is not None

    async def make(self, passphrase: str) -> None:
        """Choose the first passphrase."""
        recipe = new_recipe()
        seal = await asyncio.to_thread(Seal, passphrase, recipe)

        def work(connection: sqlite3.Connection) -> None:
            if connection.execute(_SQL["recipe"]).fetchone() is not None:
                raise StoreError("the register has a passphrase already.")
            connection.execute(_SQL["put_recipe"], _recipe_row(recipe, seal))

        await self._database.write(work)
        self._seal = seal

    async def unlock(self, passphrase: str) -> None:
        """Open the register."""
        held = await self._recipe()
        if held is None:
            raise StoreError("the register has no passphrase yet; add contacts first.")
        recipe, mark = held
        seal = await asyncio.to_thread(Seal, passphrase, recipe)
        if not seal.knows(mark):
            raise PassphraseWrong(_WRONG)
        self._seal = seal

    async def put(self, contacts: Sequence[HeldContact]) -> None:
        """Write contacts, all or none."""
        rows = [self._row(held) for held in contacts]
        ids = {held.id for held in contacts}
        await self._rewrite(lambda kept: [*(row for row in kept if row[0] not in ids), *rows])

    async def contacts(self, study: str) -> Sequence[HeldContact]:
        """A study's contacts, by their random ids."""

        def work(connection: sqlite3.Connection) -> list[tuple[int, bytes]]:
            return connection.execute(_SQL["of_study"], (study,)).fetchall()

        self._needs_key()
        rows = await self._database.read(work)
        return [HeldContact(id_, study, self._opened(id_, study, box)) for id_, box in rows]

    async def forget(self, ids: Sequence[int]) -> None:
        """Erase these contacts."""
        gone = set(ids)

        def note(connection: sqlite3.Connection) -> None:
            connection.executemany(_SQL["note_forgotten"], [(one,) for one in gone])

        await self._database.write(note)
        await self._rewrite(lambda kept: [row for row in kept if row[0] not in gone])

    async def ids(self) -> Sequence[int]:
        """The random numbers of all contacts."""
        return await self._numbers("ids")

    async def forgotten(self) -> Sequence[int]:
        """The numbers of contacts that were erased one by one."""
        return await self._numbers("forgotten")

    async def _numbers(self, query: str) -> list[int]:
        def work(connection: sqlite3.Connection) -> list[int]:
            return [number for (number,) in connection.execute(_SQL[query])]

        return await self._database.read(work)

    async def counts(self) -> Mapping[str, int]:
        """How many contacts each study has."""

        def work(connection: sqlite3.Connection) -> dict[str, int]:
            return dict(connection.execute(_SQL["counts"]).fetchall())

        return await self._database.read(work)

    async def forget_study(self, study: str) -> int:
        """Erase a study's contacts; how many there were."""
        count = (await self.counts()).get(study, 0)
        await self._rewrite(lambda kept: [row for row in kept if row[1] != study])
        return count

    async def change_passphrase(self, passphrase: str) -> None:
        """Seal everything anew under another passphrase."""
        recipe = new_recipe()
        seal = await asyncio.to_thread(Seal, passphrase, recipe)

        def anew(kept: list[_Row]) -> list[_Row]:
            contents = [(id_, study, self._content(id_, study, box)) for id_, study, box in kept]
            return [(i, study, seal.close(what, _about(i, study))) for i, study, what in contents]

        await self._rewrite(anew, _recipe_row(recipe, seal))
        self._seal = seal

    async def _recipe(self) -> tuple[KeyRecipe, bytes] | None:
        def work(connection: sqlite3.Connection) -> tuple[KeyRecipe, bytes] | None:
            row = connection.execute(_SQL["recipe"]).fetchone()
            return None if row is None else (KeyRecipe(*row[:4]), row[4])

        return await self._database.read(work)

    async def _rewrite(
        self, change: Callable[[list[_Row]], list[_Row]], recipe: tuple[object, ...] | None = None
    ) -> None:
        def work(connection: sqlite3.Connection) -> None:
            rows = sorted(change(connection.execute(_SQL["all"]).fetchall()))
            connection.execute(_SQL["drop_all"])
            connection.executemany(_SQL["add"], rows)
            if recipe is not None:
                connection.execute(_SQL["drop_recipe"])
                connection.execute(_SQL["put_recipe"], recipe)

        await self._database.write(work)
        await self._database.tidy()

    def _needs_key(self) -> Seal:
        if self._seal is None:
            raise StoreError("the register is locked; its passphrase opens it.")
        return self._seal

    def _row(self, held: HeldContact) -> _Row:
        box = self._needs_key().close(to_body(held.contact).encode(), _about(held.id, held.study))
        return held.id, held.study, box

    def _content(self, id_: int, study: str, box: bytes) -> bytes:
        try:
            return self._needs_key().open(box, _about(id_, study))
        except SealBroken:
            raise StoreError(
                f"a contact in {self._database.path} was altered or damaged. Restore the file from "
                "a backup, or forget the study's contacts and add them anew."
            ) from None

    def _opened(self, id_: int, study: str, box: bytes) -> Contact:
        return from_body(self._content(id_, study, box).decode(), Contact)


def open_register(folder: Path) -> SqliteRegisterBook:
    """The register of a data folder, made if it isn't there."""
    make_folder(folder)
    with opening(folder):
        return SqliteRegisterBook(Database(folder, "register"))


def _about(id_: int, study: str) -> bytes:
    return id_.to_bytes(8, "big") + study.encode()


def _recipe_row(recipe: KeyRecipe, seal: Seal) -> tuple[object, ...]:
    return recipe.salt, recipe.memory_kib, recipe.passes, recipe.lanes, seal.mark()
