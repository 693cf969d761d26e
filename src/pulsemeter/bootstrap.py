"""The composition root: the only module that names an engine.

Everything below speaks to ports; here a data folder becomes a log, a book and a channel. It must
not hold rules, and nothing but the command line may import it.
"""

import asyncio
import gc
import logging
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import uvicorn

from pulsemeter.channel.local import LocalChannel
from pulsemeter.comprehension.sentence_reader import reader_here
from pulsemeter.delivery.brief_service import briefs_for
from pulsemeter.identity.argon2_seal import Argon2Seal
from pulsemeter.identity.passkeys import WebauthnPasskeys, passkey_origins
from pulsemeter.media.clip_maker import FfmpegClips
from pulsemeter.media.copy_folder import copy_study_files
from pulsemeter.media.package_folder import FolderPackages
from pulsemeter.media.quarantine import FolderQuarantine
from pulsemeter.media.stimulus_maker import FfmpegMaker
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.answer_questions import Questioning
from pulsemeter.service.ask_panel import PanelQuestions
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.begin_server import bring_to_memory, until_stored
from pulsemeter.service.coarsen_profiles import Coarsening
from pulsemeter.service.compare_sessions import Comparing
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.erasure_list import erasure_list, list_text, read_list
from pulsemeter.service.forget_arrival import ArrivalForgetting
from pulsemeter.service.gather_duties import Duties
from pulsemeter.service.hand_over import HandingOver
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_recording import Recordings
from pulsemeter.service.keep_retention import Retention
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Chance, Clock, StoreError, Stores
from pulsemeter.service.read_desk import DeskReading
from pulsemeter.service.receive_stimulus import Reception, ReceptionLimits
from pulsemeter.service.record_decision import Decisions
from pulsemeter.service.server_beat import beat
from pulsemeter.service.show_stage import Stages
from pulsemeter.service.sort_comments import Comments
from pulsemeter.service.staff_desk import StaffDesk, build_staff_desk
from pulsemeter.service.studio import Studio
from pulsemeter.service.write_remarks import Remarks
from pulsemeter.settings import Settings
from pulsemeter.storage.sqlite import (
    SqliteRegisterBook,
    SqliteStores,
    folder_copy,
    lock_folder,
    open_register,
    open_stores,
)
from pulsemeter.web.application import build_application
from pulsemeter.web.listening import BACKLOG, ListeningServer, listening_socket
from pulsemeter.web.participant_socket import ParticipantSockets
from pulsemeter.web.request_limits import LimitedRequests
from pulsemeter.web.services import Services
from pulsemeter.web.socket import OpenSockets
from pulsemeter.web.socket_picows import build_socket_protocol

# What is done with the files of a data folder as they are; the command line names no engine.
copy_files, put_back = folder_copy.copy_files, folder_copy.put_back
digest_of = folder_copy.digest_of
begin_restore, end_restore = folder_copy.begin_restore, folder_copy.end_restore
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


def is_data_folder(data: Path) -> bool:
    """Whether something of ours is stored there already."""
    return (data / "reactions.sqlite").is_file()


def media_folder(data: Path) -> Path:
    """Where a data folder keeps stimuli, one folder per study."""
    return data / "media"


def recordings_for(data: Path, stores: Stores, clock: Clock) -> Recordings:
    """The recordings of a data folder's sessions, made and read by ffmpeg."""
    media, audit = media_folder(data), AuditTrail(stores.audit, clock)
    maker, clips = FfmpegMaker(media), FfmpegClips(media)
    return Recordings(stores.recordings, stores.studies, maker, clips, audit, clock)


def reception_for(
    settings: Settings, stores: Stores, clock: SystemClock, chance: SystemChance
) -> Reception:
    """Uploads into a data folder: quarantine beside the media, ffmpeg as the maker."""
    return Reception(
        stores.studies,
        FolderQuarantine(settings.data / "quarantine"),
        FfmpegMaker(media_folder(settings.data)),
        clock,
        chance,
        ReceptionLimits(bytes_max=settings.upload_bytes_max),
        recordings_for(settings.data, stores, clock),
    )


def desk_for(settings: Settings, stores: Stores, clock: Clock, chance: Chance) -> StaffDesk:
    """The staff of a store, with Argon2id and with passkeys for where the server is reached."""
    passkeys = WebauthnPasskeys(passkey_origins(settings.url, settings.port))
    return build_staff_desk(stores, Argon2Seal(), passkeys, clock, chance, settings.staff_url)


def forget_folder(data: Path) -> None:
    """Remove a data folder that no server holds. StoreError where one does."""
    with lock_folder(data):
        shutil.rmtree(data)


@asynccontextmanager
async def opened(data: Path) -> AsyncIterator[SqliteStores]:
    """A data folder's stores, closed at the end."""
    stores = open_stores(data)
    try:
        yield stores
    finally:
        await stores.close()


@asynccontextmanager
async def opened_register(data: Path) -> AsyncIterator[SqliteRegisterBook]:
    """A data folder's register of contacts, closed at the end."""
    register = open_register(data)
    try:
        yield register
    finally:
        await register.close()


@asynccontextmanager
async def shelf_of(data: Path) -> AsyncIterator[SqliteRegisterBook | None]:
    """The register of a data folder that has one."""
    if not (data / "register.sqlite").exists():
        yield None
        return
    async with opened_register(data) as register:
        yield register


@dataclass(frozen=True, slots=True)
class QuietFolder:
    """A data folder that no server holds, opened for what is done to it as a whole."""

    stores: Stores
    shelf: SqliteRegisterBook | None
    channel: LocalChannel


@asynccontextmanager
async def quiet_folder(data: Path) -> AsyncIterator[QuietFolder]:
    """A data folder held as a server would hold it. StoreError where one does."""
    with lock_folder(data):
        async with opened(data) as stores, shelf_of(data) as shelf:
            yield QuietFolder(stores.stores, shelf, LocalChannel())


def _listed_before(settings: Settings) -> frozenset[str]:
    """What the list elsewhere holds already, perhaps of a disk that is lost: it stays there."""
    path = settings.erasures
    text = path.read_text("utf-8", "replace") if path and path.exists() else list_text(())
    return frozenset(read_list(text, str(path)))


async def _retain(
    retention: Retention, stores: Stores, settings: Settings, clock: SystemClock,
    foreign: frozenset[str],
) -> None:  # fmt: skip
    """Let go what is due, now and again, and keep the list of what was erased elsewhere too."""
    written = ""
    while True:
        try:
            async with shelf_of(settings.data) as shelf:
                await retention.tick(shelf)
                listed = list_text(sorted(foreign.union(await erasure_list(stores, shelf))))
            if settings.erasures is not None and listed != written:
                folder_copy.replace_text(settings.erasures, listed)
                written = listed
        except StoreError as error:
            _diagnostics.error("what is due to be erased waits: %s", error)
        await clock.pause(RETAIN_MS)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[RunningServer]:
    """A whole server in this event loop, until the block ends."""
    folder_copy.check_restored(settings.data)
    with lock_folder(settings.data):
        bound = listening_socket(settings.host, settings.port)
        try:
            async with opened(settings.data) as stores, _running(settings, stores, bound) as server:
                yield server
        finally:
            bound.close()


def _web_server(settings: Settings, services: Services, sockets: OpenSockets) -> ListeningServer:
    """Pages and sockets of these services."""
    return ListeningServer(
        uvicorn.Config(
            build_application(services),
            http=LimitedRequests,
            ws=build_socket_protocol(ParticipantSockets(services), sockets=sockets),
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
    settings: Settings, opened_stores: SqliteStores, bound: socket.socket
) -> AsyncIterator[RunningServer]:
    stores, before = opened_stores.stores, _listed_before(settings)
    clock, chance, channel = SystemClock(settings.speed), SystemChance(), LocalChannel()
    trail = AuditTrail(stores.audit, clock)
    conduct = Conduct(stores.studies, clock, chance)
    enrolment = Enrolment(stores, conduct, clock, chance)
    ingest = Ingest(stores.log, stores.seats, conduct, enrolment, clock, chance)
    keeper = RoomKeeper(stores, conduct, enrolment, ingest, channel, clock)
    coarsening = Coarsening(stores, enrolment, keeper, clock)
    retention = Retention(stores, conduct, enrolment, ingest, keeper, coarsening, clock)
    briefing, briefs, links = briefs_for(
        settings.data, settings.couriers, settings.url, keeper, stores, clock, chance
    )
    stages = Stages(keeper, conduct, trail, clock, chance)
    forgetting = ArrivalForgetting(stores, keeper, clock)
    duties = (coarsening.tick, enrolment.finish_withdrawals, forgetting.tick, stages.look)
    media = media_folder(settings.data)
    reception = reception_for(settings, stores, clock, chance)
    shelf = FolderPackages(settings.data / "packages")
    packages = HandingOver(stores, conduct, keeper, FfmpegClips(media), shelf, clock)
    services = Services(
        conduct,
        enrolment,
        ingest,
        keeper,
        channel,
        desk_for(settings, stores, clock, chance),
        media,
        settings.is_https,
        stores.studies,
        reception,
        Questioning(stores.answers, enrolment, keeper, chance),
        trail,
        Decisions(stores, conduct, keeper, channel, clock, chance),
        packages,
        recordings_for(settings.data, stores, clock),
        briefs,
        links,
        DeskReading(keeper),
        Remarks(stores.remarks, conduct, channel, clock, chance),
        Studio(stores, conduct, trail, chance, partial(copy_study_files, media)),
        Comparing(stores.studies, stores.releases, keeper.statements),
        PanelQuestions(stores, conduct, keeper, channel),
        stages,
        Duties(stores, clock, partial(shelf_of, settings.data), settings.url),
        Comments(stores, reader_here(), clock),
    )
    sockets = OpenSockets()
    server = _web_server(settings, services, sockets)
    await bring_to_memory(conduct, enrolment, keeper)
    foreign = before.difference(await erasure_list(stores, None))
    async with asyncio.TaskGroup() as tasks:
        work = [
            tasks.create_task(ingest.commits.run()),
            tasks.create_task(ingest.claims.run()),
            tasks.create_task(enrolment.run()),
            tasks.create_task(reception.run()),
            tasks.create_task(packages.run()),
            tasks.create_task(briefs.delivery.keep_on()),
            tasks.create_task(beat(opened_stores.version, conduct, keeper, clock, duties)),
            tasks.create_task(briefing.keep_on()),
            tasks.create_task(_retain(retention, stores, settings, clock, foreign)),
        ]
        served = tasks.create_task(server.serve(sockets=[bound]))
        await server.listens.wait()
        # What was loaded stays, and messages leave no cycles: collections may be rare.
        gc.freeze()
        gc.set_threshold(100_000, 50, 1_000)
        try:
            yield RunningServer(settings, services, stores, sockets, clock)
        finally:
            channel.close()
            sockets.close_all()
            server.should_exit = True
            await served
            await until_stored(ingest)
            for task in work:
                task.cancel()
