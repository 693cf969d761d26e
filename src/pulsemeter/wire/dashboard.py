"""What the moderator's live room gets: released figures only, and activity without direction.

`GET /api/v1/sessions/{code}/room` answers a Room (facts and all releases so far). The stream
`GET /api/v1/sessions/{code}/stream` (SSE) sends events named `release` (id = release number;
resume with Last-Event-ID) and `status` (no id, latest wins).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pulsemeter.wire.participant import SessionStateName, ShownName

MajorityName = Literal["most_liked", "most_disliked", "most_silent", "no_majority", "too_few"]
VerdictName = Literal["resonates", "falls_flat", "divides", "leaves_cold", "undecided", "too_few"]
Coding = Literal["near", "under", "over"]
StandingName = Literal["provisional", "frozen", "final"]


class Count(Struct, frozen=True):
    """A rounded count of persons. `near`: rounded to the profile's step. `under`/`over`: the
    count lies below/above `value` and is not told more closely."""

    value: int
    coding: Coding = "near"


class IntervalFigure(Struct, frozen=True):
    """One plan cell in one interval. All numbers derive from the rounded counts; net approval
    and its bands are in points −100..100, absent (null) when too few."""

    cell: str
    likes: Count
    dislikes: Count
    present: Count
    majority: MajorityName
    strength: int
    net: float | None = None
    low: float | None = None
    high: float | None = None
    low50: float | None = None
    high50: float | None = None


class StatementFigure(Struct, frozen=True):
    """One plan cell for one statement; persons are classed, presses are not counted."""

    cell: str
    likers: Count
    dislikers: Count
    present: Count
    verdict: VerdictName
    sentence: str
    net: float | None = None
    low: float | None = None
    high: float | None = None
    people_to_settle: int | None = None


class IntervalRelease(Struct, tag="interval", frozen=True):
    """Figures of one interval. Provisional until frozen; `final` at session close. A later
    release of the same interval replaces the earlier one. `panel_share` is null where too few of
    the panel were there, or nothing is told."""

    number: int
    stimulus: int
    interval: int
    standing: StandingName
    panel_share: int | None
    figures: list[IntervalFigure]


class StatementRelease(Struct, tag="statement", frozen=True):
    """Figures of one revision of one statement, or of one passage, after its lag-shifted window
    closed. Their ids are never the same."""

    number: int
    statement: str
    revision: int
    standing: StandingName
    panel_share: int | None
    figures: list[StatementFigure]


Release = IntervalRelease | StatementRelease


class QuotaGap(Struct, frozen=True):
    """How many a category still wants (rounded)."""

    cell: str
    label: str
    joined: int
    quota: int


class AskedCue(Struct, frozen=True):
    """What the moderator asks people to wait for; `planned` is its place in `Room.cues`, −1 for
    words of the moderator's own."""

    words: Annotated[str, Meta(min_length=1, max_length=200)]
    planned: Annotated[int, Meta(ge=-1, le=200)] = -1


class CueStatus(Struct, frozen=True):
    """The cue that is open now: asked, and marked once the moderator has heard it. `taps` is the
    rounded number of persons who have tapped."""

    number: int
    words: str
    marked_ms: int | None = None
    taps: int = 0


class Calibration(Struct, frozen=True):
    """How well the delays of own screens are known; counts of persons are rounded. `coarse`:
    their taps lie more than 2.5 s apart, they count for statements of 10 s and more only;
    `uncalibrated`: too few taps, they count as present only. The delays (half of the persons, 95 of
    100) are told of enough persons only, in whole seconds. `grace_ms` is the time from an
    interval's end to its freeze, `last_cue_ms` the session time of the newest marked cue."""

    calibrated: int
    coarse: int
    uncalibrated: int
    delay_p50_ms: int | None
    delay_p95_ms: int | None
    grace_ms: int
    last_cue_ms: int | None


class Status(Struct, tag="status", frozen=True):
    """Activity of the whole session, without direction; person counts are rounded. During a
    countdown `session_ms` is below 0. `duration_ms` is how long the first stimulus lasts, 0 where
    that isn't known; a session may be extended. Who isn't told how many are there gets null.
    `trouble` says why nothing is stored just now (a full disk, say); empty while all goes well."""

    state: SessionStateName
    session_ms: int
    active: int | None
    joined: int | None
    target: int | None
    answered_share: int | None
    data_lag_ms: int | None
    frozen_upto: int
    quota_gaps: list[QuotaGap] = []
    cue: CueStatus | None = None
    calibration: Calibration | None = None
    duration_ms: int = 0
    trouble: str = ""


class PlanCell(Struct, frozen=True):
    """A segment that this session can ever release. `parts` names merged categories;
    `n` is the rounded roster; `withheld` says why it will not be shown, if so."""

    id: str
    label: str
    attribute: str
    n: int
    parts: list[str] = []
    withheld: str = ""
    attribute_label: str = ""


class StimulusFacts(Struct, frozen=True):
    """A stimulus as the live room shows it. In a recording made elsewhere the moment `t` of the
    stimulus is at `media_offset_ms + media_rate * t`."""

    id: str
    title: str
    duration_ms: int
    media_url: str
    captions_url: str
    media_offset_ms: float = 0.0
    media_rate: float = 1.0


class StatementFacts(Struct, frozen=True):
    """A statement as the live room lists it."""

    id: str
    revision: int
    stimulus: int
    start_ms: int
    end_ms: int
    words: str
    speaker: str
    topic: str
    note: str


class Room(Struct, tag="room", frozen=True):
    """Everything the live room needs to draw itself; afterwards the stream is enough. `conducts`:
    whoever asked may lead the session; `own_only`: the cells are those of own audiences;
    `words_live`: its statements are opened while it runs; `imported`: the other system that
    collected its reactions, else empty."""

    session: str
    study: str
    title: str
    kind: Literal["live", "on_demand"]
    simulated: bool
    profile: str
    smallest_roster: int
    cadence_ms: int
    lag_ms: int
    like: str
    dislike: str
    verdict_rule: str
    stimuli: list[StimulusFacts]
    statements: list[StatementFacts]
    cells: list[PlanCell]
    releases: list[Release]
    status: Status
    shown: ShownName = "in_page"
    cues: list[str] = []
    language: str = "en"
    conducts: bool = True
    own_only: bool = False
    can_extend: bool = False
    words_live: bool = False
    imported: str = ""


class PlanChange(Struct, tag="plan", frozen=True):
    """The cells were settled (at the start of a live session) or grew. SSE event `plan`."""

    cells: list[PlanCell]


class RemarksChange(Struct, tag="remarks", frozen=True):
    """Staff wrote a note or a line, or took one back; `GET …/remarks` tells what is the asker's to
    read. SSE event `remarks`."""


class AskedChange(Struct, tag="asked", frozen=True):
    """A question was put to everybody or ended; `GET …/questions` tells what is the asker's to see.
    SSE event `asked`."""


StreamMessage = (
    IntervalRelease | StatementRelease | Status | PlanChange | RemarksChange | AskedChange
)


class Problem(Struct, frozen=True):
    """Any refusal of the API: what, and how to mend it."""

    error: str
    remedy: str = ""
