"""Which book lies in which store."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import NoReturn

import pytest

from pulsemeter.service.ports import Stores
from pulsemeter.storage.relational import Work, books_over

ASKED: dict[str, tuple[str, Callable[[Stores], Awaitable[object]]]] = {
    "log": ("reactions", lambda stores: stores.log.read("KENNEDY")),
    "seats": ("reactions", lambda stores: stores.seats.all("KENNEDY")),
    "credentials": ("credentials", lambda stores: stores.credentials.find(b"")),
    "studies": ("studies", lambda stores: stores.studies.studies()),
    "releases": ("studies", lambda stores: stores.releases.once("KENNEDY")),
    "staff": ("studies", lambda stores: stores.staff.all()),
    "sign_ins": ("studies", lambda stores: stores.sign_ins.password("a")),
    "access": ("credentials", lambda stores: stores.access.of("a")),
    "answers": ("reactions", lambda stores: stores.answers.all("KENNEDY")),
    "audit": ("audit", lambda stores: stores.audit.entries()),
    "erasures": ("reactions", lambda stores: stores.erasures.withdrawals()),
    "jobs": ("studies", lambda stores: stores.jobs.all()),
    "decisions": ("studies", lambda stores: stores.decisions.decision("a")),
    "live_words": ("studies", lambda stores: stores.live_words.steps("KENNEDY")),
    "recordings": ("studies", lambda stores: stores.recordings.editions("KENNEDY")),
    "briefs": ("studies", lambda stores: stores.briefs.rules("moon")),
    "remarks": ("studies", lambda stores: stores.remarks.of_session("KENNEDY")),
    "themes": ("studies", lambda stores: stores.themes.sheet("KENNEDY")),
    "imports": ("reactions", lambda stores: stores.imports.codes()),
}


class Asked(Exception):
    """A store was asked for something."""


class Named:
    """A store that knows its name and nothing else."""

    def __init__(self, place: str) -> None:
        self.place = place

    async def write(self, work: Work[object]) -> NoReturn:
        raise Asked(self.place)

    async def read(self, work: Work[object]) -> NoReturn:
        raise Asked(self.place)

    def write_table_anew(self, connection: object, table: str) -> None:
        raise Asked(self.place)

    async def tidy(self) -> None:
        raise Asked(self.place)

    async def write_anew(self) -> None:
        raise Asked(self.place)


def test_every_book_is_asked_here() -> None:
    assert set(ASKED) == {field.name for field in fields(Stores)}


@pytest.mark.parametrize("name", sorted(ASKED))
def test_a_book_lies_in_its_store(name: str) -> None:
    kinds = ("studies", "credentials", "reactions", "audit")
    stores = books_over(*(Named(kind) for kind in kinds))
    place, ask = ASKED[name]

    async def story() -> None:
        await ask(stores)

    with pytest.raises(Asked, match=f"^{place}$"):
        asyncio.run(story())
