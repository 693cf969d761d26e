"""Where the log of a data folder lies: in the folder itself, or with NATS servers.

A folder whose log lies elsewhere says so in a file of its own, so that every command finds it.
Passwords aren't written there; they come with `--log` or from the environment.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

from pulsemeter.channel.local import LocalChannel
from pulsemeter.release.figures import Release
from pulsemeter.service.ports import Chance, Clock, StoreError, Stores
from pulsemeter.storage.sqlite.folder_copy import replace_text

if TYPE_CHECKING:
    from nats.aio.client import Client

    from pulsemeter.channel.nats import NatsChannel
    from pulsemeter.storage.jetstream import LogState, ServerSync

Feed: TypeAlias = "LocalChannel | NatsChannel"
PLACE = "log.place"
LOG_VARIABLE = "PULSEMETER_LOG"
KEEP_LOG_MS = 1_000
"""How often a server looks whether the way to its log is still there."""


class LogLost(StoreError):
    """The servers of the log let this one in no more; it has to end."""


def log_place(data: Path) -> str:
    """Where a data folder says that its log lies; empty where it keeps it itself."""
    try:
        return (data / PLACE).read_text("utf-8").strip()
    except FileNotFoundError:
        return ""


def copy_log_place(source: Path, target: Path) -> str:
    """Let a copy of a data folder, or what is made of one, name the same log; which one."""
    if place := log_place(source):
        shutil.copyfile(source / PLACE, target / PLACE)
    return place


@dataclass(frozen=True, slots=True)
class Bus:
    """A connection over which the servers of one deployment speak, what they are called, where
    their log lies, without a password, and how to ask it whether it takes anything."""

    client: "Client"
    name: str
    place: str
    check: Callable[[], Awaitable[None]]


@asynccontextmanager
async def stores_with_log(
    data: Path, stores: Stores, asked: str = "", agreed: str = ""
) -> AsyncIterator[tuple[Stores, Bus | None]]:
    """A data folder's stores, with its log from where it lies: `asked` for now, named before, or
    `agreed` by all servers of its book; with the bus to it, if it lies elsewhere. StoreError where
    the servers don't answer, or the folder or its book has a log already, another one."""
    held = log_place(data)
    told = asked or os.environ.get(LOG_VARIABLE, "") or held or agreed
    if not told:
        yield stores, None
        return
    jetstream = _jetstream()
    address = jetstream.read_address(told)
    for known, whose in ((held, f"{data}"), (agreed, f"the book of {data}")):
        if known and jetstream.read_address(known).stream != address.stream:
            raise StoreError(
                f"the log of {whose} is {known}, and not {address.shown}; a data folder keeps to "
                "its log, and so does a book"
            )
    if not (held or agreed) and await _has_records(stores):
        raise StoreError(
            f"{data} holds a log of its own, with reactions in it; begin with a new data folder "
            "where the log is to lie with NATS servers"
        )
    async with jetstream.connected(address) as client:
        log = await jetstream.open_log(client, address)
        if not held:
            replace_text(data / PLACE, address.shown + "\n")
        bus = Bus(client, address.stream, address.shown, log.check)
        yield jetstream.with_log(stores, log), bus


def channel_over(bus: Bus | None, stores: Stores, clock: Clock, chance: Chance) -> "Feed":
    """The channel of a server: of its own screens alone, or of all servers on a bus."""
    if bus is None:
        return LocalChannel()
    from pulsemeter.channel.nats import NatsChannel

    async def missed(session: str, after: int) -> Sequence[Release]:
        return (await stores.releases.state(session, after)).releases

    return NatsChannel(bus.client, bus.name, chance.number(63), missed, clock)


async def keep_log(bus: Bus, clock: Clock) -> None:
    """Look now and again whether the client of the log lives; ends with LogLost where it doesn't.

    A connection that breaks it makes anew by itself, without end. But it is closed for good when
    a server says on a connection that stood (`-ERR`) that it isn't wanted any more: another
    password, or a limit of its account. Whoever starts this server anew may know better, so it
    ends instead of refusing everything for ever.
    """
    while not bus.client.is_closed:
        await clock.pause(KEEP_LOG_MS)
    raise LogLost(
        f"a NATS server of the log {bus.place} has closed the connection for good "
        f"({bus.client.last_error or 'it said no reason'}); this server ends, and has to be "
        "started anew. Check user and password in --log or PULSEMETER_LOG, and the limits of that "
        "account. What wasn't acknowledged is kept by the pages."
    )


def log_facts(told: str, monitors: Sequence[str]) -> "tuple[LogState, list[ServerSync]]":
    """How safely a log lies: what its servers say of it, and what their monitoring pages say of
    each of them. StoreError where somebody doesn't answer."""
    jetstream = _jetstream()
    state = asyncio.run(jetstream.log_state(jetstream.read_address(told)))
    return state, jetstream.server_syncs(monitors)


def _jetstream() -> ModuleType:
    """The engine, which only servers of several machines need."""
    try:
        return import_module("pulsemeter.storage.jetstream")
    except ModuleNotFoundError as error:
        raise StoreError(
            f"a log with NATS servers needs a package that isn't here ({error.name}); install "
            "pulsemeter[cluster]"
        ) from None


async def _has_records(stores: Stores) -> bool:
    for session in await stores.studies.sessions():
        if await stores.log.read(session.code, 0, 1):
            return True
    return False
