"""What a participant's page and the server say to each other.

One frame is one JSON object with a `type`. Over the socket the page says `hello` first and
waits for `welcome`; over POST /p/records it sends `records` with its writer and reads an
`ack`. Records stay in the page until `upto` reaches their sequence.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Sequence = Annotated[int, Meta(ge=1, le=1_000_000)]
Writer = Annotated[int, Meta(ge=1, le=9_007_199_254_740_991)]
Milliseconds = Annotated[int, Meta(ge=0, le=604_800_000)]

RecordKindName = Literal["press", "undo", "presence", "pause", "tap"]
SessionStateName = Literal["planned", "open", "running", "paused", "closed", "released"]
ShownName = Literal["in_page", "own_screen", "one_room"]


class WireRecord(Struct, frozen=True):
    """One press, undo, presence, pause, or tap at a cue. `choice` is what was pressed (buttons
    ±100, four steps also ±50, a slider −100..100), 101 (skipped) or 102 (away) for presence, else
    0; presence is of the person, so it names no target; a tap's `target` is the number of its cue.
    `clock_ms` is the player's media time where the page plays the stimulus, else the common
    clock's session time."""

    sequence: Sequence
    kind: RecordKindName
    clock_ms: Milliseconds
    choice: Annotated[int, Meta(ge=-100, le=102)] = 0
    stimulus: Annotated[int, Meta(ge=0, le=255)] = 0
    target: Annotated[int, Meta(ge=0, le=255)] = 0


class Hello(Struct, tag="hello", frozen=True):
    """A page load takes the seat. `writer` is drawn at random by the page, once per load."""

    writer: Writer


class Records(Struct, tag="records", frozen=True):
    """Up to 24 records of one writer, in sequence order (frames are limited to 4 kB)."""

    writer: Writer
    records: Annotated[list[WireRecord], Meta(min_length=1, max_length=24)]


class Sealed(Struct, tag="sealed", frozen=True):
    """What a page under a profile with even traffic sends in place of Records: one frame for each
    interval, also an empty one, made equally long by `pad`."""

    writer: Writer
    records: Annotated[list[WireRecord], Meta(max_length=24)]
    pad: Annotated[str, Meta(max_length=4_096)] = ""


class Ping(Struct, tag="ping", frozen=True):
    """Clock probe; the page notes its own time and reads the answer's."""

    probe: Annotated[int, Meta(ge=0, le=1_000_000)]


class Refused(Struct, frozen=True):
    """A record that will never be taken, and why; the page drops it."""

    sequence: int
    reason: str


class OpenCue(Struct, frozen=True):
    """A cue that people with a screen of their own are waiting for: they tap when they hear or
    see it there, which tells by how much their broadcast is late. `words` are in the study's own
    language; `planned` is the cue's place in `PageFacts.cues`, −1 where it isn't one of them."""

    number: int
    words: str
    planned: int = -1


class OnAir(Struct, frozen=True):
    """For a broadcast on the page: at this wall time (UTC) of the stream the session's clock showed
    `session_ms`, and it has run since. What was on air before counts for nothing."""

    session_ms: int
    wall_ms: int


class Welcome(Struct, tag="welcome", frozen=True):
    """The seat is this page's now. `upto` is the highest contiguous durable sequence of this
    writer; `resume_ms` the stimulus time up to which the seat's reactions are stored. A page that
    loses its line comes back somewhere within `spread_ms`, so that not all come at once."""

    writer: int
    upto: int
    resume_ms: int
    state: SessionStateName
    session_ms: int
    cue: OpenCue | None = None
    on_air: OnAir | None = None
    question: int = 0
    spread_ms: int = 0


class Ack(Struct, tag="ack", frozen=True):
    """All records of this writer up to `upto` are durable. Carries the clock and the state,
    so that neither is ever pushed on its own while presses flow."""

    writer: int
    upto: int
    state: SessionStateName
    session_ms: int
    refused: list[Refused] = []
    cue: OpenCue | None = None
    question: int = 0


class Pong(Struct, tag="pong", frozen=True):
    """Answer to a clock probe, with the session clock at the moment of sending."""

    probe: int
    session_ms: int


class StateChange(Struct, tag="state", frozen=True):
    """The session was started, paused, resumed or closed, or has another cue (or none any more).
    A session that starts with a countdown runs from a `session_ms` below 0."""

    state: SessionStateName
    session_ms: int
    cue: OpenCue | None = None
    on_air: OnAir | None = None
    question: int = 0


class ShownQuestion(Struct, frozen=True):
    """`GET /p/asked`: the question that everybody is asked, if one is (`number` above 0; messages
    carry it as `question`). `language` is that of its words where it isn't the page's; `words` are
    a title, the button, the way out and thanks; `sheet` is the style that they need."""

    number: int
    text: str
    answers: list[str]
    language: str
    words: list[str]
    sheet: str


class TakenOver(Struct, tag="taken_over", frozen=True):
    """Another page holds the seat now: told when that happens, and to a page that says hello
    again later. It may still deliver what it pressed; it doesn't get the seat back."""

    writer: int


FromPage = Hello | Records | Sealed | Ping
ToPage = Welcome | Ack | Pong | StateChange | TakenOver


class PageFacts(Struct, frozen=True):
    """What the server writes into the run page as JSON (`<script type="application/json"
    id="facts">`): everything the page needs before it opens the socket."""

    session: str
    kind: Literal["live", "on_demand"]
    state: SessionStateName
    step: Literal["practice", "stimulus"]
    instrument: Literal["two_buttons", "two_buttons_per_target", "four_steps", "slider"]
    cadence_ms: int
    cue: bool
    like: str
    dislike: str
    likes_left: bool
    simulated: bool
    stimulus: int
    title: str
    duration_ms: int
    media_url: str
    captions_url: str
    socket_path: str
    records_path: str
    practised_path: str
    watched_path: str
    presses: bool = True
    shown: ShownName = "in_page"
    cues: list[str] = []
    broadcast: bool = False
    sealed: bool = False
