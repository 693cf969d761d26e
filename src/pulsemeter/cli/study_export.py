"""Commands that take a study out of the data folder, or copy it inside."""

import shutil
from pathlib import Path

import click

from pulsemeter.bootstrap import media_folder, opened
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.domain.counted import counted
from pulsemeter.domain.study import Study
from pulsemeter.media.copy_folder import copy_folder
from pulsemeter.media.join_pieces import join_pieces
from pulsemeter.service.export_study import ExportedStudy, copy_study, exported_study, held_study


@click.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--with-media", is_flag=True, help="Write video and sound beside it too.")
@click.option("--replace", is_flag=True, help="Write over files that are there already.")
@data_option
def export(name: str, file: Path | None, with_media: bool, replace: bool, data: Path) -> None:
    """Write study NAME as FILE (NAME/study.toml) with its statements and captions beside it.

    `pulsemeter study create` reads what this wrote.
    """
    target = file or Path(name) / "study.toml"

    async def read() -> ExportedStudy:
        async with opened(data) as stores:
            return exported_study(*await held_study(stores.stores.studies, name))

    exported = run(read())
    folder, media = target.parent, media_folder(data) / name
    copied = exported.captions | (exported.media if with_media else {})
    if target.name in {*exported.texts, *copied}:
        raise Stop(f"{target.name} is the name of a file that lies beside it; choose another")
    there = [n for n in (target.name, *exported.texts, *copied) if (folder / n).exists()]
    if there and not replace:
        raise Stop(f"{folder / there[0]} is there already; name another file, or add --replace")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for beside, kept in copied.items():
            _carry(media / kept, folder / beside)
        for beside, text in {**exported.texts, target.name: exported.text}.items():
            _write(folder / beside, text)
    except OSError as error:
        raise Stop(
            f"{error.filename or folder} can't be copied or written ({error.strerror}); check that "
            "the stimuli are in the data folder, and the rights and the room on the disk"
        ) from error
    click.echo(
        f"Study {name} is in {target}, with {counted(len(exported.texts) + len(copied), 'file')}."
    )
    left = [beside for beside in exported.media if beside not in copied]
    if left:
        click.echo(
            f"Not written: {', '.join(left)}. Put it beside the study file before you create a "
            "study of it, or export --with-media."
        )


@click.command()
@click.argument("name")
@click.argument("new_name", metavar="NEW-NAME")
@data_option
def copy(name: str, new_name: str, data: Path) -> None:
    """Copy study NAME with its statements and media as NEW-NAME, without any session."""
    media = media_folder(data)

    async def work() -> Study:
        async with opened(data) as stores:
            return await copy_study(
                stores.stores.studies,
                name,
                new_name,
                lambda study: copy_folder(media / name, media / study.name),
            )

    copied = run(work())
    click.echo(f"Study {copied.name} is a copy of {name}, without sessions.")
    click.echo(f"Next: pulsemeter session open {copied.name} --data {data}")


def _carry(source: Path, target: Path) -> None:
    """Copy a file, or the pieces of one, whole or not at all."""
    if source.suffix == ".m3u8":
        join_pieces(source, target.parent, target.stem)
        return
    arriving = target.with_name(f".{target.name}.arriving")
    try:
        shutil.copyfile(source, arriving)
        arriving.replace(target)
    finally:
        arriving.unlink(missing_ok=True)


def _write(target: Path, text: str) -> None:
    arriving = target.with_name(f".{target.name}.arriving")
    try:
        arriving.write_text(text, "utf-8", newline="")
        arriving.replace(target)
    finally:
        arriving.unlink(missing_ok=True)
