"""Plain text with times becomes a transcript: each line of it, or what stands below a time.

What people paste from notes, meeting tools and video sites: `[00:01:02] Anna: words`, `1:02 words`,
`00:01:02 - 00:01:09 words`, a name with a time and the words below. Where no end is written, words
last until the next ones begin.
"""

import re

from pulsemeter.transcript.cue import Transcript
from pulsemeter.transcript.found_cues import CUE_TEXT_MAX, SPEAKER_MAX, FoundCues, decoded
from pulsemeter.transcript.subtitles import time_ms

_REMEDY = "Give lines such as 00:01:02 Anna: The words, or SRT or WebVTT."
_CLOCK = r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?"
# Each is matched on the first characters of a line alone.
_AT_START = re.compile(
    rf"[\[(]?({_CLOCK})(?:[ \t]*(?:-|–|—|->|→|to)[ \t]*({_CLOCK}))?[\])]?[ \t]*[-–—:|]?[ \t]*"
)
_AT_END = re.compile(rf"(.{{1,60}}?)[ \t]*[\[(]?({_CLOCK})[\])]?")
_SPEAKER = re.compile(r"([^\s:.!?,;][^:.!?,;]{0,40}(?:\.[^:.!?,;]{1,40})?):[ \t]+")
_SPEAKER_WORDS_MAX = 5
_HEAD_MAX, _HEADER_MAX = 60, 80
WORD_MS, LAST_MS = 400, 2_000
"""So long a last word without an end is taken to last: 150 words a minute, two seconds at least."""


def has_times(text: str) -> bool:
    """Whether any line of a text begins with a time, or is a name with one."""
    return any(_timed(line) is not None for line in text.split("\n"))


def read_timed_text(source: str | bytes, name: str = "the text") -> Transcript:
    """The cues of plain text with times, with all lines that could not be used.

    Raises TranscriptError if the text is too large, has too many cues, or no line with a time.
    """
    found = FoundCues(name, _REMEDY)
    blocks: list[_Block] = []
    lost = "words before the first time"
    for place, line in enumerate(decoded(source, name).split("\n")):
        bare = line.strip()
        if not bare:
            continue
        timed = _timed(bare)
        if timed is None:
            if lost:
                found.complain(place, line, lost)
            else:
                blocks[-1].words.append(bare)
            continue
        speaker, start, end, words = timed
        start_ms, end_ms = _ms(start), _ms(end) if end else None
        if start_ms is None or (end and end_ms is None):
            wrong = start if start_ms is None else end
            found.complain(place, line, f"{wrong!r} is not a time such as 00:01:02")
            lost = "words below a time that can't be read"  # not those of the time before
            continue
        lost = ""
        blocks.append(_Block(place, line, start_ms, end_ms, speaker, [words] if words else []))
    for number, block in enumerate(blocks):
        _keep(found, block, blocks[number + 1].start_ms if number + 1 < len(blocks) else None)
    return found.transcript()


class _Block:
    """A time and the words that stand behind and below it."""

    __slots__ = ("end_ms", "line", "place", "speaker", "start_ms", "words")

    def __init__(
        self, place: int, line: str, start_ms: int, end_ms: int | None, speaker: str,
        words: list[str],
    ) -> None:  # fmt: skip
        self.place, self.line, self.speaker = place, line, speaker
        self.start_ms, self.end_ms, self.words = start_ms, end_ms, words


def _keep(found: FoundCues, block: _Block, next_ms: int | None) -> None:
    text = " ".join(" ".join(block.words).replace("\x00", "").split())
    speaker = block.speaker
    named = _SPEAKER.match(text[:_HEAD_MAX]) if not speaker else None
    if named is not None and len(named[1].split()) <= _SPEAKER_WORDS_MAX:
        speaker, text = named[1], text[named.end() :]
    end_ms = block.end_ms
    if end_ms is None:
        guessed_ms = block.start_ms + max(LAST_MS, WORD_MS * (text[:CUE_TEXT_MAX].count(" ") + 1))
        is_later = next_ms is not None and next_ms > block.start_ms
        end_ms = next_ms if is_later and next_ms is not None else guessed_ms
    spoken = [(speaker[:SPEAKER_MAX] or None, text)] if text else []
    found.keep(block.place, block.line, (block.start_ms, end_ms), spoken, len(text))


def _timed(line: str) -> tuple[str, str, str, str] | None:
    """Speaker, start, end and words of a line with a time; None for one without."""
    bare = line.strip()
    begun = _AT_START.match(bare[:_HEAD_MAX])
    if begun is not None:
        return "", begun[1], begun[2] or "", bare[begun.end() :]
    if len(bare) <= _HEADER_MAX and bare[-1:] in "0123456789])":
        named = _AT_END.fullmatch(bare)
        # "We meet at 10:30" is a sentence; a name is short.
        if named is not None and len(named[1].split()) <= _SPEAKER_WORDS_MAX - 2:
            return named[1].strip(" \t-–—:|([").strip(), named[2], "", ""
    return None


def _ms(text: str) -> int | None:
    """Milliseconds of a clock text; minutes may go on beyond 59 where there are no hours."""
    whole = time_ms(text)
    if whole is not None:
        return whole
    minutes, colon, seconds = text.partition(":")
    rest = time_ms(f"0:{seconds}") if colon and ":" not in seconds else None
    return None if rest is None else int(minutes) * 60_000 + rest
