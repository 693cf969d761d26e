"""Every script that is promised has a font that comes with the program, in both weights."""

import pytest
import typst
from tests.unit.script_samples import SAMPLES

from pulsemeter.report.typst_text import east_asian, families
from pulsemeter.service.typefaces import (
    faces_for,
    font_folders,
    is_seen,
    machine_faces,
    plain_face,
    signs_of,
    unknown_signs,
)

NOWHERE = "\U0003fffd"  # no sign will ever have this place


@pytest.mark.parametrize("script", SAMPLES)
@pytest.mark.parametrize("is_bold", [False, True])
def test_every_script_has_a_font_of_ours(script, is_bold):
    text, begins = SAMPLES[script]
    assert unknown_signs(text, with_machine=False) == ""
    faces = faces_for(text, is_bold=is_bold)
    letters = {ord(sign) for sign in text if sign.isalpha()}
    first = next(face for face in faces if letters <= signs_of(face))
    assert first.name.startswith(begins)
    assert ("Bold" in first.name or "wght" in first.name) or not is_bold


def test_the_names_that_typst_is_told_are_those_of_the_files():
    known = typst.Fonts(
        font_paths=font_folders(), include_system_fonts=False, include_embedded_fonts=False
    ).families()
    assert set(families("").strip("()").replace('"', "").split(", ")) <= set(known)


def test_the_plain_font_comes_first():
    assert faces_for("中")[0] == plain_face()
    assert plain_face(is_bold=True).name == "DejaVuSans-Bold.ttf"


@pytest.mark.parametrize(
    ("text", "first"), [("日本の", "JP"), ("한국 中", "KR"), ("中文", "SC"), ("abc", "SC")]
)
def test_signs_of_east_asia_are_written_as_the_text_asks(text, first):
    assert east_asian(text)[0] == first
    regions = [face.name[8:10] for face in faces_for(text) if "wght" in face.name]
    assert regions == list(east_asian(text))


def test_signs_that_no_font_has_are_named_once():
    assert unknown_signs(f"a{NOWHERE}b{NOWHERE}") in ("", NOWHERE)  # assigned nowhere, so not seen
    assert unknown_signs("\U0001f9ff\U0001f9ff", with_machine=False) == "\U0001f9ff"
    assert unknown_signs("abc \n\u200d\u2066") == ""


def test_what_prints_nothing_needs_no_font():
    assert [is_seen(sign) for sign in "a \u200d"] == [True, False, False]


def test_a_file_that_is_no_font_has_no_signs(tmp_path):
    path = tmp_path / "bad.ttf"
    path.write_bytes(b"no font")
    assert signs_of(path) == frozenset()
    assert all(face.exists() for face in machine_faces())
