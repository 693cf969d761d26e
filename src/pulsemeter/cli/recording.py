"""Commands for the recording of a live session: attach a file, align it, read its transcript."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click

from pulsemeter.bootstrap import opened, recordings_for
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.cli.progress_line import ProgressLine
from pulsemeter.cli.stimulus import making_words
from pulsemeter.domain.alignment import Alignment, AlignmentPoint, read_time, write_time
from pulsemeter.domain.recording import Recording
from pulsemeter.domain.session import Session
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.audit_trail import COMMAND_LINE
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.keep_recording import Recordings
from pulsemeter.service.ports import StudyBook
from pulsemeter.service.stimulus_ports import Arrival, ArrivalKind, StimulusRefused
from pulsemeter.transcript.web_captions import web_captions

_Result = TypeVar("_Result")
_Work = Callable[[Recordings, Session, str], Awaitable[_Result]]
stimulus_option = click.option(
    "--stimulus", default="", help="Which stimulus, where the session has several."
)


@click.group()
def recording() -> None:
    """The recording of a live session that is over: clips, picture and words in its time."""


@recording.command("add")
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--captions", is_flag=True, help="FILE holds captions (WebVTT or SRT) of it.")
@stimulus_option
@data_option
def add(code: str, file: Path, captions: bool, stimulus: str, data: Path) -> None:
    """Make FILE playable and attach it to session CODE. An earlier one is replaced."""
    if not file.is_file():
        raise Stop(f"{file}: there is no such file; check the name")
    upload, size = SystemChance().text(), file.stat().st_size
    kind = ArrivalKind.CAPTIONS if captions else ArrivalKind.STIMULUS

    async def work(recordings: Recordings, session: Session, name: str) -> Recording | None:
        arrival = Arrival(
            upload, session.study, name, kind, "", file.name, size, "",
            session=session.code, author=COMMAND_LINE,
        )  # fmt: skip
        try:
            with ProgressLine(making_words(file)) as line:
                await recordings.take(arrival, file, line.tell)
        except StimulusRefused as refusal:
            raise Stop(str(refusal)) from refusal
        return await recordings.of(session.code, name)

    held = _with(data, code, stimulus, work)
    assert held is not None
    if captions:
        click.echo(f"The recording of {held.stimulus} has captions.")
        return
    click.echo(f"Session {held.session} has a recording, {write_time(held.duration_ms)} long.")
    click.echo(f"Next: pulsemeter session recording align {held.session} --data {data} --cue …")


@recording.command("align")
@click.argument("code")
@click.option("--cue", required=True, metavar="MOMENT=FILE_TIME", help="The cue in both times.")
@click.option("--check", metavar="MOMENT=FILE_TIME", help="A second moment, to see the drift.")
@click.option("--rate", is_flag=True, help="Correct offset and rate, not the offset alone.")
@stimulus_option
@data_option
def align(code: str, cue: str, check: str | None, rate: bool, stimulus: str, data: Path) -> None:
    """Say when in the file two moments of session CODE are.

    A MOMENT is a session time (12:03.5) or the number of a marked cue (#3); as in
    --cue "#3=15:40.25" --check 1:12:00=1:15:36.9
    """

    async def work(recordings: Recordings, session: Session, name: str) -> Recording:
        first = _point(session, "--cue", cue)
        alignment = Alignment(first, _point(session, "--check", check) if check else None, rate)
        held = await recordings.of(session.code, name)
        number = held.number if held else 0
        return await recordings.align(session.code, name, number, alignment, COMMAND_LINE)

    _say(_with(data, code, stimulus, work))


def _point(session: Session, option: str, told: str) -> AlignmentPoint:
    moment, is_there, in_file = told.partition("=")
    if not is_there:
        raise Stop(f"{option} is {told!r}; write MOMENT=FILE_TIME, as 12:03.5=15:40.25")
    moment = moment.strip()
    if not moment.startswith("#"):
        return AlignmentPoint("", read_time(in_file), read_time(moment))
    marked = {f"#{c.number}": c for c in session.cues if c.marked_ms is not None}
    found = marked.get(moment)
    if found is None or found.marked_ms is None:
        known = ", ".join(marked) or "none; write the session time instead"
        raise Stop(f"cue {moment} wasn't marked; marked are {known}")
    return AlignmentPoint(found.words, read_time(in_file), found.marked_ms)


@recording.command("show")
@click.argument("code")
@stimulus_option
@data_option
def show(code: str, stimulus: str, data: Path) -> None:
    """Say what is known of the recording of session CODE: file, cues, alignment, changes."""

    async def work(
        recordings: Recordings, session: Session, name: str
    ) -> tuple[Session, list[Recording]]:
        editions = await recordings.editions(session.code)
        return session, [edition for edition in editions if edition.stimulus == name]

    session, editions = _with(data, code, stimulus, work)
    for cue in session.cues:
        if cue.marked_ms is not None:
            click.echo(f"Cue {cue.number} at {write_time(cue.marked_ms)}: {cue.words}")
    if not editions:
        raise Stop(f"session {session.code} has no recording; attach one with … recording add")
    for edition in editions:
        click.echo(f"Edition {edition.number}: {edition.step.value}, by {edition.author}.")
    _say(editions[-1])


@recording.command("transcript")
@click.argument("code")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there.")
@stimulus_option
@data_option
def transcript(code: str, out: Path | None, stimulus: str, data: Path) -> None:
    """Print the captions of the recording of session CODE in the session's time, as WebVTT."""

    async def work(recordings: Recordings, session: Session, name: str) -> str:
        held = await recordings.of(session.code, name)
        cues = await recordings.transcript(held) if held else []
        if not cues:
            raise Stop(
                f"session {session.code} has no captions in its own time; attach a recording and "
                "its captions, and align it"
            )
        return web_captions(cues)

    text = _with(data, code, stimulus, work)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8")


@recording.command("remove")
@click.argument("code")
@stimulus_option
@data_option
def remove(code: str, stimulus: str, data: Path) -> None:
    """Take the recording of session CODE away, with its captions and its alignment."""

    async def work(recordings: Recordings, session: Session, name: str) -> str:
        await recordings.remove(session.code, name, COMMAND_LINE)
        return session.code

    click.echo(f"The recording of session {_with(data, code, stimulus, work)} is gone.")


def _say(held: Recording) -> None:
    """What an edition holds, and how it lies."""
    if not held.file:
        click.echo("It is removed.")
        return
    click.echo(f"{held.name}, {write_time(held.duration_ms)} long.")
    line = held.alignment
    if line is None:
        click.echo("It isn't aligned yet.")
        return
    click.echo(f"The stimulus begins at {write_time(line.file_ms(0))} of the file.")
    if line.check is not None:
        how = "corrected" if line.corrects_rate else "left alone"
        click.echo(f"Drift: {line.drift_ms:+d} ms, {line.drift_ppm:+d} ppm, {how}.")
    if line.warning:
        click.echo(line.warning, err=True)


def _with(data: Path, code: str, stimulus: str, work: _Work[_Result]) -> _Result:
    """Do this with the recordings of a session's stimulus."""

    async def inside() -> _Result:
        async with opened(data) as stores:
            book = stores.stores.studies
            session = await book.session(code.strip().upper())
            if session is None:
                raise UnknownSession(f"there is no session {code!r}")
            recordings = recordings_for(data, stores.stores, SystemClock())
            return await work(recordings, session, await _stimulus(book, session, stimulus))

    return run(inside())


async def _stimulus(book: StudyBook, session: Session, named: str) -> str:
    study = await book.frozen_study(session.code) or await book.study(session.study)
    ids = [stimulus.id for stimulus in study.stimuli] if study else []
    if (named and named not in ids) or (not named and len(ids) != 1):
        raise Stop(f"--stimulus: say which of {', '.join(ids)}")
    return named or ids[0]
