"""The words of a live session: a manuscript, the keys that move it on, captions, typed words.

`GET /api/v1/sessions/{code}/words` answers a WordsRoom. `POST …/words/{load|next|skip|depart|end|
back|type}` takes an AskedStep and answers a WordsNow, with the statements that it may have changed;
`POST …/captions` takes Captions and answers TakenCaptions. The session's stream sends a WordsNow as
event `words`: all statements once when a screen comes, then those that are new or revised.
"""

from typing import Annotated

from msgspec import Meta, Struct

from pulsemeter.wire.dashboard import StatementFacts

Key = Annotated[str, Meta(min_length=1, max_length=80)]
Text = Annotated[str, Meta(max_length=200_000)]
Words = Annotated[str, Meta(max_length=10_000)]
Label = Annotated[str, Meta(max_length=100)]
Time = Annotated[int, Meta(ge=-86_400_000, le=86_400_000)]


class ManuscriptLine(Struct, frozen=True):
    """A line of the manuscript; those of one passage share its number and title."""

    words: str
    topic: str
    speaker: str
    passage: int
    title: str


class OpenWords(Struct, frozen=True):
    """The statement that is being said. `lines` are the manuscript's that it holds; with
    `is_caption` it was opened by captions."""

    id: str
    start_ms: int
    words: str
    speaker: str
    topic: str
    lines: list[int]
    is_caption: bool


class WordsNow(Struct, tag="words", frozen=True):
    """What the words are now. `place` is the next line, `closed` how many statements are closed;
    `statements` are those of them that are new or revised. Their order is that of time, so where a
    key was taken back, those beyond `closed` are gone."""

    place: int
    said: list[int]
    skipped: list[int]
    open: OpenWords | None
    closed: int
    statements: list[StatementFacts]


class WordsRoom(Struct, frozen=True):
    """Everything to begin with. `refusal` says why this session has no live words, if so."""

    lines: list[ManuscriptLine]
    now: WordsNow
    shortest_ms: int
    refusal: str


class AskedStep(Struct, frozen=True):
    """One step. The same `key` twice is one step. `at_ms` is the session's time when the key was
    pressed; without it, now. `line` is a line to go to, −1 the next. `type` takes `statement`,
    `words`, `speaker` and `topic`; `load` takes `text` and `speaker`."""

    key: Key
    at_ms: Time | None = None
    line: Annotated[int, Meta(ge=-1, le=2_000)] = -1
    statement: Annotated[str, Meta(max_length=200)] = ""
    words: Words = ""
    speaker: Label = ""
    topic: Label = ""
    text: Text = ""


class Caption(Struct, frozen=True):
    """A caption in times of the session; the same `id` twice is one caption."""

    id: Key
    start_ms: Time
    end_ms: Time
    words: Annotated[str, Meta(min_length=1, max_length=2_000)]
    speaker: Label = ""


class Captions(Struct, frozen=True):
    """Captions in the order in which they were said."""

    captions: Annotated[list[Caption], Meta(max_length=100)]


class TakenCaptions(Struct, frozen=True):
    """How many captions were taken now or before, all that were sent."""

    taken: int
