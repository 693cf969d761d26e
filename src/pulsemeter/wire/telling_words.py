"""From the words of a live session to the messages that carry them; words, never figures."""

from collections.abc import Sequence

from pulsemeter.domain.statement import Statement
from pulsemeter.transcript.live_words import LiveWords, OpenStatement
from pulsemeter.wire import words as wire
from pulsemeter.wire.dashboard import StatementFacts

_SHOWN_FIRST = 0
"""Live sessions with words have one stimulus that runs, the first."""


def words_message(words: LiveWords, changed: Sequence[Statement]) -> wire.WordsNow:
    """What the words are now, with these statements."""
    return wire.WordsNow(
        place=words.place,
        said=sorted(words.said),
        skipped=sorted(words.skipped),
        open=_open_words(words.open) if words.open else None,
        closed=len(words.statements),
        statements=[
            StatementFacts(
                s.id, s.revision, _SHOWN_FIRST, s.start_ms, s.end_ms, s.words, s.speaker, s.topic,
                s.note,
            )
            for s in changed
        ],
    )  # fmt: skip


def _open_words(now: OpenStatement) -> wire.OpenWords:
    return wire.OpenWords(
        now.id, now.start_ms, now.words, now.speaker, now.topic, list(now.lines), now.is_caption
    )


def words_room(words: LiveWords, refusal: str) -> wire.WordsRoom:
    """Everything that a screen begins with."""
    return wire.WordsRoom(
        [
            wire.ManuscriptLine(line.words, line.topic, line.speaker, line.passage, line.title)
            for line in words.lines
        ],
        words_message(words, words.statements),
        words.grid.shortest_ms,
        refusal,
    )
