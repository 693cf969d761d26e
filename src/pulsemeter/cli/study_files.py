"""A study file and the files it names, read from disk and taken into a data folder."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from pulsemeter.bootstrap import media_folder
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.probe import probe
from pulsemeter.service.create_study import check_statements, create_study, with_durations
from pulsemeter.service.ports import StoreError, Stores
from pulsemeter.service.read_study import StudyFile, read_study
from pulsemeter.service.study_reading import Complaint, StudyFileError
from pulsemeter.transcript.cue import BadLine
from pulsemeter.transcript.statement_list import read_statement_list
from pulsemeter.transcript.statements import merge_cues
from pulsemeter.transcript.subtitles import read_subtitles

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
    study = with_durations(parsed.study, _durations(parsed.study, folder))
    bad_lines: dict[str, tuple[BadLine, ...]] = {}
    statements = _statements(parsed, study, folder, bad_lines)
    check_statements(study, statements)
    return LoadedStudy(study, source, statements, bad_lines, folder, parsed.notes)


def _durations(study: Study, folder: Path) -> dict[str, int]:
    durations = {}
    for stimulus in study.stimuli:
        if not stimulus.file:
            continue
        found = probe(folder / stimulus.file)
        if not found.playable:
            raise MediaError(
                f"{folder / stimulus.file}: browsers don't play this as it is "
                f"({found.video_codec}, {found.audio_codec or 'silent'}); save it as MP4 with "
                "H.264 and AAC"
            )
        durations[stimulus.id] = found.duration_ms
    return durations


def _statements(
    parsed: StudyFile, study: Study, folder: Path, bad_lines: dict[str, tuple[BadLine, ...]]
) -> list[Statement]:
    """Statements of all stimuli: from their lists, else merged from their transcripts."""
    found: list[Statement] = []
    for stimulus in study.stimuli:
        listed = parsed.statement_lists.get(stimulus.id)
        spoken = parsed.transcripts.get(stimulus.id)
        if listed:
            text = _named_file(folder / listed).decode("utf-8", "replace")
            found += read_statement_list(
                text, listed, stimulus=stimulus.id, duration_ms=stimulus.duration_ms
            )
        elif spoken:
            transcript = read_subtitles(_named_file(folder / spoken), spoken)
            bad_lines[spoken] = transcript.bad_lines
            found += merge_cues(transcript.cues, stimulus.id)
    return found


def _named_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} can't be read ({error.strerror}); check the name in the study file"
        raise StudyFileError("the study", [Complaint(path.name, 0, message)]) from error


async def keep_study(loaded: LoadedStudy, stores: Stores, data: Path) -> None:
    """Write the study into the store and its files into the data folder. Files are copied beside
    first: of a study that is refused, the ones that a session shows stay as they are."""
    target = media_folder(data) / loaded.study.name
    arriving = target.with_name(f".{loaded.study.name}.arriving")
    try:
        arriving.mkdir(parents=True, exist_ok=True)
        for stimulus in loaded.study.stimuli:
            for name in filter(None, (stimulus.file, stimulus.captions)):
                shutil.copyfile(loaded.folder / name, arriving / Path(name).name)
        await create_study(stores.studies, loaded.study, loaded.source, loaded.statements)
        target.mkdir(parents=True, exist_ok=True)
        for path in arriving.iterdir():
            path.replace(target / path.name)
    except OSError as error:
        raise StoreError(
            f"{error.filename or target} can't be copied into the data folder: {error.strerror}; "
            "check the name, and that there is room and the right to write"
        ) from error
    finally:
        shutil.rmtree(arriving, ignore_errors=True)
