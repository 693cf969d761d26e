"""A data folder: opened, held, and what is made of it alone."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pulsemeter.bootstrap.book import PLACE, book_held, stores_of
from pulsemeter.bootstrap.log import Bus, stores_with_log
from pulsemeter.channel.local import LocalChannel
from pulsemeter.identity.argon2_seal import Argon2Seal
from pulsemeter.identity.passkeys import WebauthnPasskeys, passkey_origins
from pulsemeter.intake.import_workshop import FolderWorkshop
from pulsemeter.media.clip_maker import FfmpegClips
from pulsemeter.media.quarantine import FolderQuarantine
from pulsemeter.media.stimulus_maker import FfmpegMaker
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.import_jobs import Imports
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.keep_recording import Recordings
from pulsemeter.service.ports import Chance, Clock, Stores
from pulsemeter.service.receive_stimulus import Reception, ReceptionLimits
from pulsemeter.service.staff_desk import StaffDesk, build_staff_desk
from pulsemeter.service.take_import_in import ImportTaking
from pulsemeter.settings import Settings
from pulsemeter.storage import data_folder
from pulsemeter.storage.sqlite import (
    SqliteRegisterBook,
    SqliteStores,
    folder_copy,
    lock_folder,
    lock_imports,
    open_register,
)

if TYPE_CHECKING:
    from pulsemeter.storage.postgresql import PostgresStores

# What is done with the files of a data folder as they are; the command line names no engine.
copy_files, put_back = folder_copy.copy_files, folder_copy.put_back
check_whole, digest_of = folder_copy.check_whole, folder_copy.digest_of
replace_text = folder_copy.replace_text
importing = lock_imports
note_backup = data_folder.note_backup
begin_restore, end_restore = folder_copy.begin_restore, folder_copy.end_restore


def is_data_folder(data: Path) -> bool:
    """Whether something of ours is stored there already."""
    return (data / "reactions.sqlite").is_file() or (data / PLACE).is_file()


def media_folder(data: Path) -> Path:
    """Where a data folder keeps stimuli, one folder per study."""
    return data / "media"


def recordings_for(data: Path, stores: Stores, clock: Clock) -> Recordings:
    """The recordings of a data folder's sessions, made and read by ffmpeg."""
    media, audit = media_folder(data), AuditTrail(stores.audit, clock)
    maker, clips = FfmpegMaker(media), FfmpegClips(media)
    return Recordings(stores.recordings, stores.studies, maker, clips, audit, clock)


def reception_for(
    settings: Settings, stores: Stores, clock: SystemClock, chance: SystemChance, jobs: Jobs
) -> Reception:
    """Uploads into a data folder: quarantine beside the media, ffmpeg as the maker."""
    return Reception(
        stores.studies,
        FolderQuarantine(settings.data / "quarantine"),
        FfmpegMaker(media_folder(settings.data)),
        clock,
        chance,
        jobs,
        ReceptionLimits(bytes_max=settings.upload_bytes_max),
        recordings_for(settings.data, stores, clock),
    )


def imports_for(
    data: Path, stores: Stores, conduct: Conduct, clock: Clock, chance: Chance, jobs: Jobs
) -> Imports:
    """Imports in the browser: files wait in a folder, and take turns with those of the command
    line."""
    workshop = FolderWorkshop(data / "imports")
    trail, hold = AuditTrail(stores.audit, clock), partial(lock_imports, data)
    taking = ImportTaking(stores, conduct, trail, workshop, hold, clock, chance)
    return Imports(stores.studies, workshop, taking, clock, chance, jobs)


def desk_for(settings: Settings, stores: Stores, clock: Clock, chance: Chance) -> StaffDesk:
    """The staff of a store, with Argon2id and with passkeys for where the server is reached."""
    passkeys = WebauthnPasskeys(passkey_origins(settings.url, settings.port))
    return build_staff_desk(stores, Argon2Seal(), passkeys, clock, chance, settings.staff_url)


def forget_folder(data: Path) -> None:
    """Remove a data folder that no server holds. StoreError where one does."""
    with lock_folder(data):
        shutil.rmtree(data)


@asynccontextmanager
async def opened(
    data: Path, book: str | None = None
) -> "AsyncIterator[SqliteStores | PostgresStores]":
    """A data folder's stores, closed at the end; its log from where the folder says. Its book is
    `book`, or the one that it was served with; None takes what the environment says before that."""
    async with opened_with_bus(data, book) as (stores, _):
        yield stores


@asynccontextmanager
async def opened_with_bus(
    data: Path, book: str | None, log: str = ""
) -> "AsyncIterator[tuple[SqliteStores | PostgresStores, Bus | None]]":
    """The same for a server: perhaps with a log that the folder doesn't know yet, and with the bus
    to the other servers."""
    stores = await stores_of(data, book)
    try:
        agreed, _ = await stores.agreed()
        async with stores_with_log(data, stores.stores, log, agreed) as (stores.stores, bus):
            if bus is not None and (not agreed or log) and bus.place != agreed:
                await stores.agree_on_log(bus.place)
            yield stores, bus
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
    with lock_folder(data), book_held(data, None):
        async with opened(data) as stores, shelf_of(data) as shelf:
            await stores.lead()
            yield QuietFolder(stores.stores, shelf, LocalChannel())
