"""SRT and WebVTT text becomes a transcript; each line that can't be used is named by number.

Both formats are read by one forgiving reader, because real files mix them: a block is whatever
stands around a timing line. Subtitle libraries are built to play a file whatever it holds and
pass over what they don't understand in silence; here the silence would be somebody's lost
sentence, so the reader keeps line numbers first and everything else second.

Every step looks at each line once and caps what it keeps, so that a hostile file costs no more
than its length.
"""

import html
import re

from pulsemeter.transcript.cue import Transcript
from pulsemeter.transcript.found_cues import CUE_TEXT_MAX, SPEAKER_MAX, FoundCues, decoded

_REMEDY = (
    "Give an SRT or WebVTT file: a line such as 00:00:01.000 --> 00:00:04.000, "
    "below it the words, then a blank line."
)
_ARROW = "-->"
# Times are matched on strings of at most 40 characters and without nested repeats.
_TIME = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?")
_TIME_TEXT_MAX = 40
_TAG = re.compile(r"<[^<>]*>")
# Possessive (++, *+): what one part took it never gives back, or blanks without an end would be
# tried in all ways.
_VOICE = re.compile(r"<v(?:\.[^<>\s]*+)?[ \t]++([^<>]*+)>")
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")
_LONG_NUMBER = re.compile(r"(&#[xX]?[0-9a-fA-F]{1,20})[0-9a-fA-F]*+")
_SKIPPED_BLOCKS = ("NOTE", "STYLE", "REGION")


def read_subtitles(source: str | bytes, name: str = "the subtitles") -> Transcript:
    """The cues of an SRT or WebVTT file, with all lines that could not be used.

    Never raises for a bad cue. Raises TranscriptError if the file is too large, has too many
    cues, or holds nothing usable.
    """
    text = decoded(source, name)
    reader = _Reader(name, _REMEDY)
    lines = text.split("\n")
    place = reader.skip_header(lines)
    while place < len(lines):
        place = reader.read_block(lines, place)
    return reader.transcript()


def time_ms(text: str) -> int | None:
    """Milliseconds of `hh:mm:ss.ttt`, hours optional, point or comma; None if it is no time."""
    found = _TIME.fullmatch(text) if len(text) <= _TIME_TEXT_MAX and text.isascii() else None
    if found is None:
        return None
    hours, minutes, seconds, fraction = found.groups()
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    rest_ms = int((fraction or "").ljust(3, "0"))
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + rest_ms


class _Reader(FoundCues):
    """One reading of a file of blocks."""

    def skip_header(self, lines: list[str]) -> int:
        """The first line after a WebVTT header, or 0 in an SRT file."""
        if not lines[0].startswith("WEBVTT"):
            return 0
        place = 1
        while place < len(lines) and lines[place].strip() and _ARROW not in lines[place]:
            place += 1
        return place

    def read_block(self, lines: list[str], start: int) -> int:
        """Reads what stands up to the next blank line; returns the line after it."""
        if not lines[start].strip():
            return start + 1
        end = start
        while end < len(lines) and lines[end].strip():
            end += 1
        first = lines[start].strip()
        if first.split(maxsplit=1)[0] in _SKIPPED_BLOCKS and _ARROW not in first:
            return end
        timings = [at for at in range(start, end) if _ARROW in lines[at]]
        if not timings:
            self._complain_untimed(lines, start, end)
            return end
        self._complain_before_timing(lines, start, timings[0])
        for at, following in zip(timings, [*timings[1:], end], strict=True):
            text_end = following
            if following < end and following - 1 > at and _is_number(lines[following - 1]):
                # Two cues without a blank line between them: the number belongs to the second.
                text_end = following - 1
            self._read_cue(lines, at, text_end)
        return end

    def _complain_untimed(self, lines: list[str], start: int, end: int) -> None:
        if end - start == 1 and _is_number(lines[start]):
            self.complain(start, lines[start], "a cue number without times and words")
            return
        text = " ".join(line.strip() for line in lines[start : min(end, start + 4)])
        self.complain(start, text, "words without a time; write 00:00:01.000 --> 00:00:04.000")

    def _complain_before_timing(self, lines: list[str], start: int, timing: int) -> None:
        # One line before the times is the cue's number or name; more are words nobody timed.
        for at in range(start, timing - 1):
            self.complain(at, lines[at], "words before the time of their cue")

    def _read_cue(self, lines: list[str], timing: int, end: int) -> None:
        left, _, right = lines[timing].partition(_ARROW)
        settings = right.split(maxsplit=1)
        start_ms = time_ms(left.strip())
        end_ms = time_ms(settings[0]) if settings else None
        if start_ms is None or end_ms is None:
            part = left.strip() if start_ms is None else "".join(settings[:1])
            reason = f"{part[:_TIME_TEXT_MAX]!r} is not a time such as 00:01:02.500"
            self.complain(timing, lines[timing], reason)
            return
        raw = " ".join(line.strip() for line in lines[timing + 1 : end])
        spoken = spoken_in(raw) if len(raw) <= CUE_TEXT_MAX else []
        self.keep(timing, lines[timing], (start_ms, end_ms), spoken, len(raw))


def _is_number(line: str) -> bool:
    stripped = line.strip()
    return stripped.isascii() and stripped.isdigit()


def spoken_in(raw: str) -> list[tuple[str | None, str]]:
    """The speakers and words of one cue's text; a cue may hold several voices."""
    pieces = _VOICE.split(raw)
    # split() gives: text before the first voice, then name and text in turn.
    turns: list[tuple[str | None, str]] = [(None, pieces[0])]
    turns += list(zip(pieces[1::2], pieces[2::2], strict=True))
    found = []
    for speaker, text in turns:
        words = plain_words(text)
        if words:
            name = plain_words(speaker)[:SPEAKER_MAX] if speaker is not None else None
            found.append((name or None, words))
    return found


def plain_words(text: str) -> str:
    """Words without markup: tags and SRT override codes out, entities resolved, blanks single."""
    bare = _OVERRIDE.sub("", _TAG.sub("", text))
    # Python reads no number of thousands of digits, and no sign has one.
    short = _LONG_NUMBER.sub(r"\1", bare)
    return " ".join(html.unescape(short).replace("\x00", "").split())
