from dataclasses import replace

import pytest

from pulsemeter.domain.study import StudyLanguage
from pulsemeter.service.edit_languages import (
    given_texts,
    languages_mark,
    readers,
    texts_mark,
    with_language,
    with_reader,
    with_texts,
    without_language,
)
from pulsemeter.service.edit_study import study_tables
from pulsemeter.service.read_study import read_tables

GERMAN = StudyLanguage("de", "Bea", (("study.title", "Eine Rede"),))


@pytest.fixture
def study(make_study):
    return make_study(read_by="Ada", languages=(GERMAN,))


def languages_after(study, change, *told):
    """The languages of the study after a change, as its file is read again."""
    before = study_tables(study)
    after = read_tables(change(before, *told)).study
    assert study_tables(study) == before
    return after


def test_languages_come_and_go(study):
    more = languages_after(study, with_language, "pl")
    assert more.languages == (GERMAN, StudyLanguage("pl"))
    assert languages_after(study, without_language, "de").languages == ()
    assert languages_after(study, without_language, "en").languages == (GERMAN,)


def test_somebody_stands_for_a_language_or_nobody_does(study):
    assert readers(study) == {"en": "Ada", "de": "Bea"}
    assert readers(languages_after(study, with_reader, "de", "Cem")) == {"en": "Ada", "de": "Cem"}
    assert readers(languages_after(study, with_reader, "en", "")) == {"en": "", "de": "Bea"}
    assert readers(languages_after(study, with_reader, "pl", "Cem")) == readers(study)


def test_texts_are_given_anew_and_empty_ones_are_none(study):
    told = {"study.title": " ", "consent.kept": "Nichts"}
    after = languages_after(study, with_texts, "de", told)
    assert given_texts(after, "de") == {"consent.kept": "Nichts"}
    assert given_texts(study, "de") == {"study.title": "Eine Rede"}
    assert given_texts(study, "en") == {}


def test_a_mark_changes_with_what_was_read(study):
    other = replace(study, title="Another")
    german = replace(study, languages=(replace(GERMAN, texts=(("study.title", "Rede"),)),))
    for changed in (other, german):
        assert languages_mark(changed) != languages_mark(study)
        assert texts_mark(changed, "de") != texts_mark(study, "de")
    assert texts_mark(german, "en") == texts_mark(study, "en")
    # Who read it is no part of what was read.
    assert texts_mark(replace(study, read_by=""), "en") == texts_mark(study, "en")
