"""A study is edited part by part, as tables of its file: read by the reader of files, kept whole.

There is no draft beside the study: what is in the store is always a study that could be shown, and
it stays free to be changed until a session that is no dry run has it. Statements have editions of
their own, see `edit_statements`. This module must not know forms or pages.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pulsemeter.domain.consent import ConsentChanged, ConsentText, next_consent
from pulsemeter.domain.session import fixing_session
from pulsemeter.domain.study import Study
from pulsemeter.domain.translation import in_language, languages_of, texts
from pulsemeter.domain.wording import wording_of
from pulsemeter.service.create_study import StudyRefused, check_passages, check_statements
from pulsemeter.service.ports import StudyBook
from pulsemeter.service.read_study import read_study, read_tables
from pulsemeter.service.study_reading import Complaint, StudyFileError
from pulsemeter.service.write_study import write_study

Tables = dict[str, Any]


class StudyFixed(StudyRefused):
    """A study that stays as it is, because a session has it."""


class StudyMoved(StudyRefused):
    """A study that somebody else changed in the meantime."""


def study_tables(study: Study) -> Tables:
    """The study as the tables of its file."""
    return tomllib.loads(write_study(study))


async def edit_study(book: StudyBook, before: Study, change: Tables | str) -> Study:
    """Keep the study of these tables, or of this text, in place of what it was.

    Raises StudyFileError for what the reader complains of, StudyFixed where a session has it,
    StudyMoved where it isn't as it was `before` any more, and StudyRefused where statements would
    have no place.
    """
    if isinstance(change, str):
        found = read_study(change)
    else:
        found = read_tables(without_lost_texts(change))
    if found.study.name != before.name:
        raise StudyFileError(
            before.name,
            [Complaint("study.name", 0, f"stays {before.name}; copy the study to rename it")],
        )
    fixing = fixing_session(before.name, await book.sessions())
    if fixing is not None:
        raise StudyFixed(
            f"session {fixing.code} has this study, so it stays as it is; copy it, and change the "
            "copy"
        )
    after = with_reviews(before, with_files(before, found.study))
    after = with_consent_version(await book.consents(before.name), after)
    wording = await book.wording(before.name) or wording_of(before, ())
    check_statements(after, wording.statements)
    check_passages(after, wording.statements, wording.passages)
    if after != before and not await book.change_study(before, after, write_study(after)):
        raise StudyMoved("somebody changed the study a moment ago; look at it, and try again")
    return after


def without_lost_texts(tables: Tables) -> Tables:
    """The tables without translations of texts that the study doesn't have any more: whoever takes
    an answer away means its words in every language."""
    languages = tables.get("language")
    if not languages:
        return tables
    try:
        bare = read_tables({key: table for key, table in tables.items() if key != "language"})
    except StudyFileError:
        return tables  # it will be complained of anyway
    known = texts(bare.study)
    kept = [
        {**held, "texts": {p: text for p, text in held.get("texts", {}).items() if p in known}}
        for held in languages
    ]
    return {**tables, "language": kept}


def with_files(before: Study, after: Study) -> Study:
    """The study with what only its stimuli's files tell: that there is no picture, how long."""
    held = {stimulus.id: stimulus for stimulus in before.stimuli}
    stimuli = []
    for stimulus in after.stimuli:
        known = held.get(stimulus.id)
        if known is not None and stimulus.file and known.file == stimulus.file:
            duration_ms = stimulus.duration_ms or known.duration_ms
            stimulus = replace(stimulus, duration_ms=duration_ms, sound_only=known.sound_only)
        stimuli.append(stimulus)
    return replace(after, stimuli=tuple(stimuli))


def with_reviews(before: Study, after: Study) -> Study:
    """The study without the names of those who read its pages in languages that now say something
    else: who vouched for a text vouched for that one."""
    read = {before.language: before.read_by} | {s.code: s.read_by for s in before.languages}

    def reader(code: str, given: str) -> str:
        """Who vouches for a language now; one that was newly named stays."""
        if given != read.get(code, ""):
            return given
        same = code in languages_of(before) and _shown(before, code) == _shown(after, code)
        return given if same else ""

    return replace(
        after,
        read_by=reader(after.language, after.read_by),
        languages=tuple(replace(s, read_by=reader(s.code, s.read_by)) for s in after.languages),
    )


def _shown(study: Study, code: str) -> dict[str, str]:
    return texts(in_language(study, code))


def with_consent_version(held: Sequence[ConsentText], study: Study) -> Study:
    """The study whose consent text has the next version where it is another text."""
    try:
        next_consent(tuple(held), study)
    except ConsentChanged:
        version = max(text.version for text in held) + 1
        return replace(study, consent=replace(study.consent, version=version))
    return study
