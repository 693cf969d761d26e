from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont

from pulsemeter.languages import LANGUAGES
from pulsemeter.report.invitation_sheet import Invitation, cards_source
from pulsemeter.service.set_sheets import (
    SheetError,
    font_folder,
    pdf_of,
    sheet_words,
    short_address,
)

CODE = "ABCDE FGHJK MNPQR STVWX YZ0123"


@pytest.fixture
def study(make_study):
    return make_study(title='A "talk" \\ #panic("x") $x$ *bold* ☃')


def invitations(count):
    return [Invitation(n, f"https://p.example/j/A#{n}", CODE) for n in range(1, count + 1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fonts_hold_every_sign_of_every_language(study, language):
    words = sheet_words(replace(study, title="", language=language), "K7M2QX", "https://p.example")
    known = TTFont(font_folder() / "DejaVuSans.ttf").getBestCmap().keys()
    bold = TTFont(font_folder() / "DejaVuSans-Bold.ttf").getBestCmap().keys()
    said = f"{words.invited}{words.instruction}{words.once}{words.code_label}{words.session}"
    assert {sign for sign in said if ord(sign) not in known & bold} == set()
    if language != "en":
        english = sheet_words(study, "K7M2QX", "https://p.example")
        assert words.instruction != english.instruction


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_sheet_becomes_a_pdf_whatever_the_title_holds(study, language):
    words = sheet_words(replace(study, language=language), "K7M2QX", "https://p.example/j/K7M2QX")
    made = pdf_of(cards_source(words, invitations(9)))
    assert made.startswith(b"%PDF-")
    assert b"DejaVuSans" in made
    assert made.count(b"/Type /Page\n") + made.count(b"/Type/Page\n") in (0, 2)


def test_a_source_that_cannot_be_set_is_said(study):
    with pytest.raises(SheetError, match="can't be set"):
        pdf_of("#panic()")


def test_an_address_is_typed_without_its_scheme():
    assert short_address("https://p.example/j/A") == "p.example/j/A"
    assert short_address("http://10.0.0.5:8000/j/A") == "10.0.0.5:8000/j/A"
