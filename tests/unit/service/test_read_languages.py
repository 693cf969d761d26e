"""Sections [[language]] of a study file: texts by path, complaints with the nearest known."""

import pytest

from pulsemeter.service.read_study import read_study
from pulsemeter.service.study_reading import StudyFileError

HEAD = """
[study]
name = "talk"
title = "A talk"
[consent]
runner = "we"
payer = "they"
kept = "presses"
withdraw = "any time"
[[stimulus]]
id = "talk"
title = "A talk"
duration_ms = 1000
"""


def read(block: str):
    return read_study(HEAD + block)


def test_texts_are_read_with_quoted_and_with_bare_paths():
    found = read(
        '[[language]]\ncode = "de"\nread_by = "Ada"\n[language.texts]\n"study.title" = "Rede"\n'
        'consent.kept = "Drücke"\nconsent.payer = " "\n'
    )
    (language,) = found.study.languages
    assert (language.code, language.read_by) == ("de", "Ada")
    assert dict(language.texts) == {"study.title": "Rede", "consent.kept": "Drücke"}


def test_what_is_missing_is_a_note_with_the_language_it_is_shown_in():
    found = read('[[language]]\ncode = "de"\n[language.texts]\n"study.title" = "Rede"\n')
    (note,) = [str(note) for note in found.notes if "not translated" in str(note)]
    assert "5 of 10 texts are not translated into de" in note
    assert "shown in en" in note


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ('code = "de"\n[language.texts]\n"study.titel" = "x"', "did you mean 'study.title'"),
        ('code = "de"\n[language.texts]\n"study.title" = 3', "must be a text"),
        ('code = "tlh"', "there are no words for 'tlh'"),
        ('code = "en"', "'en' is there already"),
        ('code = "de"\nreader = "x"', "is not a key here"),
        ('code = "de"\n[[language]]\ncode = "de"', "'de' is there already"),
    ],
)
def test_complaints(block: str, complaint: str):
    with pytest.raises(StudyFileError) as refused:
        read("[[language]]\n" + block + "\n")
    assert complaint in str(refused.value)
