"""A prepared speech as plain text becomes lines: statements to come, with topics and passages.

A blank line ends a passage; a heading names the topic of what follows. Long passages are cut at
full stops into lines of about ten seconds or more, because what is shorter can't be judged. Knows
text, no files and no times.
"""

import re
from collections.abc import Iterator

from pulsemeter.domain.excerpt import shortened
from pulsemeter.domain.live_step import Line
from pulsemeter.transcript.cue_group import ends_sentence

CHARACTERS_MAX, LINES_MAX = 200_000, 2_000
WORDS_LEAST = 25
"""As many as are said in about ten seconds."""
_HEADING_MAX, _TITLE_MAX = 80, 60
_MARKS_MAX = 6
_CLAUSE = re.compile(r"[.,;:!?…。！？؟،؛]")


class ManuscriptError(ValueError):
    """A text that is no manuscript; the message says where and how to mend it."""


def read_manuscript(text: str, speaker: str = "") -> tuple[Line, ...]:
    """The lines of a prepared speech.

    A heading is a line that begins with `#`, or a passage of one line of up to 80 signs without any
    mark of punctuation. Raises ManuscriptError for a text that has no words or too many.
    """
    if len(text) > CHARACTERS_MAX:
        raise ManuscriptError(
            f"the manuscript has {len(text):,} signs; {CHARACTERS_MAX:,} are the most. "
            "Load the speech in parts, each in a session of its own"
        )
    found: list[Line] = []
    topic, number = "", 0
    for block in _blocks(text):
        heading = _heading(block)
        if heading is not None:
            topic = shortened(heading, _TITLE_MAX)
            continue
        pieces = list(_pieces(" ".join(block)))
        title = topic or shortened(pieces[0], _TITLE_MAX)
        found += [Line(words, topic, speaker, number, title) for words in pieces]
        number += 1
    if not found:
        raise ManuscriptError("the manuscript has no words; paste the speech as plain text")
    if len(found) > LINES_MAX:
        raise ManuscriptError(
            f"the manuscript makes {len(found):,} lines; {LINES_MAX:,} are the most"
        )
    return tuple(found)


def _blocks(text: str) -> Iterator[list[str]]:
    """Lines that follow each other without a blank one; a marked heading stands alone."""
    block: list[str] = []
    for raw in text.replace("\x00", "").replace("\ufeff", "").splitlines():
        line = " ".join(raw.split())
        is_marked = _marked(line) is not None
        if block and (not line or is_marked):
            yield block
            block = []
        if is_marked:
            yield [line]
        elif line:
            block.append(line)
    if block:
        yield block


def _marked(line: str) -> str | None:
    """The words of a line that is marked as a heading. By hand: a pattern for it would take its
    time over a line of hashes."""
    bare = line.lstrip("#")
    if not 0 < len(line) - len(bare) <= _MARKS_MAX or not bare.startswith(" "):
        return None
    return bare.rstrip("#").strip() or None


def _heading(block: list[str]) -> str | None:
    if len(block) != 1:
        return None
    marked = _marked(block[0])
    if marked is not None:
        return marked
    is_bare = len(block[0]) <= _HEADING_MAX and not _CLAUSE.search(block[0])
    return block[0] if is_bare else None


def _pieces(words: str) -> Iterator[str]:
    """A passage cut at full stops into pieces of enough words; what is left over at the end joins
    the last piece where it is too short to stand alone."""
    pieces: list[list[str]] = [[]]
    for word in words.split():
        if len(pieces[-1]) >= WORDS_LEAST and ends_sentence(pieces[-1][-1]):
            pieces.append([])
        pieces[-1].append(word)
    if len(pieces) > 1 and len(pieces[-1]) < WORDS_LEAST // 2:
        rest = pieces.pop()
        pieces[-1] += rest
    yield from (" ".join(piece) for piece in pieces)
