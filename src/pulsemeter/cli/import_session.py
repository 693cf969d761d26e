"""The command that takes in a session which another system held, or shows what it would come to."""

from dataclasses import fields
from pathlib import Path

import click

from pulsemeter.bootstrap import importing, opened, quiet_folder
from pulsemeter.cli.options import check_is_there, is_there, unchecked_data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.cli.progress_line import ProgressLine
from pulsemeter.domain.counted import counted
from pulsemeter.domain.session import Session
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.intake import read_statements
from pulsemeter.intake.import_preview import preview_of
from pulsemeter.intake.read_import import ReadImport, read_import
from pulsemeter.intake.read_mapping import read_mapping
from pulsemeter.intake.source import file_bytes
from pulsemeter.intake.text import decoded
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.audit_trail import COMMAND_LINE, AuditTrail
from pulsemeter.service.import_job_ports import ImportPreview
from pulsemeter.service.import_ports import MadeStudy
from pulsemeter.service.import_session import (
    Along,
    Said,
    check_importable,
    check_panel,
    take_session_in,
)
from pulsemeter.service.ports import FolderHeld
from pulsemeter.service.release_closed import release_closed
from pulsemeter.service.write_study import write_study

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("import")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option(
    "--mapping", "mapping_file", type=_FILE, required=True,
    help="What the files mean (TOML); see docs/reference/importing.md.",
)  # fmt: skip
@click.option(
    "--study", required=True, metavar="NAME", help="In the store, or made by the mapping."
)
@click.option(
    "--transcript", type=_FILE,
    help="What was said, in any format for words; in place of the study's statements.",
)  # fmt: skip
@click.option("--preview", is_flag=True, help="Say how the files are understood; write nothing.")
@unchecked_data_option
def import_session(
    files: tuple[Path, ...],
    mapping_file: Path,
    study: str,
    transcript: Path | None,
    preview: bool,
    data: Path,
) -> None:
    """Take in a session that another system held, closed, as FILES and a mapping tell it.

    \b
    pulsemeter import dials.xlsx --mapping dials.toml --study townhall --preview
    pulsemeter import person*.csv --mapping mapping.toml --study townhall
    """
    source, name = file_bytes(mapping_file)
    mapping = read_mapping(decoded(source, name).source.decode("utf-8"), name)
    if not mapping.makes_study:
        check_is_there(data)
    held = run(_held_study(data, study)) if is_there(data) else None
    own = None if mapping.makes_study else held
    if own is not None:
        check_importable(own)
    panel = mapping_file.parent / mapping.panel_file if mapping.panel_file else None
    found = read_import(files, mapping, study, own, panel_path=panel, tell=_tell)
    named = mapping_file.parent / mapping.transcript if mapping.transcript else None
    statements, notes = _statements(transcript or named, found.study)
    made = None if mapping.makes_study is False else _made(found.study, held, statements)
    # Into a study that is here only what was asked for with this import is taken.
    said = Said(statements) if transcript is not None and made is None else None
    check_panel(found.study, found.panel)
    if preview:
        _say(preview_of(found, statements, notes))
        click.echo("Nothing was written. Without --preview the session is taken in.")
        return
    for note in (*found.notes, *notes):
        click.echo(f"Note: {note}", err=True)
    _say_left_out(preview_of(found, statements, notes))
    with importing(data):
        session = run(_write(data, found, made, said))
    click.echo(
        f"Session {session.code} of study {session.study} is in {data}, closed: "
        f"{counted(len(found.panel.categories), 'participant')}, "
        f"{counted(len(found.panel.records), 'record')}."
    )
    _release(data, session)


async def _held_study(data: Path, name: str) -> Study | None:
    async with opened(data) as stores:
        return await stores.stores.studies.study(name)


def _made(made: Study, held: Study | None, statements: list[Statement]) -> MadeStudy | None:
    """What the mapping brings along; nothing where an earlier import has brought it."""
    if held is None:
        return MadeStudy(made, write_study(made), statements)
    differing = [
        part.name for part in fields(Study) if getattr(made, part.name) != getattr(held, part.name)
    ]
    if differing:
        raise Stop(
            f"there is a study {held.name} already, and the mapping makes another one (other "
            f"{', '.join(differing)}). Choose another name with --study; or leave [study], "
            "[stimulus] and [instrument] out of the mapping to take the one that is there"
        )
    return None


def _statements(transcript: Path | None, study: Study) -> tuple[list[Statement], tuple[str, ...]]:
    """What is said in the stimulus, and which lines of the file can't be used."""
    if transcript is None:
        return [], ()
    stimulus = study.stimuli[0]
    read = read_statements(transcript, duration_ms=stimulus.duration_ms, stimulus=stimulus.id)
    return read.statements, read.notes


async def _write(
    data: Path, found: ReadImport, made: MadeStudy | None, said: Said | None
) -> Session:
    async with opened(data) as stores:
        clock = SystemClock()
        audit = AuditTrail(stores.stores.audit, clock)
        detail = "; ".join(found.origin.sentences)
        await audit.note(COMMAND_LINE, "session imported", found.study.name, detail)
        with ProgressLine("records are being written") as line:
            return await take_session_in(
                stores.stores,
                clock,
                SystemChance(),
                found.study,
                found.panel,
                found.origin,
                Along(made=made, said=said, tell=_tell, wrote=line.tell),
            )


def _release(data: Path, session: Session) -> None:
    """Let its figures out now, where no server does."""

    async def release() -> bool:
        async with quiet_folder(data) as folder:
            return await release_closed(
                folder.stores, session.code, SystemClock(), SystemChance(), folder.channel
            )

    try:
        is_final = run(release())
    except FolderHeld:
        click.echo("The running server lets its figures out within seconds.")
        return
    if not is_final:
        click.echo("Its figures leave once a server runs: pulsemeter serve", err=True)
    click.echo(
        f"Next: pulsemeter analyse --study {session.study} --session {session.code} --out results "
        f"--data {data}"
    )


def _say(preview: ImportPreview) -> None:
    for title, lines in (
        ("Study", preview.study),
        ("First rows as understood", preview.rows),
        ("Counts", preview.counts),
        ("Notes", preview.notes),
    ):
        click.echo(f"{title}:")
        for line in lines:
            click.echo(f"  {line}")
    _say_left_out(preview)
    click.echo("Segments after merging:")
    for segment in preview.segments:
        end = f"held back: {segment.withheld}" if segment.withheld else "can be told"
        persons = counted(segment.persons, "person")
        click.echo(f"  {segment.attribute}, {segment.label}: {persons}, {end}")


def _say_left_out(preview: ImportPreview) -> None:
    if not preview.left_out:
        return
    click.echo("Not understood and left out:", err=True)
    for line in preview.left_out:
        click.echo(f"  {line}", err=True)
    if preview.unlisted:
        click.echo(f"  and {preview.unlisted:,} more", err=True)


def _tell(text: str) -> None:
    click.echo(f"{text[0].upper()}{text[1:]} …", err=True)
