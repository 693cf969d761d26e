"""Bytes of three decades become the same text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.text import decoded

NAMES = "participant;choice\nJosé;1\nJürgen Weiß;1\nFrançois;-1\nÅsa Björk;1\nÉmile “É.”;1\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_same_text_comes_out_of_every_encoding(encoding: str, end: str) -> None:
    source = NAMES.replace("\n", end).encode(encoding)
    assert decoded(source, "a.csv").source.decode() == NAMES


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen(encoding: str) -> None:
    found = decoded("participant;choice\nanna;1\n".encode(encoding), "a.csv")
    assert found.source == b"participant;choice\nanna;1\n"
    assert found.notes == ("decoded as UTF-16",)


@pytest.mark.parametrize("name", ["José", "Müller", "Größe", "Renée", "Muñoz", "Håkan", "Ça"])
def test_one_foreign_letter_is_enough_to_tell_the_old_encodings_apart(name: str) -> None:
    for encoding in ("cp1252", "mac_roman"):
        assert (
            decoded(f"id;c\n{name};1\n".encode(encoding), "a").source.decode().split("\n")[1]
            == f"{name};1"
        )


def test_what_was_assumed_is_said() -> None:
    assert "Mac Roman" in decoded("id\rJosé\r".encode("mac_roman"), "a").notes[0]
    assert "Windows-1252" in decoded("id\nJosé\n".encode("cp1252"), "a").notes[0]
    assert decoded("id\nJosé\n".encode(), "a").notes == ()


def test_zero_bytes_are_named_by_line() -> None:
    with pytest.raises(IntakeError, match="line 3: holds a zero byte"):
        decoded(b"a,b\r\n1,2\r\n3,\x004\r\n" + b"5,6\n" * 2000, "a.csv")


def test_one_broken_byte_in_sound_utf_8_is_damage() -> None:
    source = ("a,b\n" + "é,ü\n" * 10).encode() + b"\xff,1\n"
    with pytest.raises(IntakeError, match="line 12: the byte 0xff"):
        decoded(source, "a.csv")


def test_broken_utf_16_is_named() -> None:
    with pytest.raises(IntakeError, match="broken UTF-16"):
        decoded(b"\xff\xfea\x00b", "a.csv")


@given(st.binary(max_size=300))
def test_any_bytes_become_utf_8_or_a_named_error(source: bytes) -> None:
    try:
        found = decoded(source, "a.csv").source
    except IntakeError:
        return
    assert b"\r" not in found
    found.decode()
