"""Bytes become text: which encoding they are in, and where their lines end.

Files come from spreadsheets of three decades. What is certain (a byte order mark, valid UTF-8)
is taken; between the two old Latin encodings that people still meet, Windows-1252 and Mac Roman,
the one whose text looks more like words is taken, and that is said. Text in another alphabet is
recognised by a library made for it; whoever knows better names the encoding.
"""

import re
from dataclasses import dataclass

from pulsemeter.intake.complaint import IntakeError

_SAMPLE_BYTES = 1_000_000
_DETECTED_BYTES = 50_000
_FOREIGN_MIN = 5
_WORD = re.compile(r"[^\W\d_]{2,}")
_ALPHABETS = [
    *("cp1251", "koi8_r", "koi8_u", "mac_cyrillic", "cp1253", "cp1255", "cp1256", "cp874"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
]
_LETTERS = frozenset("äöüßéèêëàâáãåæçñíìîïóòôõøœúùûýÿ")
_CAPITALS = frozenset("ÄÖÜÉÈÊËÀÂÁÃÅÆÇÑÍÌÎÏÓÒÔÕØŒÚÙÛÝ")
_TYPOGRAPHY = frozenset("’‘“”„«»–—…€§°\u00a0")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text as UTF-8 bytes with `\\n` line ends and no mark, and what was done to it."""

    source: bytes
    notes: tuple[str, ...] = ()


def decoded(source: bytes, name: str, encoding: str = "") -> Decoded:
    """UTF-8 text of a file's bytes.

    Parameters
    ----------
    source : bytes
        The file as it is on disk.
    name : str
        How messages call it.
    encoding : str, optional
        The encoding as whoever wrote the file names it; nothing is guessed then.

    Returns
    -------
    Decoded
        The same text in UTF-8, `\\n` at each line's end, with a note for each repair.

    Raises
    ------
    IntakeError
        For bytes that are no text (zero bytes), and for UTF-8 with single broken places, which no
        other encoding would explain; for an encoding that isn't known, or not that of this file.

    Examples
    --------
    >>> decoded(b"participant;choice\\rJos\\x8e;1\\r", "old.csv").source.decode()
    'participant;choice\\nJosé;1\\n'
    """
    notes: list[str] = []
    source = _from_named(source, encoding, name) if encoding else _as_utf8(source, name, notes)
    zero = source.find(b"\0")
    if zero >= 0:
        raise IntakeError(
            name,
            [
                f"line {_line_of(source, zero)}: holds a zero byte, so this is no text file, or a "
                "damaged one. Export it again as CSV with the encoding UTF-8."
            ],
        )
    if b"\r" in source:
        pairs = source.count(b"\r\n")
        if source.count(b"\r") > pairs:
            notes.append("line ends of old Macintosh files (CR) read as line ends")
        source = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return Decoded(source, tuple(notes))


def _as_utf8(source: bytes, name: str, notes: list[str]) -> bytes:
    if source.startswith(b"\xef\xbb\xbf"):
        source = source[3:]
    elif source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _from_utf16(source, "utf-16", name, notes)
    elif b"\0" in source[:4096]:
        head = source[:4096]
        for encoding, start in (("utf-16-le", 1), ("utf-16-be", 0)):
            if head[start::2].count(0) > 0.8 * len(head[start::2]) and not head[
                1 - start :: 2
            ].count(0):
                return _from_utf16(source, encoding, name, notes)
    if source.isascii():
        return source
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_broken_utf8(source, error.start, name)
        encoding = _other_alphabet(source) or _old_encoding(source)
        called = {"mac_roman": "Mac Roman", "cp1252": "Windows-1252"}.get(encoding, encoding)
        notes.append(f"decoded as {called}; if names look wrong, save the file as UTF-8")
        return source.decode(encoding, errors="replace").encode()
    return source


def _from_named(source: bytes, encoding: str, name: str) -> bytes:
    """Text in an encoding that somebody named."""
    try:
        text = source.decode(encoding)
    except LookupError:
        raise IntakeError(
            name,
            [f"the encoding {encoding!r} isn't known; give one such as utf-8, cp1252, cp1251."],
        ) from None
    except UnicodeDecodeError as error:
        line = _line_of(source, error.start)
        raise IntakeError(
            name,
            [f"line {line}: isn't text in the encoding {encoding}. Name another one, or none."],
        ) from error
    except ValueError as error:  # codecs that turn no bytes into text
        raise IntakeError(name, [f"the encoding {encoding!r} can't be used: {error}."]) from error
    return text.removeprefix("\ufeff").encode("utf-8", errors="replace")


def _from_utf16(source: bytes, encoding: str, name: str, notes: list[str]) -> bytes:
    try:
        text = source.decode(encoding)
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise IntakeError(
            name,
            [f"line {line}: broken UTF-16 text. Export it again as CSV with the encoding UTF-8."],
        ) from error
    notes.append("decoded as UTF-16")
    return text.encode("utf-8", errors="replace")


def _line_of(source: bytes, place: int) -> int:
    before = source[:place].replace(b"\r\n", b"\n")
    return before.count(b"\n") + before.count(b"\r") + 1


def _refuse_broken_utf8(source: bytes, place: int, name: str) -> None:
    """A few broken bytes among many sound UTF-8 letters are damage, not another encoding."""
    sample = source[:_SAMPLE_BYTES] + source[max(_SAMPLE_BYTES, place - 1000) : place + 1000]
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    sound = sum(1 for sign in text if sign > "\x7f") - broken
    if sound > 4 * broken:
        raise IntakeError(
            name,
            [
                f"line {_line_of(source, place)}: the byte 0x{source[place]:02x} breaks a text "
                "that is UTF-8 otherwise. Mend that line, or export the file again as UTF-8."
            ],
        )


def _old_encoding(source: bytes) -> str:
    """The likelier of Windows-1252 and Mac Roman; Windows-1252 where nothing decides."""
    lines = [line for line in source[:_SAMPLE_BYTES].split(b"\n") if not line.isascii()]
    sample = b"\n".join(lines) if lines else source[:_SAMPLE_BYTES]
    scores = {
        name: plausibility(sample.decode(name, "replace")) for name in ("cp1252", "mac_roman")
    }
    return max(scores, key=lambda name: scores[name])


def _other_alphabet(source: bytes) -> str:
    """The encoding of a text that isn't written in Latin letters; empty where it seems to be.

    Read as Windows-1252, words of another alphabet consist of accented letters through and through.
    """
    lines = [line for line in source[:_SAMPLE_BYTES].split(b"\n") if not line.isascii()]
    sample = b"\n".join(lines)[:_DETECTED_BYTES]
    words = [w for w in _WORD.findall(sample.decode("cp1252", "replace")) if not w.isascii()]
    letters = "".join(words)
    foreign = sum(not sign.isascii() for sign in letters)
    if foreign < _FOREIGN_MIN or foreign < 0.6 * len(letters):
        return ""
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_ALPHABETS).best()
    return "" if best is None else best.encoding


def plausibility(text: str) -> int:
    """How much the non-ASCII signs of a text look like those of written words.

    A small letter of western European languages counts 3; a capital 1, but -2 right after a small
    letter (`JosÈ`); a typographic sign 1, but -2 between two letters; every other sign -2.
    """
    total = 0
    for place, sign in enumerate(text):
        if sign <= "\x7f":
            continue
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        if sign in _LETTERS:
            total += 3
        elif sign in _CAPITALS:
            total += -2 if before.islower() else 1
        elif sign in _TYPOGRAPHY:
            inside = sign not in "’–\u00a0" and before.isalpha() and after.isalpha()
            total += -2 if inside else 1
        else:
            total -= 2
    return total
