from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.unit.script_samples import SAMPLES

from pulsemeter.languages import LANGUAGES
from pulsemeter.report.invitation_sheet import Invitation, cards_source
from pulsemeter.report.typst_text import families, literal
from pulsemeter.service.set_sheets import (
    SheetError,
    pdf_of,
    sheet_words,
    short_address,
)
from pulsemeter.service.typefaces import plain_face, signs_of

CODE = "ABCDE FGHJK MNPQR STVWX YZ0123"


@pytest.fixture
def study(make_study):
    return make_study(title='A "talk" \\ #panic("x") $x$ *bold* ☃')


def invitations(count):
    return [Invitation(n, f"https://p.example/j/A#{n}", CODE) for n in range(1, count + 1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fonts_hold_every_sign_of_every_language(study, language):
    words = sheet_words(replace(study, title="", language=language), "K7M2QX", "https://p.example")
    known, bold = (signs_of(plain_face(is_bold=is_bold)) for is_bold in (False, True))
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


def shown(text):
    """A tagged page with a text in both weights, its fonts, and the glyphs that it draws."""
    source = (
        f'#set document(title: "x")\n#set text(font: {families(text)})\n'
        f"#{literal(text)}\n\n#strong({literal(text)})"
    )
    page = PdfReader(BytesIO(pdf_of(source, tagged=True))).pages[0]
    fonts = {font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()}
    glyphs = set()
    for operands, operator in page.get_contents().operations:
        if operator in (b"Tj", b"TJ"):
            told = operands[0] if isinstance(operands[0], list) else [operands[0]]
            drawn = b"".join(one.original_bytes for one in told if hasattr(one, "original_bytes"))
            glyphs |= {drawn[k : k + 2] for k in range(0, len(drawn), 2)}
    return page.extract_text(), {name.partition("+")[2] for name in fonts}, glyphs


@pytest.mark.parametrize("script", SAMPLES)
def test_every_script_is_printed_in_a_font_that_comes_with_the_program(script):
    text, begins = SAMPLES[script]
    _, fonts, glyphs = shown(text)
    assert {name for name in fonts if not name.startswith(("DejaVu", begins))} == set()
    assert any(name.startswith(begins) for name in fonts)
    assert len(fonts) >= 2 or begins != "DejaVuSans"
    assert len(glyphs) > 3
    assert b"\0\0" not in glyphs  # the empty box


def test_a_sign_that_no_font_has_does_not_cost_the_report():
    text, _, glyphs = shown("Good \U0001f9ff!")
    assert "Good \ufffd!" in text or "Good \U0001f9ff!" in text  # where the machine has it
    assert b"\0\0" not in glyphs


def test_a_source_that_cannot_be_set_is_said(study):
    with pytest.raises(SheetError, match="can't be set"):
        pdf_of("#panic()")


def test_an_address_is_typed_without_its_scheme():
    assert short_address("https://p.example/j/A") == "p.example/j/A"
    assert short_address("http://10.0.0.5:8000/j/A") == "10.0.0.5:8000/j/A"
