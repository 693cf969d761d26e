"""Commands that back a data folder up, erase from backups what is gone, and restore them."""

import json
import shutil
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click

from pulsemeter import __version__
from pulsemeter.bootstrap import (
    BOOK_VARIABLE,
    begin_restore,
    book_shown,
    check_whole,
    copy_files,
    copy_log_place,
    desk_for,
    digest_of,
    end_restore,
    is_data_folder,
    media_folder,
    note_backup,
    opened,
    put_back,
    quiet_folder,
    replace_text,
    shelf_of,
)
from pulsemeter.cli.options import check_is_there, data_option, unchecked_data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.domain.counted import counted
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.audit_trail import COMMAND_LINE, AuditTrail
from pulsemeter.service.catch_up_retention import catch_up_retention
from pulsemeter.service.erasure_list import apply_list, erasure_list, list_text, read_list
from pulsemeter.service.ports import StoreError, Stores
from pulsemeter.settings import Settings

MANIFEST = "manifest.json"
ERASING = "erase.under-way"
"""Lies in a backup while its files differ from what the manifest says of them."""
_FORMAT = 1
_folder = click.Path(path_type=Path, file_okay=False)
_file = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: who made it on which day, and each file with its digest."""

    format: int
    program: str
    made: str
    files: dict[str, str] = field(default_factory=dict)
    media: bool = False


def read_manifest(backup: Path) -> Manifest:
    """A backup's manifest. Stop where the folder isn't a backup of ours."""
    try:
        found = Manifest(**json.loads((backup / MANIFEST).read_text("utf-8")))
    except FileNotFoundError:
        raise Stop(f"{backup} is no backup: it has no {MANIFEST}") from None
    except (ValueError, TypeError, RecursionError) as error:
        raise Stop(f"{backup / MANIFEST} can't be read ({error}); the backup is damaged") from None
    except OSError as error:
        raise Stop(
            f"{backup / MANIFEST} can't be read: {error.strerror}; check the name, and whether "
            "this account may read there"
        ) from None
    if found.format != _FORMAT:
        raise Stop(
            f"{backup} was made by Pulsemeter {found.program} in another format; restore it with "
            "that version"
        )
    return found


def _write_manifest(backup: Path, manifest: Manifest) -> None:
    replace_text(backup / MANIFEST, json.dumps(asdict(manifest), indent=1))


def _manifest(backup: Path, names: list[str], *, media: bool) -> Manifest:
    made = datetime.fromtimestamp(SystemClock().wall_ms() / 1_000, UTC).date().isoformat()
    digests = {name: digest_of(backup / name) for name in names}
    return Manifest(_FORMAT, __version__, made, digests, media)


@click.command()
@click.argument("target", type=_folder)
@click.option("--media", is_flag=True, help="Copy videos and sounds as well.")
@click.option("--erase", is_flag=True, help="Erase from it what was withdrawn or fell due since.")
@data_option
def backup(target: Path, media: bool, erase: bool, data: Path) -> None:
    """Copy the data folder into the new folder TARGET, while a server may run.

    Afterwards let `pulsemeter backup TARGET --erase` run daily: who withdraws is then taken out of
    the backup too.
    """
    if place := book_shown(data):
        raise Stop(
            f"the book of {data} lies in {place}; back it up with pg_dump, as "
            "docs/reference/postgresql.md says"
        )
    if not is_data_folder(data):
        raise Stop(
            f"nothing is stored in {data}, and {BOOK_VARIABLE} names a book elsewhere; back that "
            "up with pg_dump, as docs/reference/postgresql.md says, or name another --data"
        )
    if erase:
        run(_erase_from(target, data))
        return
    if target.exists() and any(target.iterdir()):
        raise Stop(f"{target} holds something already; name a new folder, or use --erase")
    _make(target)
    has_media = media and media_folder(data).is_dir()
    try:
        names = copy_files(data, target)
        if has_media:
            _copy_media(data, target)
        _write_manifest(target, _manifest(target, names, media=has_media))
    except (StoreError, Stop):
        shutil.rmtree(target, ignore_errors=True)  # half a backup only takes the room
        raise
    click.echo(f"{data} is copied to {target}: {', '.join(names)}")
    try:
        note_backup(data, SystemClock().wall_ms())
    except StoreError as error:  # the backup is whole all the same
        click.echo(f"The status page won't know of it: {error}", err=True)
    if log := copy_log_place(data, target):
        click.echo(f"Not in it are the reactions: they lie at {log}. Back that stream up as well.")
    # Whole paths, because what runs daily seldom runs in this folder.
    click.echo(
        f"Daily from now on: pulsemeter backup {target.absolute()} --erase --data {data.absolute()}"
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(
            f"{folder} can't be made: {error.strerror}; name a place where this account may write"
        ) from None


def _copy_media(source: Path, target: Path) -> None:
    try:
        shutil.copytree(media_folder(source), media_folder(target))
    except (OSError, shutil.Error) as error:
        why = getattr(error, "strerror", None) or str(error.args[0][0][-1])
        raise Stop(
            f"the videos and sounds of {source} can't be copied to {target}: {why}. Make room "
            "there, and let this account read the one and write the other"
        ) from None


async def _erasures_of(data: Path) -> list[str]:
    async with opened(data) as stores, shelf_of(data) as shelf:
        return await erasure_list(stores.stores, shelf)


async def _erase_from(target: Path, data: Path) -> None:
    manifest, under_way = read_manifest(target), target / ERASING
    if not under_way.exists():  # else what broke since would get a digest as good as any
        check_whole(target, manifest.files)
    entries = await _erasures_of(data)
    replace_text(under_way, "This backup is being freed of what was erased.\n")
    seats, contacts = await _erase_again(target, entries)
    names = list(manifest.files)
    _write_manifest(target, _manifest(target, names, media=manifest.media))
    under_way.unlink()
    click.echo(f"{target} is free of what was erased ({_counted(seats, contacts)}) or fell due.")


async def _erase_again(folder: Path, entries: list[str]) -> tuple[int, int]:
    async with quiet_folder(folder) as quiet:
        clock, chance = SystemClock(), SystemChance()
        found = await apply_list(quiet.stores, quiet.shelf, entries, clock.wall_ms())
        await catch_up_retention(quiet.stores, quiet.shelf, clock, chance, quiet.channel)
        return found


def _counted(seats: int, contacts: int) -> str:
    return f"{counted(seats, 'withdrawn seat')}, {counted(contacts, 'forgotten contact')}"


@click.command()
@click.argument("file", type=_file)
@click.option("--apply", "is_applied", is_flag=True, help="Erase again what FILE lists.")
@data_option
def erasures(file: Path, is_applied: bool, data: Path) -> None:
    """Write the list of what was erased to FILE, to keep beside backups on another disk.

    A list that FILE holds already, perhaps of a disk that is lost, stays in it. With --apply
    nothing is written to FILE: who is listed there is erased again, after the database that keeps
    the book was restored from a dump and before anybody serves it.
    """

    if is_applied:
        run(_restored(data, f"with the list {file.name}", _listed(file)))
        return
    before = _listed(file) if file.exists() else []
    entries = sorted({*before, *run(_erasures_of(data))})
    replace_text(file, list_text(entries))
    click.echo(f"{counted(len(entries), 'erasure')}: {file}")


def _listed(file: Path) -> list[str]:
    """The entries of a list. Stop where it can't be read."""
    try:
        return read_list(file.read_text("utf-8", "replace"), str(file))
    except OSError as error:
        raise Stop(f"{file} can't be read: {error.strerror}; check the name") from None


@click.command()
@click.argument("source", type=_folder)
@click.option("--live", type=_folder, help="The folder that was in use: its erasures are applied.")
@click.option("--erasures", "list_file", type=_file, help="A list of erasures, applied as well.")
@click.option("--without-erasures", is_flag=True, help="Nothing of both is left.")
@unchecked_data_option
def restore(
    source: Path, live: Path | None, list_file: Path | None, without_erasures: bool, data: Path
) -> None:
    """Put the backup SOURCE into the new data folder --data.

    Who withdrew since is erased again, and what fell due since goes.
    """
    manifest = read_manifest(source)
    if (source / ERASING).exists():
        raise Stop(
            f"an erasure from {source} was cut short; let it come to its end first: pulsemeter "
            f"backup {source} --erase --data FOLDER (the one in use, or {source} itself if that is "
            "lost)"
        )
    if live is not None:
        check_is_there(live, "--live")
    if live is None and list_file is None and not without_erasures:
        raise Stop(
            "who withdrew after the backup would be back. Name the folder that was in use "
            "(--live), or a list of erasures (--erasures FILE); if nothing of both is left, say "
            "so with --without-erasures, and tell those whom it concerns"
        )
    if data.exists() and any(data.iterdir()):
        raise Stop(f"{data} holds something already; restore into a new folder")
    # Read before anything is put back: a list that can't be read must not leave a folder behind
    # in which everybody who withdrew is there again.
    entries = _listed(list_file) if list_file else []
    if live is not None:
        entries += run(_erasures_of(live))
    _make(data)
    begin_restore(data)
    put_back(source, data, manifest.files)
    copy_log_place(source, data)
    if manifest.media:
        _copy_media(source, data)
    run(_restored(data, f"of {manifest.made}", entries))
    end_restore(data)
    click.echo(f"{source} of {manifest.made} is restored to {data}.")


async def _restored(data: Path, backup: str, entries: list[str]) -> None:
    seats, contacts = await _erase_again(data, entries)
    async with opened(data) as stores:
        audit = AuditTrail(stores.stores.audit, SystemClock())
        detail = f"backup {backup}; {_counted(seats, contacts)} erased again"
        await audit.note(COMMAND_LINE, "backup restored", "data folder", detail)
        await _close_doors(data, stores.stores)
    click.echo(f"Erased again: {_counted(seats, contacts)}.")
    click.echo(
        "Staff are those of the backup, signed out, without open invitations and tokens. Who was "
        "removed since is back: look them over with pulsemeter staff list."
    )


async def _close_doors(data: Path, stores: Stores) -> None:
    """End what stood open at the time of the backup, for it may have been closed since."""
    desk = desk_for(Settings(data), stores, SystemClock(), SystemChance())
    await desk.sign_ins.end_everybody()
    await desk.tokens.forget_everybodys()
    await desk.admission.take_all_back()
