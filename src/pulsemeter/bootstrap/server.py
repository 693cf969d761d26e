"""A whole server in one event loop, from its first page to the last thing that is stored."""

import asyncio
import gc
import logging
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn

from pulsemeter.bootstrap.agreement import agree_on_secret
from pulsemeter.bootstrap.folders import opened_with_bus, shelf_of
from pulsemeter.bootstrap.log import Bus, keep_log
from pulsemeter.bootstrap.parts import make_parts
from pulsemeter.bootstrap.roles import Role, check_role, held, keep_lead, turn
from pulsemeter.outside import SystemClock
from pulsemeter.service.begin_server import STORE_WAIT_S, bring_to_memory, until_stored
from pulsemeter.service.erasure_list import erasure_list, list_text, read_list
from pulsemeter.service.import_session import sweep_strays
from pulsemeter.service.keep_retention import Retention
from pulsemeter.service.ports import StoreError, Stores
from pulsemeter.service.server_beat import beat
from pulsemeter.settings import Settings
from pulsemeter.storage.sqlite import SqliteStores, folder_copy, lock_imports
from pulsemeter.web.application import build_application
from pulsemeter.web.listening import BACKLOG, ListeningServer, listening_socket
from pulsemeter.web.local_status import told_locally
from pulsemeter.web.participant_socket import ParticipantSockets
from pulsemeter.web.request_limits import LimitedRequests
from pulsemeter.web.services import Services
from pulsemeter.web.socket import OpenSockets
from pulsemeter.web.workers.hand_over import carried

if TYPE_CHECKING:
    from pulsemeter.storage.postgresql import BookHold, PostgresStores

_diagnostics = logging.getLogger(__name__)
RETAIN_MS = 60_000


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers, and what it is made of."""

    settings: Settings
    services: Services
    stores: Stores
    sockets: OpenSockets
    clock: SystemClock


def _listed_before(settings: Settings) -> frozenset[str]:
    """What the list elsewhere holds already, perhaps of a disk that is lost: it stays there."""
    path, text = settings.erasures, list_text(())
    try:
        if path and path.exists():
            text = path.read_text("utf-8", "replace")
    except OSError as error:
        raise StoreError(
            f"the list of erasures {path} can't be read: {error.strerror}. Check the name, and "
            "whether this account may read and write there."
        ) from None
    return frozenset(read_list(text, str(path)))


async def _sweep_imports(stores: Stores, settings: Settings) -> None:
    """Erase what an import left that died half-way, unless one is under way now."""
    try:
        with lock_imports(settings.data):
            await sweep_strays(stores)
    except StoreError as error:
        _diagnostics.info("what a dead import left is looked for at the next start: %s", error)


async def _retain(
    retention: Retention, stores: Stores, settings: Settings, clock: SystemClock,
    foreign: frozenset[str],
) -> None:  # fmt: skip
    """Let go what is due, now and again, and keep the list of what was erased elsewhere too."""
    written = ""
    await _sweep_imports(stores, settings)
    while True:
        try:
            async with shelf_of(settings.data) as shelf:
                await retention.tick(shelf)
                listed = list_text(sorted(foreign.union(await erasure_list(stores, shelf))))
            if settings.erasures is not None and listed != written:
                folder_copy.replace_text(settings.erasures, listed)
                written = listed
            retention.trouble = ""
        except StoreError as error:
            retention.trouble = str(error)
            _diagnostics.error("what is due to be erased waits: %s", error)
        await clock.pause(RETAIN_MS)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[RunningServer]:
    """A whole server in this event loop, until the block ends."""
    folder_copy.check_restored(settings.data)
    role = Role(settings.role)
    # Who stands by doesn't listen: so whatever is in front of the servers finds the one that leads.
    with held(settings.data, role):
        if role is Role.TALLY:
            await _try_out(settings, role)
        async with turn(settings.data, settings.book, role) as hold:
            bound = listening_socket(settings.host, settings.port)
            try:
                async with (
                    opened_with_bus(settings.data, settings.book, settings.log) as (stores, bus),
                    _running(settings, stores, bus, bound, hold) as server,
                ):
                    yield server
            finally:
                bound.close()


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """No look for garbage meanwhile: of a million records that come to stay, it takes a quarter of
    the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _keeping(
    stores: "SqliteStores | PostgresStores", hold: "BookHold | None", bus: Bus | None
) -> Iterator[Coroutine[Any, Any, None]]:
    """Looks at what lies elsewhere and without which this server has to end."""
    if hold is not None:
        yield keep_lead(hold, stores.still_lead, SystemClock())
    if bus is not None:
        yield keep_log(bus, SystemClock())


def _has_failed(work: "asyncio.Task[Any]") -> bool:
    return work.done() and not work.cancelled() and work.exception() is not None


async def _try_out(settings: Settings, role: Role) -> None:
    """See that this server could lead: what keeps it from that must not be found out when the one
    that leads has died."""
    async with opened_with_bus(settings.data, settings.book, settings.log) as (stores, bus):
        check_role(role, has_bus=bus is not None)
        await agree_on_secret(settings.data, stores, role)


def _web_server(
    settings: Settings, services: Services, socket_protocol: type[Any]
) -> ListeningServer:
    """Pages and sockets of these services."""
    return ListeningServer(
        uvicorn.Config(
            build_application(services, Role(settings.role).side),
            http=LimitedRequests,
            ws=socket_protocol,
            lifespan="off",
            access_log=False,
            backlog=BACKLOG,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=5,
            ssl_certfile=settings.tls_cert,
            ssl_keyfile=settings.tls_key,
        )
    )


@asynccontextmanager
async def _running(
    settings: Settings,
    opened_stores: "SqliteStores | PostgresStores",
    bus: Bus | None,
    bound: socket.socket,
    hold: "BookHold | None",
) -> AsyncIterator[RunningServer]:
    stores, before, role = opened_stores.stores, _listed_before(settings), Role(settings.role)
    check_role(role, has_bus=bus is not None)
    await agree_on_secret(settings.data, opened_stores, role)
    if role.leads:
        await opened_stores.lead()  # before anything is read that rests on what was written
    parts = make_parts(settings, stores, bus)
    services, clock = parts.services, parts.clock
    conduct, ingest, keeper = services.conduct, services.ingest, services.keeper
    sockets = parts.sockets
    participants = ParticipantSockets(services, is_open=role is not Role.WEB)
    with _nothing_collected():
        await bring_to_memory(conduct, services.enrolment, keeper, writes=role is not Role.WEB)
    foreign = before.difference(await erasure_list(stores, None))
    async with (
        told_locally(settings.data, services.status.read) if role.leads else nullcontext(),
        carried(participants, sockets, settings.workers, SystemClock()) as socket_protocol,
        asyncio.TaskGroup() as tasks,
    ):
        server = _web_server(settings, services, socket_protocol)
        beats = parts.beats if role.leads else parts.door_beats
        following = beat(opened_stores.version, conduct, keeper, clock, beats, leads=role.leads)
        runs = (*parts.doors, *parts.runs) if role.leads else parts.doors
        work = [tasks.create_task(one) for one in (following, *(run() for run in runs))]
        if role.leads:
            retaining = _retain(parts.retention, stores, settings, clock, foreign)
            work.append(tasks.create_task(retaining))
        work += [tasks.create_task(one) for one in _keeping(opened_stores, hold, bus)]
        served = tasks.create_task(server.serve(sockets=[bound]))
        await server.listens.wait()
        # What was loaded stays, and messages leave no cycles: collections may be rare.
        gc.freeze()
        gc.set_threshold(100_000, 50, 1_000)
        try:
            yield RunningServer(settings, services, stores, sockets, clock)
        finally:
            services.health.is_stopping = True
            parts.channel.close()
            # What was taken is answered before its phone is told to go.
            participants.take_no_more()
            # Where work that failed took all other along, nothing is left that would store.
            patience_s = 0.0 if any(map(_has_failed, work)) else STORE_WAIT_S
            await until_stored(ingest, patience_s)
            sockets.close_all()
            server.should_exit = True
            await asyncio.wait((served,))
            await until_stored(ingest, patience_s)  # what came by POST meanwhile
            for task in work:
                task.cancel()
            await keeper.stop()
            parts.gate.close()
