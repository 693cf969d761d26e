"""A study file and the files it names, read from disk and taken into a data folder."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pulsemeter.bootstrap import media_folder
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.media.make_playable import is_ready
from pulsemeter.media.probe import Probe, probe
from pulsemeter.media.stimulus_maker import FfmpegMaker
from pulsemeter.service.create_study import (
    check_passages,
    check_statements,
    create_study,
    with_durations,
)
from pulsemeter.service.ports import StoreError, Stores
from pulsemeter.service.read_study import read_study
from pulsemeter.service.settle_stimulus import settled_ms
from pulsemeter.service.stimulus_ports import MadeStimulus
from pulsemeter.service.study_bundle import said_in
from pulsemeter.service.study_reading import Complaint, StudyFileError
from pulsemeter.transcript.cue import BadLine

_STUDY_BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class LoadedStudy:
    """A study with its measured durations and statements; `bad_lines` by transcript name."""

    study: Study
    source: str
    statements: list[Statement]
    bad_lines: dict[str, tuple[BadLine, ...]]
    folder: Path
    notes: tuple[Complaint, ...] = ()
    probes: Mapping[str, Probe] = field(default_factory=dict)
    passages: Sequence[Passage] = ()


def load_study(path: Path) -> LoadedStudy:
    """Read a study file with everything that it names; raises what the command line can say."""
    try:
        if path.stat().st_size > _STUDY_BYTES_MAX:
            raise StudyFileError(str(path), [Complaint("file", 0, "is too large for a study file")])
        source = path.read_text("utf-8")
    except OSError as error:
        message = f"can't be read ({error.strerror}); check the name"
        raise StudyFileError(str(path), [Complaint("file", 0, message)]) from error
    except UnicodeDecodeError as error:
        message = "isn't UTF-8 text; save it with the encoding UTF-8"
        raise StudyFileError(str(path), [Complaint("file", 0, message)]) from error
    parsed = read_study(source, str(path))
    folder = path.parent
    probes = {s.id: probe(folder / s.file) for s in parsed.study.stimuli if s.file}
    study = with_durations(parsed.study, _measured(parsed.study, probes))
    said = said_in(parsed, study, lambda name: _named_file(folder / name))
    check_statements(study, said.statements)
    check_passages(study, said.statements, said.passages)
    return LoadedStudy(
        study, source, said.statements, said.bad_lines, folder, parsed.notes, probes, said.passages
    )


def _measured(study: Study, probes: Mapping[str, Probe]) -> dict[str, int]:
    """Durations of the files; one that was written down a moment longer stays, as an export
    writes it where the last word ends after the picture."""
    written = {stimulus.id: stimulus.duration_ms for stimulus in study.stimuli}
    return {name: settled_ms(p.duration_ms, written[name]) for name, p in probes.items()}


def _named_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} can't be read ({error.strerror}); check the name in the study file"
        raise StudyFileError("the study", [Complaint(path.name, 0, message)]) from error


async def keep_study(
    loaded: LoadedStudy,
    stores: Stores,
    data: Path,
    tell: Callable[[str, float], None] = lambda file, share: None,
) -> Study:
    """Write the study into the store and its files into the data folder; what phones can't play
    is made playable, and `tell` hears of which file what share is done. Files are prepared
    beside first: of a study that is refused, the ones that a session shows stay as they are."""
    target = media_folder(data) / loaded.study.name
    arriving = target.with_name(f".{loaded.study.name}.arriving")
    try:
        arriving.mkdir(parents=True, exist_ok=True)
        maker = FfmpegMaker(arriving.parent)
        stimuli = []
        for place, stimulus in enumerate(loaded.study.stimuli):
            found = loaded.probes.get(stimulus.id)
            if found is not None:
                made = await _keep_file(loaded, stimulus, found, maker, arriving, place, tell)
                stimulus = _settled(loaded, stimulus, made)
            for name in filter(None, (stimulus.captions, *dict(stimulus.captions_in).values())):
                shutil.copyfile(loaded.folder / name, arriving / Path(name).name)
            stimuli.append(stimulus)
        study = replace(loaded.study, stimuli=tuple(stimuli))
        await create_study(stores.studies, study, loaded.source, loaded.statements, loaded.passages)
        _move_all(arriving, target)
    except OSError as error:
        raise StoreError(
            f"{error.filename or target} can't be copied into the data folder: {error.strerror}; "
            "check the name, and that there is room and the right to write"
        ) from error
    finally:
        shutil.rmtree(arriving, ignore_errors=True)
    return study


async def _keep_file(
    loaded: LoadedStudy,
    stimulus: Stimulus,
    found: Probe,
    maker: FfmpegMaker,
    arriving: Path,
    place: int,
    tell: Callable[[str, float], None],
) -> MadeStimulus:
    """A stimulus' file as it is where it is ready for phones, else what is made of it."""
    source = loaded.folder / stimulus.file
    if is_ready(found, source):
        shutil.copyfile(source, arriving / source.name)
        return MadeStimulus(source.name, found.duration_ms, found.sound_only)
    name = f"{source.stem}-{place + 1}"
    return await maker.make(source, arriving.name, name, lambda share: tell(stimulus.file, share))


def _settled(loaded: LoadedStudy, stimulus: Stimulus, made: MadeStimulus) -> Stimulus:
    ends = [s.end_ms for s in loaded.statements if s.stimulus == stimulus.id]
    duration_ms = settled_ms(made.duration_ms, max(ends, default=0))
    return replace(stimulus, file=made.file, duration_ms=duration_ms, sound_only=made.sound_only)


def _move_all(arriving: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in arriving.iterdir():
        if path.is_dir():
            shutil.rmtree(target / path.name, ignore_errors=True)
        path.replace(target / path.name)
