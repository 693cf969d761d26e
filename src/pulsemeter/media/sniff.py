"""What a file is by its first bytes; its name and what a browser says of it are never asked.

The answer also names the one reader that ffmpeg may use on it, so that no file can pass itself
off as another kind, least of all as a list of other files.
"""

from dataclasses import dataclass
from pathlib import Path

from pulsemeter.media.ffmpeg import MediaError

HEAD_BYTES = 4_096
_TS_PACKET = 188
_M2TS_PACKET = 192
_BOXES = (b"ftyp", b"styp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
_REMEDY = "Give a video (MP4, MOV, MKV, WebM, MPEG-TS, AVI) or sound (MP3, M4A, OGG, WAV, FLAC)."


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its name for people, and the reader of ffmpeg for it."""

    name: str
    reader: str


MP4 = FileKind("MP4 or MOV", "mov")
MATROSKA = FileKind("Matroska or WebM", "matroska")
MPEG_TS = FileKind("MPEG transport stream", "mpegts")
AVI = FileKind("AVI", "avi")
WAV = FileKind("WAV", "wav")
FLAC = FileKind("FLAC", "flac")
OGG = FileKind("Ogg", "ogg")
MP3 = FileKind("MP3", "mp3")
AAC = FileKind("AAC", "aac")

_OTHERS = (
    (b"#EXTM3U", "a playlist that only points at other files; upload the video itself, or name "
     "the playlist's https address in the study file as `address`"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document; unpack it first"),
    (b"\x1f\x8b", "a packed file; unpack it first"),
    (b"<!DOCTYPE", "a web page, not the video on it; download the video itself"),
    (b"<html", "a web page, not the video on it; download the video itself"),
    (b"WEBVTT", "captions; upload them as captions"),
)  # fmt: skip


def sniff_file(path: Path) -> FileKind:
    """The kind of the file at this path. MediaError, with the remedy, for any other."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise MediaError(f"{path.name}: can't be read ({error.strerror}).") from error
    return sniff(head, path.name)


def sniff(head: bytes, name: str) -> FileKind:
    """The kind of a file that begins with these bytes."""
    found = _kind_of(head)
    if found is not None:
        return found
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, words in _OTHERS:
        if begins[: len(signature)].upper() == signature.upper():
            raise MediaError(f"{name}: this is {words}. {_REMEDY}")
    raise MediaError(
        f"{name}: this is {'a text file' if _is_text(head) else 'no video or sound'}, whatever "
        f"its name says. {_REMEDY}"
    )


def _is_text(head: bytes) -> bool:
    try:
        words = head[:-4].decode("utf-8")  # the last letter may be cut in two
    except UnicodeDecodeError:
        return False
    return bool(words) and all(sign.isprintable() or sign in "\t\r\n" for sign in words)


def _kind_of(head: bytes) -> FileKind | None:
    if head[4:8] in _BOXES:
        return MP4
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return MATROSKA
    if head.startswith(b"fLaC"):
        return FLAC
    if head.startswith(b"OggS"):
        return OGG
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] in (b"WAVE", b"AVI "):
        return WAV if head[8:12] == b"WAVE" else AVI
    if _is_transport_stream(head):
        return MPEG_TS
    return _sound_by_frames(head)


def _is_transport_stream(head: bytes) -> bool:
    for size, start in ((_TS_PACKET, 0), (_M2TS_PACKET, 4)):
        marks = head[start : start + 5 * size : size]
        if len(marks) == 5 and set(marks) == {0x47}:
            return True
    return False


def _sound_by_frames(head: bytes) -> FileKind | None:
    """MP3 and bare AAC have no signature but frames that begin with eleven set bits."""
    if head.startswith(b"ID3"):
        return MP3
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0:
        return AAC
    layer, rate, sampling = head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    is_frame = head[1] & 0xE0 == 0xE0 and layer == 1 and 0 < rate < 15 and sampling < 3
    return MP3 if is_frame else None
