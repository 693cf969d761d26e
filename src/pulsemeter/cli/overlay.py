"""The command that makes a film of a session with its curve, and clips of its strongest moments."""

import shutil
import tempfile
from pathlib import Path

import click

from pulsemeter.bootstrap import media_folder, opened
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.cli.progress_line import ProgressLine
from pulsemeter.domain.statement import Statement
from pulsemeter.media.film_services import planning_for
from pulsemeter.outside import SystemClock
from pulsemeter.release.view import View
from pulsemeter.report.overlay_layout import LAYOUTS, LayoutKind
from pulsemeter.report.overlay_story import OverlayStory
from pulsemeter.service.audit_trail import COMMAND_LINE, AuditTrail
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.keep_words_live import shown_wording
from pulsemeter.service.make_overlay import make_films
from pulsemeter.service.plan_overlay import (
    CLIP_LIST,
    WHOLE_FILM,
    OverlayChoice,
    PlannedFilm,
    clip_list,
)
from pulsemeter.service.typefaces import unknown_signs


@click.command()
@click.argument("code", metavar="SESSION")
@click.option(
    "--to", "target", type=click.Path(path_type=Path, dir_okay=False), help="The film, as MP4."
)
@click.option(
    "--clips", type=click.Path(path_type=Path, file_okay=False),
    help="Folder for clips of the best, worst and most divisive statement.",
)  # fmt: skip
@click.option("--layout", type=click.Choice(LAYOUTS), default="side", show_default=True)
@click.option(
    "--segments", metavar="a,b,…", default="",
    help="Up to four, such as all,region:north; default everyone and the first two.",
)  # fmt: skip
@click.option("--stimulus", default="", help="Which, where the session has several.")
@data_option
def overlay(
    code: str, target: Path | None, clips: Path | None, layout: LayoutKind, segments: str,
    stimulus: str, data: Path,
) -> None:  # fmt: skip
    """Make a film of SESSION with the curves of its segments, out of its final figures.

    \b
    pulsemeter overlay ABC234 --to film.mp4
    pulsemeter overlay ABC234 --layout burned --segments all,age:under_35 --clips clips
    """
    if target is None and clips is None:
        raise click.UsageError("say where films go: --to FILE, --clips FOLDER, or both")
    chosen = tuple(part.strip() for part in segments.split(",") if part.strip())
    choice = OverlayChoice(stimulus, layout, chosen, clips is not None)
    for line in run(_made(data, code, choice, target, clips)):
        click.echo(line)


async def _made(
    data: Path, code: str, choice: OverlayChoice, target: Path | None, clips: Path | None
) -> list[str]:
    """What was made, in lines to say."""
    async with opened(data) as held:
        stores = held.stores

        async def statements(name: str) -> list[Statement]:
            wording = await shown_wording(stores, name)
            return [] if wording is None else list(wording.statements)

        session = await stores.studies.session(code.strip().upper())
        if session is None:
            raise UnknownSession(f"there is no session {code!r}")
        planning, maker = planning_for(media_folder(data), stores, statements)
        showing = await planning.showing(session, View(final_only=True))
        films = await planning.plan(showing, choice)
        _say_unknown(films[0].order.story)
        if target is None:
            films = [film for film in films if film.file != WHOLE_FILM]
        with tempfile.TemporaryDirectory(dir=_beside(target, clips)) as folder:
            made = Path(folder)
            with ProgressLine("films are being made") as line:
                await make_films(maker, films, made, line.tell)
            if clips is not None:
                (made / CLIP_LIST).write_text(clip_list(showing, films), "utf-8")
            told = f"{choice.layout}, from the command line"
            audit = AuditTrail(stores.audit, SystemClock())
            await audit.note(COMMAND_LINE, "overlay: made", session.code, told)
            return _put(made, films, target, clips)


def _say_unknown(story: OverlayStory) -> None:
    """Name the signs that would be empty boxes in the film."""
    labels = [curve.label for curve in story.curves]
    unknown = unknown_signs("".join([*labels, *(said.text for said in story.cues)]))
    if unknown:
        click.echo(
            f"note: no font here has {unknown[:40]}; for Chinese, Japanese and Korean: "
            "pip install 'pulsemeter[cjk]'; for others: apt-get install fonts-noto",
            err=True,
        )


def _beside(target: Path | None, clips: Path | None) -> Path:
    """Where films are made, so that they only need to be renamed."""
    folder = target.absolute().parent if target else clips
    assert folder is not None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(f"{folder} can't be made ({error.strerror}); choose another place") from error
    return folder


def _put(
    made: Path, films: list[PlannedFilm], target: Path | None, clips: Path | None
) -> list[str]:
    said = []
    if target is not None:
        shutil.move(made / WHOLE_FILM, target)
        said.append(f"{target}: {films[0].about}")
    if clips is not None:
        clips.mkdir(parents=True, exist_ok=True)
        for film in films:
            if film.file != WHOLE_FILM:
                shutil.move(made / film.file, clips / film.file)
                said.append(f"{clips / film.file}: {film.about}")
        shutil.move(made / CLIP_LIST, clips / CLIP_LIST)
        said.append(f"{clips / CLIP_LIST}: how they were chosen")
    return said
