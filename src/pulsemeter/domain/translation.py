"""A study's texts in several languages: every text has a path, and a language may give it anew.

What a language doesn't give stays in the study's own. This module knows no catalogue of the
program's own words, no page and no file.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from pulsemeter.domain import instrument as instruments
from pulsemeter.domain import questionnaire as questionnaires
from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.study import (
    Attribute,
    Category,
    Consent,
    Questions,
    Stimulus,
    Study,
    StudyLanguage,
)

__all__ = [
    "CONSENT_PATHS",
    "StudyLanguage",
    "in_language",
    "languages_of",
    "missing_texts",
    "standard_texts",
    "texts",
    "with_texts",
]

_CONSENT = ("runner", "payer", "kept", "withdraw")
CONSENT_PATHS = tuple(f"consent.{name}" for name in _CONSENT)


def texts(study: Study) -> dict[str, str]:
    """Every text of the study that participants see, by its path, in the study's own language."""
    found = {"study.title": study.title}
    for stimulus in study.stimuli:
        found[f"stimulus.{stimulus.id}.title"] = stimulus.title
    for attribute in study.attributes:
        found[f"attribute.{attribute.id}.question"] = attribute.question
        for category in attribute.categories:
            found[f"attribute.{attribute.id}.{category.id}"] = category.label
    found |= {f"consent.{name}": str(getattr(study.consent, name)) for name in _CONSENT}
    for arm in study.arms:
        found |= instruments.texts(arm.instrument) if arm.instrument else {}
    found |= instruments.texts(study.instrument)
    found["questions.overall"] = study.questions.overall
    found["questions.comment"] = study.questions.comment
    found |= questionnaires.texts(study.questionnaire)
    found |= {f"cue.{number}": words for number, words in enumerate(study.cues, start=1)}
    return {path: text for path, text in found.items() if text}


def with_texts(study: Study, given: Mapping[str, str]) -> Study:
    """The study with these texts in place of its own; a text that isn't given stays."""

    def text(path: str, own: str) -> str:
        return given.get(path) or own

    def stimulus(own: Stimulus) -> Stimulus:
        return replace(own, title=text(f"stimulus.{own.id}.title", own.title))

    def category(attribute_id: str, own: Category) -> Category:
        return replace(own, label=text(f"attribute.{attribute_id}.{own.id}", own.label))

    def attribute(own: Attribute) -> Attribute:
        return replace(
            own,
            question=text(f"attribute.{own.id}.question", own.question),
            categories=tuple(category(own.id, c) for c in own.categories),
        )

    def arm(own: Arm) -> Arm:
        instrument = own.instrument and instruments.with_texts(own.instrument, given)
        return replace(own, instrument=instrument)

    consent = {name: text(f"consent.{name}", getattr(study.consent, name)) for name in _CONSENT}
    return replace(
        study,
        title=text("study.title", study.title),
        cues=tuple(text(f"cue.{n}", words) for n, words in enumerate(study.cues, start=1)),
        stimuli=tuple(map(stimulus, study.stimuli)),
        attributes=tuple(map(attribute, study.attributes)),
        consent=Consent(**consent, version=study.consent.version),
        instrument=instruments.with_texts(study.instrument, given),
        arms=tuple(map(arm, study.arms)),
        questionnaire=questionnaires.with_texts(study.questionnaire, given),
        questions=Questions(
            overall=text("questions.overall", study.questions.overall),
            comment=text("questions.comment", study.questions.comment),
        ),
    )


def languages_of(study: Study) -> tuple[str, ...]:
    """The languages that a study offers; its own comes first."""
    return (study.language, *(language.code for language in study.languages))


@lru_cache(maxsize=256)
def in_language(study: Study, code: str) -> Study:
    """The study with every text that this language gives; the others stay in the study's own."""
    return with_texts(study, _given(study, code))


def missing_texts(study: Study, code: str) -> list[str]:
    """Paths of the texts that a language doesn't give, except those that every catalogue has."""
    given = _given(study, code)
    return [
        path
        for path, text in texts(study).items()
        if not given.get(path) and code != study.language and text not in standard_texts()
    ]


@lru_cache(maxsize=1)
def standard_texts() -> frozenset[str]:
    """What stands in a study that didn't choose its own words; the catalogues have these."""
    words = instruments.Instrument()
    asked = Questions()
    return frozenset(
        (
            words.like,
            words.dislike,
            words.strong_like,
            words.strong_dislike,
            asked.overall,
            asked.comment,
        )
    )


def _given(study: Study, code: str) -> dict[str, str]:
    for language in study.languages:
        if language.code == code:
            return dict(language.texts)
    return {}
