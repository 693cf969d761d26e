"""A study with its statements enters the store, after everything about it was checked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement, overlapping
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import WordingError, wording_of
from pulsemeter.service.ports import StudyBook


class StudyRefused(ValueError):
    """A study that contradicts itself; the message says where and how to mend it."""


def with_durations(study: Study, durations_ms: Mapping[str, int]) -> Study:
    """The study with the durations that were measured on its files."""
    stimuli = tuple(
        replace(s, duration_ms=durations_ms.get(s.id, s.duration_ms)) for s in study.stimuli
    )
    return replace(study, stimuli=stimuli)


def check_stimuli(study: Study) -> None:
    """Refuse to show a study of which a stimulus is still to be uploaded."""
    for stimulus in study.stimuli:
        if stimulus.duration_ms <= 0:
            raise StudyRefused(
                f"stimulus {stimulus.id} of study {study.name} has no video or sound yet. Upload "
                f"it in the browser under /studies/{study.name}/stimuli, or with: pulsemeter "
                f"stimulus add {study.name} {stimulus.id} FILE"
            )


def check_statements(study: Study, statements: Sequence[Statement]) -> None:
    """Refuse statements that overlap or lie beyond their stimulus, once its length is known."""
    durations = {s.id: s.duration_ms for s in study.stimuli}
    for statement in statements:
        duration_ms = durations.get(statement.stimulus)
        if duration_ms is None:
            raise StudyRefused(
                f"statement {statement.id} belongs to stimulus {statement.stimulus!r}, which the "
                f"study doesn't have; it has {', '.join(durations)}"
            )
        if statement.end_ms > duration_ms > 0:
            raise StudyRefused(
                f"statement {statement.id} ends at {statement.end_ms} ms, after the end of "
                f"{statement.stimulus} at {duration_ms} ms; shorten it or check the file"
            )
    for first, second in overlapping(list(statements)):
        raise StudyRefused(
            f"statements {first.id} and {second.id} overlap ({second.start_ms} ms is before "
            f"{first.end_ms} ms); move one of them"
        )


def check_passages(
    study: Study, statements: Sequence[Statement], passages: Sequence[Passage]
) -> None:
    """Refuse passages that are no runs of statements of this study, or share one."""
    wording = wording_of(study, statements)
    for passage in passages:
        try:
            if passage.id in wording.used:
                raise WordingError(f"the id of passage {passage.id} is used twice; ids must differ")
            wording = wording.with_passage(passage)
        except WordingError as error:
            raise StudyRefused(str(error)) from error


async def create_study(
    book: StudyBook,
    study: Study,
    source: str,
    statements: Sequence[Statement],
    passages: Sequence[Passage] = (),
) -> None:
    """Write the study. A study of this name that has sessions already is not replaced."""
    check_statements(study, statements)
    check_passages(study, statements, passages)
    await book.add_study(study, source, statements, passages)
