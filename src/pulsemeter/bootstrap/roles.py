"""What one server does where several share a store: take reactions, tally, show, or all of it.

Of the servers that tally one leads: it writes releases and does what is done once. The others
stand by; what they need to go on is what any server reads after a restart.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pulsemeter.bootstrap.book import book_held
from pulsemeter.service.ports import Clock, FolderHeld, LeadLost, StoreError
from pulsemeter.storage.sqlite import lock_folder, lock_tally, share_folder
from pulsemeter.web.routes import Side

if TYPE_CHECKING:
    from pulsemeter.storage.postgresql import BookHold

_diagnostics = logging.getLogger(__name__)
_STAND_BY_S = 0.5
KEEP_LEAD_MS = 1_000
"""How often the one that leads looks whether it still does."""


class Role(StrEnum):
    """What a server does."""

    ALL = "all"
    INGEST = "ingest"
    TALLY = "tally"
    WEB = "web"

    @property
    def leads(self) -> bool:
        """Whether it may write releases and do what is done once."""
        return self in (Role.ALL, Role.TALLY)

    @property
    def side(self) -> Side:
        """Whose pages it has."""
        return {Role.INGEST: Side.PARTICIPANTS, Role.WEB: Side.WATCHERS}.get(self, Side.ALL)

    @property
    def is_shared(self) -> bool:
        """Whether other servers share its store."""
        return self is not Role.ALL


@contextmanager
def held(data: Path, role: Role) -> Iterator[None]:
    """A data folder, alone or shared as the role wants it. FolderHeld where it can't be."""
    with share_folder(data) if role.is_shared else lock_folder(data):
        yield


@asynccontextmanager
async def turn(data: Path, book: str, role: Role) -> "AsyncIterator[BookHold | None]":
    """The turn of a server that tallies: waits for it while another one leads, over this folder or
    over this book in a database. A process that ends, however it ends, gives its turn to the
    next. A server alone takes its book or fails; one that doesn't lead waits for nobody. Tells by
    what a book in a database is held."""
    if role is not Role.TALLY:
        with nullcontext() if role.is_shared else book_held(data, book) as hold:
            yield hold
        return
    told = ""
    with ExitStack() as lead:
        while True:
            try:
                lead.enter_context(lock_tally(data))
                hold = lead.enter_context(book_held(data, book))
                break
            except StoreError as error:
                if not (isinstance(error, FolderHeld) or told):
                    raise  # at the start: somebody is there to mend it
                lead.close()
                if str(error) != told:
                    _diagnostics.warning("standing by: %s", error)
                told = str(error)
                await asyncio.sleep(_STAND_BY_S)
        if told:
            _diagnostics.warning("this server tallies now")
        yield hold


async def keep_lead(
    hold: "BookHold", still_lead: Callable[[], Awaitable[None]], clock: Clock
) -> None:
    """Look now and again whether this server still leads. Ends with LeadLost where it doesn't, also
    where another one led and has gone since: then `still_lead` says so. A database that doesn't
    answer is waited for, because without it nobody else can lead either."""
    told, is_sure = "", True
    while True:
        await clock.pause(KEEP_LEAD_MS)
        try:
            if await asyncio.to_thread(hold.keep):
                is_sure = False
            if not is_sure:
                await still_lead()
            is_sure, told = True, ""
        except LeadLost:
            raise
        except StoreError as error:
            if str(error) != told:
                _diagnostics.error("whether this server still leads can't be told: %s", error)
            told = str(error)


def check_role(role: Role, *, has_bus: bool) -> None:
    """StoreError where servers would share a store without hearing of each other."""
    if role.is_shared and not has_bus:
        raise StoreError(
            f"--role {role.value} is for several servers over one log; name it with --log nats://…"
        )
