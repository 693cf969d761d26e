"""What one server does where several share a store: take reactions, tally, or both.

Of the servers that tally one leads: it writes releases and does what is done once. The others
stand by; what they need to go on is what any server reads after a restart.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path

from pulsemeter.bootstrap.book import book_held
from pulsemeter.service.ports import FolderHeld, StoreError
from pulsemeter.storage.sqlite import lock_folder, lock_tally, share_folder

_diagnostics = logging.getLogger(__name__)
_STAND_BY_S = 0.2


class Role(StrEnum):
    """What a server does."""

    ALL = "all"
    INGEST = "ingest"
    TALLY = "tally"

    @property
    def leads(self) -> bool:
        """Whether it may write releases and do what is done once."""
        return self is not Role.INGEST

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
async def turn(data: Path, book: str, role: Role) -> AsyncIterator[None]:
    """The turn of a server that tallies: waits for it while another one leads, over this folder or
    over this book in a database. A process that ends, however it ends, gives its turn to the
    next. A server alone takes its book or fails; one that only takes reactions waits for nobody."""
    if role is not Role.TALLY:
        with nullcontext() if role.is_shared else book_held(data, book):
            yield
        return
    is_told = False
    with ExitStack() as lead:
        while True:
            try:
                lead.enter_context(lock_tally(data))
                lead.enter_context(book_held(data, book))
                break
            except FolderHeld as error:
                lead.close()
                if not is_told:
                    _diagnostics.warning("standing by: %s", error)
                is_told = True
                await asyncio.sleep(_STAND_BY_S)
        if is_told:
            _diagnostics.warning("this server tallies now")
        yield


def check_role(role: Role, *, has_bus: bool) -> None:
    """StoreError where servers would share a store without hearing of each other."""
    if role.is_shared and not has_bus:
        raise StoreError(
            f"--role {role.value} is for several servers over one log; name it with --log nats://…"
        )
