"""A complete file becomes what a study shows: made playable, kept, named in the study.

The study changes only after the file is there; a file that it no longer names is removed after.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.service.ports import StudyBook
from pulsemeter.service.stimulus_ports import Arrival, MadeStimulus, StimulusMaker
from pulsemeter.transcript.read_transcript import read_transcript
from pulsemeter.transcript.web_captions import web_captions

DURATION_TOLERANCE_MS = 500


class UploadRefused(ValueError):
    """An upload that can't begin or go on; the message says why and what to do."""


def settled_ms(made_ms: int, last_end_ms: int) -> int:
    """A stimulus' length: as made, but a last word that ends a moment later still lies in it."""
    return max(made_ms, last_end_ms) if last_end_ms - made_ms <= DURATION_TOLERANCE_MS else made_ms


async def keep_stimulus(
    book: StudyBook,
    maker: StimulusMaker,
    arrival: Arrival,
    path: Path,
    tell: Callable[[float], None],
) -> None:
    """Make a complete file playable and the study's stimulus; the one before it goes."""
    made = await maker.make(path, arrival.study, file_stem(arrival), tell)
    try:
        wasted = await _settle(book, arrival, made)
    except BaseException:
        await maker.remove(arrival.study, made.file)
        raise
    await _clear(book, maker, arrival.study, wasted)


async def _settle(book: StudyBook, arrival: Arrival, made: MadeStimulus) -> str:
    """Write the stimulus into the study; the file that it replaces."""
    study = await book.study(arrival.study)
    stimulus = stimulus_of(study, arrival)
    statements = await book.statements(arrival.study)
    last_ms = max((s.end_ms for s in statements if s.stimulus == stimulus.id), default=0)
    duration_ms = settled_ms(made.duration_ms, last_ms)
    if last_ms > duration_ms:
        raise UploadRefused(
            f"{arrival.name} is {duration_ms / 1000:.1f} s long, but the study has a "
            f"statement that ends at {last_ms / 1000:.1f} s; check that it is the right file"
        )
    changed = replace(stimulus, file=made.file, duration_ms=duration_ms, sound_only=made.sound_only)
    await book.put_stimulus(arrival.study, changed)
    return stimulus.file


async def keep_captions(
    book: StudyBook, maker: StimulusMaker, arrival: Arrival, path: Path
) -> None:
    """Make a complete file the captions of a stimulus, as browsers read them."""
    text = await captions_text(path, arrival.name)
    file = await maker.keep_captions(arrival.study, file_stem(arrival), text)
    try:
        stimulus = stimulus_of(await book.study(arrival.study), arrival)
        if arrival.language:
            named = dict(stimulus.captions_in)
            wasted = named.get(arrival.language, "")
            named[arrival.language] = file
            changed = replace(stimulus, captions_in=tuple(sorted(named.items())))
        else:
            wasted, changed = stimulus.captions, replace(stimulus, captions=file)
        await book.put_stimulus(arrival.study, changed)
    except BaseException:
        await maker.remove(arrival.study, file)
        raise
    await _clear(book, maker, arrival.study, wasted)


async def captions_text(path: Path, name: str) -> str:
    """A complete file of captions as browsers read them. TranscriptError for what is none."""
    content = await asyncio.to_thread(path.read_bytes)
    return web_captions(read_transcript(content, name).cues)


async def _clear(book: StudyBook, maker: StimulusMaker, name: str, file: str) -> None:
    """Remove a file that nothing in the study names any more."""
    study = await book.study(name)
    if file and study and not any(file in stimulus.files for stimulus in study.stimuli):
        await maker.remove(name, file)


def file_stem(arrival: Arrival) -> str:
    """A name of its own for what is made of a file: a player or cache never mixes two."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", arrival.stimulus).strip("-")[:40] or "stimulus"
    unique = re.sub(r"[^A-Za-z0-9]", "", arrival.id)[:8]
    return "-".join(filter(None, (plain, unique, arrival.language)))


def stimulus_of(study: Study | None, arrival: Arrival) -> Stimulus:
    """The stimulus that an arrival is for. UploadRefused where the study has none."""
    if study is None:
        raise UploadRefused(f"there is no study {arrival.study!r}")
    for stimulus in study.stimuli:
        if stimulus.id == arrival.stimulus:
            return stimulus
    raise UploadRefused(f"study {arrival.study} has no stimulus {arrival.stimulus!r}")
