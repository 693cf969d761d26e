"""What programs are told of sessions: `GET /api/v1/sessions` and `GET /api/v1/sessions/{code}`."""

from typing import Literal

from msgspec import Struct

from pulsemeter.wire.participant import SessionStateName, ShownName

KindName = Literal["live", "on_demand"]


class ListedSession(Struct, frozen=True):
    """A session of a study that whoever asks belongs to. `figures` says whether its released
    figures are theirs to see now. `closed_early` says how long before its end a live session was
    closed, and is empty where it wasn't."""

    code: str
    study: str
    title: str
    kind: KindName
    shown: ShownName
    state: SessionStateName
    dry_run: bool
    simulated: bool
    figures: bool
    closed_early: str


class Sessions(Struct, frozen=True):
    """Sessions in the order they were planned."""

    sessions: list[ListedSession]


class SessionFacts(Struct, frozen=True):
    """A session at this moment of its clock. `stimuli` are the ids of what is shown, in order;
    `join_url` is where participants come in; `extended_ms` by how much its end was moved."""

    session: ListedSession
    session_ms: int
    extended_ms: int
    stimuli: list[str]
    join_url: str
