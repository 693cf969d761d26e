"""A study as files that make it again, and a study copied under another name.

Neither holds anything of sessions: no session, seat, reaction or release goes along. Which files
lie where is the caller's affair.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.domain.wording import Wording, wording_of
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.create_study import StudyRefused, create_study
from pulsemeter.service.ports import StudyBook
from pulsemeter.service.write_statements import statement_list, transcript
from pulsemeter.service.write_study import write_study

_PLAYLIST_ENDING = ".m3u8"


@dataclass(frozen=True, slots=True)
class ExportedStudy:
    """The study file's text, the texts beside it by name, and the media beside it: each name with
    the one that the data folder's file has."""

    text: str
    texts: dict[str, str]
    captions: dict[str, str]
    media: dict[str, str]


async def held_study(book: StudyBook, name: str) -> tuple[Study, Wording]:
    """A study with what is said in it. UnknownStudy where there is none."""
    study = await book.study(name)
    if study is None:
        names = ", ".join(held.name for held in await book.studies()) or "none yet"
        raise UnknownStudy(f"there is no study {name!r}; there are: {names}")
    return study, await book.wording(name) or wording_of(study, ())


def exported_study(study: Study, wording: Wording) -> ExportedStudy:
    """The files that make this study again, all in one folder."""
    media: dict[str, str] = {}
    captions: dict[str, str] = {}
    stimuli = []
    for stimulus in study.stimuli:
        beside = _beside(stimulus)
        if stimulus.file:
            media[beside.file] = stimulus.file
        captions |= zip(_captions(beside), _captions(stimulus), strict=True)
        stimuli.append(beside)
    taken = {*media, *captions}
    texts: dict[str, str] = {}
    lists: dict[str, str] = {}
    transcripts: dict[str, str] = {}
    for stimulus in study.stimuli:
        said = wording.of(stimulus.id)
        if not said:
            continue
        passages = [p for p in wording.passages if p.stimulus == stimulus.id]
        for named, ending, text in (
            (lists, "statements.toml", statement_list(stimulus.id, said, passages)),
            (transcripts, "transcript.vtt", transcript(said)),
        ):
            name = _free_name(stimulus.id, ending, taken)
            taken.add(name)
            named[stimulus.id], texts[name] = name, text
    text = write_study(replace(study, stimuli=tuple(stimuli)), transcripts, lists)
    return ExportedStudy(text, texts, captions, media)


async def copy_study(
    book: StudyBook, name: str, new_name: str, copy_files: Callable[[Study], Awaitable[None]]
) -> Study:
    """Write a study again under another name, with its statements and passages as they stand.
    `copy_files` is called before it is there, once nothing else can be wrong with it."""
    study, wording = await held_study(book, name)
    if await book.study(new_name) is not None:
        raise StudyRefused(f"there is a study {new_name} already; give the copy another name")
    copied = replace(study, name=new_name)
    source = write_study(copied)
    await copy_files(copied)
    await create_study(book, copied, source, wording.statements, wording.passages)
    return copied


def _beside(stimulus: Stimulus) -> Stimulus:
    """The stimulus with its files in one folder; pieces of a long one become one file."""
    path = PurePosixPath(stimulus.file.replace("\\", "/"))
    is_pieces = path.suffix == _PLAYLIST_ENDING
    file = f"{path.parent.stem}.mp4" if is_pieces else path.name
    return replace(
        stimulus,
        file=file,
        captions=_name(stimulus.captions),
        captions_in=tuple((language, _name(kept)) for language, kept in stimulus.captions_in),
    )


def _captions(stimulus: Stimulus) -> Iterator[str]:
    yield from filter(None, (stimulus.captions, *dict(stimulus.captions_in).values()))


def _name(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name


def _free_name(stimulus: str, ending: str, taken: set[str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", stimulus).strip("-")[:40] or "stimulus"
    names = [f"{plain}.{ending}", *(f"{plain}-{n}.{ending}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
