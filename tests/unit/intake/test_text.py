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


ALPHABETS = {
    "cp1251": "участник;время;выбор\nАнна;1;нравится\nБорис;2;нет\n",
    "koi8_r": "участник;время;выбор\nАнна;1;нравится\nБорис;2;нет\n",
    "cp1253": "συμμετέχων;ώρα\nΆννα;1\nΓιώργος;2\n",
    "shift_jis": "参加者;時間;選択\n花子;1;好き\n太郎;2;嫌い\n",
    "gb18030": "参与者;时间;选择\n王伟;1;喜欢\n李娜;2;不喜欢\n",
    "euc_kr": "참가자;시간;선택\n김철수;1;좋아요\n",
}


@pytest.mark.parametrize("encoding", ALPHABETS)
def test_other_alphabets_are_recognised_and_said(encoding: str) -> None:
    text = ALPHABETS[encoding]
    found = decoded(text.encode(encoding), "a.csv")
    assert found.source.decode() == text
    assert encoding in found.notes[0]


@pytest.mark.parametrize("encoding", ["cp1250", "cp437", "utf-16", "utf-8-sig", "iso8859_15"])
def test_a_named_encoding_is_taken_and_nothing_is_guessed(encoding: str) -> None:
    text = "id;c\nčĺ;1\n" if encoding == "cp1250" else "id;c\nñé;1\n"
    found = decoded(text.encode(encoding), "a.csv", encoding)
    assert found.source.decode() == text
    assert found.notes == ()


@pytest.mark.parametrize(
    ("encoding", "message"),
    [
        ("klingon", "the encoding 'klingon' isn't known"),
        ("base64", "isn't known"),
        ("undefined", "can't be used"),
        ("ascii", "line 2: isn't text in the encoding ascii"),
    ],
)
def test_an_encoding_that_is_none_is_refused(encoding: str, message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        decoded("a\né\n".encode(), "a.csv", encoding)
