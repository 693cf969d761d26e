"""What a file is, by its content alone."""

from pathlib import Path

import pytest

from pulsemeter.media import sniff as kinds
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.sniff import sniff, sniff_file

TS = (b"\x47" + bytes(187)) * 6


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x00\x00\x00\x20ftypisom" + bytes(20), kinds.MP4),
        (b"\x00\x00\x00\x08wide\x00\x00\x10\x00mdat", kinds.MP4),
        (b"\x1a\x45\xdf\xa3\x01", kinds.MATROSKA),
        (TS, kinds.MPEG_TS),
        (bytes(4) + (b"\x47" + bytes(191)) * 6, kinds.MPEG_TS),
        (b"RIFF\x00\x00\x00\x00AVI LIST", kinds.AVI),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", kinds.WAV),
        (b"fLaC\x00", kinds.FLAC),
        (b"OggS\x00", kinds.OGG),
        (b"ID3\x04\x00", kinds.MP3),
        (b"\xff\xfb\x90\x64", kinds.MP3),
        (b"\xff\xf1\x50\x80", kinds.AAC),
    ],
)
def test_the_kinds_that_are_taken(head: bytes, kind: kinds.FileKind) -> None:
    assert sniff(head, "a.txt") == kind


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"", "no video or sound"),
        (b"hello\n" * 50, "a text file"),
        (b"#EXTM3U\nhttp://127.0.0.1/x.ts\n", "a playlist that only points at other files"),
        (b"\xef\xbb\xbf#extm3u\nfile:///etc/passwd", "a playlist"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "a text file"),
        (b"PK\x03\x04", "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"<!doctype html><title>YouTube", "a web page"),
        (b"\xff\xff\xff\xff", "no video or sound"),
        (b"\x47" + bytes(400), "no video or sound"),
    ],
)
def test_anything_else_is_named_with_the_remedy(head: bytes, told: str) -> None:
    with pytest.raises(MediaError, match=told) as refused:
        sniff(head, "talk.mp4")
    assert "Give a video (MP4" in str(refused.value)
    assert "talk.mp4" in str(refused.value)


def test_a_file_is_looked_at_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "talk.mp4"
    path.write_bytes(b"OggS" + bytes(10))
    assert sniff_file(path) == kinds.OGG
    with pytest.raises(MediaError, match="can't be read"):
        sniff_file(tmp_path / "gone.mp4")
