"""Commands for studies."""

from pathlib import Path

import click

from pulsemeter.bootstrap import opened
from pulsemeter.cli.options import data_option, unchecked_data_option
from pulsemeter.cli.plain_errors import run
from pulsemeter.cli.progress_line import ProgressLine
from pulsemeter.cli.study_duties import duties
from pulsemeter.cli.study_export import copy, export
from pulsemeter.cli.study_files import LoadedStudy, keep_study, load_study
from pulsemeter.domain.consent import consent_text
from pulsemeter.domain.counted import counted
from pulsemeter.domain.excerpt import shortened
from pulsemeter.domain.instrument import described
from pulsemeter.domain.session import ShownIn
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import wording_of
from pulsemeter.outside import SystemClock
from pulsemeter.release.foresee_plan import (
    PERSONS_MAX,
    foresee_plan,
    foreseen_lines,
    planned_size,
)
from pulsemeter.service.audit_trail import COMMAND_LINE, AuditTrail
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.ports import StudyBook
from pulsemeter.service.study_languages import fill_in_block

_BAD_LINES_SHOWN = 20
_WORDS_SHOWN = 60

panel_size_option = click.option(
    "--panel-size",
    type=click.IntRange(0, PERSONS_MAX),
    default=0,
    help="Persons expected; says which segments will be shown. Default: what the quotas ask for.",
)


@click.group()
def study() -> None:
    """Create and look at studies."""


study.add_command(export)
study.add_command(copy)
study.add_command(duties)


@study.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@panel_size_option
@unchecked_data_option
def create(file: Path, panel_size: int, data: Path) -> None:
    """Take a study file (study.toml) with its video and words into the data folder."""
    loaded = load_study(file)

    async def keep() -> None:
        async with opened(data) as stores:
            with ProgressLine("files are being made playable") as line:
                await keep_study(
                    loaded, stores.stores, data, lambda name, share: line.tell(share, name)
                )
            kept = loaded.study.retention
            if kept.is_longer:
                audit = AuditTrail(stores.stores.audit, SystemClock())
                detail = (
                    f"persons {counted(kept.persons_days, 'day')}, "
                    f"contacts {counted(kept.contacts_days, 'day')}"
                )
                await audit.note(
                    COMMAND_LINE, "kept longer", loaded.study.name, f"{detail}: {kept.reason}"
                )

    run(keep())
    for note in loaded.notes:
        click.echo(f"Note: {note}", err=True)
    _say_bad_lines(loaded)
    click.echo(
        f"Study {loaded.study.name} is in {data}: "
        f"{counted(len(loaded.study.stimuli), 'stimulus', 'stimuli')}, "
        f"{counted(len(loaded.study.attributes), 'attribute')}, "
        f"{counted(len(loaded.statements), 'statement')}."
    )
    _say_foreseen(loaded.study, panel_size)
    click.echo(f"Next: pulsemeter session open {loaded.study.name} --data {data}")


def _say_bad_lines(loaded: LoadedStudy) -> None:
    for name, lines in loaded.bad_lines.items():
        if not lines:
            continue
        click.echo(f"{name}: {counted(len(lines), 'line')} could not be used:", err=True)
        for line in lines[:_BAD_LINES_SHOWN]:
            click.echo(f"  {line}", err=True)
        if len(lines) > _BAD_LINES_SHOWN:
            click.echo(f"  and {len(lines) - _BAD_LINES_SHOWN} more", err=True)


@study.command("list")
@data_option
def list_studies(data: Path) -> None:
    """List the studies of the data folder."""

    async def read() -> None:
        async with opened(data) as stores:
            studies = await stores.stores.studies.studies()
            for found in studies:
                click.echo(f"{found.name}\t{found.title}")
            if not studies:
                click.echo("No studies yet. Next: pulsemeter study create study.toml")

    run(read())


async def _known(book: StudyBook, name: str, data: Path) -> Study:
    """The study of this name. UnknownStudy where there is none."""
    found = await book.study(name)
    if found is None:
        raise UnknownStudy(
            f"there is no study {name!r} in {data}; see pulsemeter study list --data {data}"
        )
    return found


@study.command()
@click.argument("name")
@panel_size_option
@data_option
def show(name: str, panel_size: int, data: Path) -> None:
    """Show a study: stimuli, segments, statements, sessions."""

    async def read() -> None:
        async with opened(data) as stores:
            book = stores.stores.studies
            found = await _known(book, name, data)
            _say_study(found)
            _say_foreseen(found, panel_size)
            wording = await book.wording(name) or wording_of(found, ())
            click.echo(f"Statements: {len(wording.statements)}")
            for s in wording.statements:
                span = f"{s.start_ms / 1000:7.1f}–{s.end_ms / 1000:.1f} s"
                click.echo(f"  {s.id} r{s.revision} {span}  {shortened(s.words, _WORDS_SHOWN)}")
            for p in wording.passages:
                members = ", ".join(p.statements)
                click.echo(f"Passage {p.id} r{p.revision}: {p.title} ({members})")
            for held in await book.sessions():
                if held.study == name:
                    is_here = held.shown is ShownIn.IN_PAGE
                    where = "" if is_here else ", " + held.shown.value.replace("_", " ")
                    where = ", imported" if held.origin else where
                    click.echo(f"Session {held.code}: {held.kind.value}, {held.state.value}{where}")

    run(read())


@study.command("texts")
@click.argument("name")
@click.option("--language", required=True, help="The language to translate into, such as de.")
@data_option
def list_texts(name: str, language: str, data: Path) -> None:
    """Print all texts of a study as a [[language]] section to fill in."""

    async def read() -> None:
        async with opened(data) as stores:
            found = await stores.stores.studies.study(name)
            if found is None:
                raise UnknownStudy(
                    f"there is no study {name!r} in {data}; see pulsemeter study list --data {data}"
                )
            click.echo(fill_in_block(found, language), nl=False)

    run(read())


@study.command("consent")
@click.argument("name")
@data_option
def show_consent(name: str, data: Path) -> None:
    """Show every version of what participants of a study agree to."""

    async def read() -> None:
        async with opened(data) as stores:
            book = stores.stores.studies
            found = await _known(book, name, data)
            for text in await book.consents(name) or [consent_text(found)]:
                for language, words in text.languages:
                    click.echo(f"Version {text.version}, {language}:")
                    for path, said in words:
                        click.echo(f"  {path.removeprefix('consent.')}: {said}")
            for session in await book.sessions():
                frozen = await book.frozen_study(session.code)
                if session.study == name and frozen is not None:
                    version = frozen.consent.version
                    click.echo(f"Session {session.code} asks for version {version}.")

    run(read())


def _say_foreseen(found: Study, panel_size: int) -> None:
    """Which segments the release gate will let out, as far as that can be foreseen."""
    size = panel_size or planned_size(found)
    if not size:
        click.echo("Which segments will be shown depends on the panel: see --panel-size N.")
        return
    for line in foreseen_lines(foresee_plan(found, size)):
        click.echo(line)


def _say_study(found: Study) -> None:
    profile = found.profile
    click.echo(f"{found.title} ({found.name})")
    click.echo(
        f"Profile {profile.name}: smallest group {profile.smallest_roster}, counts in steps of "
        f"{profile.rounding_step}; lag {found.lag_ms} ms; "
        f"join: {found.join.value}"
    )
    kept = found.retention
    click.echo(
        f"Kept after the close: contacts {counted(kept.contacts_days, 'day')}, "
        f"persons {counted(kept.persons_days, 'day')}"
        f"{f' ({kept.reason})' if kept.reason else ''}; consent version {found.consent.version}"
    )
    click.echo(f"Instrument: {'; '.join(described(found.instrument))}")
    for stimulus in found.stimuli:
        click.echo(f"Stimulus {stimulus.id}: {stimulus.title}, {stimulus.duration_ms / 1000:.0f} s")
    for attribute in found.attributes:
        names = ", ".join(
            c.label + (f" (quota {c.quota})" if c.quota else "") for c in attribute.categories
        )
        click.echo(f"Attribute {attribute.id}: {names}")
