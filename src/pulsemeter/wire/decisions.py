"""What is told about decisions: who decided what, and, to whom an audience is own, why.

`GET /api/v1/sessions/{code}/decisions` answers Decisions. `POST` to it takes an AskedDecision;
`POST` to `…/decisions/{id}/take`, `…/done` or `…/drop` takes a DecisionStep; all answer a Decision.
The session's stream sends each as it is now, as event `decision`: all once when a screen comes,
then what changed. `POST …/decisions/{id}/package` lets a hand-over package be made, `GET` says how
far it is, `POST …/package/cancel` gives it up, `GET …/package/file` is the ZIP.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pulsemeter.wire.jobs import JobStatus

DecisionKindName = Literal["feature", "hold", "rework", "watch"]
DecisionStateName = Literal["proposed", "taken", "done", "dropped"]
RoleName = Literal["owner", "analyst", "moderator", "editor", "viewer"]

Id = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[str, Meta(max_length=4_000)]


class AskedDecision(Struct, frozen=True):
    """What a member wants to write about a statement as it stands in `revision`. With `taken` it is
    taken at once, by a member who decides for that audience."""

    statement: Id
    revision: Annotated[int, Meta(ge=1)]
    audience: Id
    kind: DecisionKindName
    reason: Words = ""
    taken: bool = False


class DecisionStep(Struct, frozen=True):
    """One step on. For what is done, `ran_at` is the address of where it ran and `ran_ms` when."""

    reason: Words = ""
    ran_at: Words = ""
    ran_ms: Annotated[int, Meta(ge=0, le=2**53)] | None = None


class DecisionEntry(Struct, frozen=True):
    """One entry of a history, by a member as called then; `wall_ms` and `ran_ms` count from 1970 in
    UTC."""

    state: DecisionStateName
    author: str
    role: RoleName
    wall_ms: int
    reason: str
    ran_at: str
    ran_ms: int | None


class Decision(Struct, tag="decision", frozen=True):
    """A decision as it is now, its history oldest first. Of an audience that isn't `own` the
    reasons are left empty, because they may tell its figures."""

    id: str
    session: str
    statement: str
    revision: int
    audience: str
    audience_label: str
    kind: DecisionKindName
    state: DecisionStateName
    own: bool
    entries: list[DecisionEntry]


class Decisions(Struct, frozen=True):
    """Every decision of a session, oldest first, and for which audiences (cells of the plan)
    whoever asks may propose and may decide."""

    decisions: list[Decision]
    propose_for: list[str]
    decide_for: list[str]


class PackageStatus(JobStatus, frozen=True):
    """How far a hand-over package is. One that lies there, perhaps while another is made, rests on
    the `release` of this number, and `url` is where it lies."""

    release: int = 0
    size_bytes: int = 0
    url: str = ""
