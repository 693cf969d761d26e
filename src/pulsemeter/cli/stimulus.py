"""Commands for a study's stimuli, for machines without a browser."""

from pathlib import Path

import click

from pulsemeter.bootstrap import media_folder, opened
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.cli.progress_line import ProgressLine
from pulsemeter.domain.session import fixing_session
from pulsemeter.media.stimulus_maker import FfmpegMaker
from pulsemeter.outside import SystemChance
from pulsemeter.service.settle_stimulus import (
    UploadRefused,
    keep_captions,
    keep_stimulus,
    stimulus_of,
)
from pulsemeter.service.stimulus_ports import Arrival, ArrivalKind


@click.group()
def stimulus() -> None:
    """Add files to the stimuli of a study that has no session yet."""


@stimulus.command()
@click.argument("study")
@click.argument("stimulus_id", metavar="STIMULUS")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--captions", is_flag=True, help="FILE holds captions (WebVTT or SRT).")
@click.option("--language", default="", help="The captions' language, if not the study's own.")
@data_option
def add(
    study: str, stimulus_id: str, file: Path, captions: bool, language: str, data: Path
) -> None:
    """Make FILE playable and give it to STIMULUS of STUDY."""
    if not file.is_file():
        raise Stop(f"{file}: there is no such file; check the name")
    if language and not captions:
        raise Stop("--language is for captions; add --captions")
    kind = ArrivalKind.CAPTIONS if captions else ArrivalKind.STIMULUS
    upload, size = SystemChance().text(), file.stat().st_size
    arrival = Arrival(upload, study, stimulus_id, kind, language, file.name, size, "")

    async def work() -> None:
        async with opened(data) as stores:
            book, maker = stores.stores.studies, FfmpegMaker(media_folder(data))
            if stimulus_of(await book.study(study), arrival).address and not captions:
                raise UploadRefused(f"stimulus {stimulus_id} comes from an address of its own")
            if fixing_session(study, await book.sessions()):
                raise UploadRefused(
                    f"study {study} has a session already, so its stimuli stay as they are; give "
                    "the changed study a new name"
                )
            if captions:
                await keep_captions(book, maker, arrival, file)
            else:
                with ProgressLine(making_words(file)) as line:
                    await keep_stimulus(book, maker, arrival, file, line.tell)
            kept = stimulus_of(await book.study(study), arrival)
            click.echo(
                f"Stimulus {stimulus_id} of study {study} has {'captions' if captions else ''}"
                + ("." if captions else f"its file, {kept.duration_ms / 1000:.0f} s long.")
            )

    run(work())


def making_words(file: Path) -> str:
    """What a line says of a file that takes its time."""
    return f"{file.name} is being made playable"
