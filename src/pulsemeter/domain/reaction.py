"""A reaction as a record, and the rule that admits it.

Records are plain tuples because a session has millions of them and each passes here once.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple

from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.session import SessionState


class RecordKind(IntEnum):
    """What a record says. A refused record keeps its place in the writer's sequence."""

    PRESS = 1
    UNDO = 2
    PRESENCE = 3
    PAUSE = 4
    TAP = 5
    REFUSED = 9


class Record(NamedTuple):
    """One line of the log. Key: (seat, writer, sequence).

    `clock_ms` is stimulus time where the page plays the stimulus, session time elsewhere;
    `received_ms` counts from the session's start. `choice` is −100..100 for a press, a
    presence code for presence, the reason's number for a refused record, else 0. The `target`
    of a tap is the number of its cue.
    """

    seat: int
    writer: int
    writer_rank: int
    sequence: int
    kind: int
    stimulus: int
    target: int
    choice: int
    clock_ms: int
    received_ms: int


class Refusal(StrEnum):
    """Why a record is not admitted; a refusal is final, the page drops the record."""

    NOT_RUNNING = "not_running"
    NOT_CONSENTED = "not_consented"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_STIMULUS = "unknown_stimulus"
    UNKNOWN_TARGET = "unknown_target"
    IMPOSSIBLE_CHOICE = "impossible_choice"
    OUTSIDE_STIMULUS = "outside_stimulus"
    AHEAD_OF_CLOCK = "ahead_of_clock"
    OTHER_CONTENT = "other_content"
    UNKNOWN_CUE = "unknown_cue"


REFUSAL_NUMBER = {refusal: number for number, refusal in enumerate(Refusal, start=1)}

CLOCK_TOLERANCE_MS = 5_000
"""A page's clock may run this far ahead: network asymmetry, never a whole interval more."""

_ACCEPTING = frozenset((SessionState.RUNNING, SessionState.PAUSED, SessionState.CLOSED))


@dataclass(frozen=True, slots=True)
class Admission:
    """What a session lets in at this moment. `cues` is how many moments to tap at it has had;
    where screens are behind the clock, `durations_ms` end that much later."""

    state: SessionState
    is_live: bool
    clock_now_ms: int
    durations_ms: tuple[int, ...]
    targets: int
    choices: frozenset[int]
    cues: int = 0


def admit(
    admission: Admission, kind: int, stimulus: int, target: int, choice: int, clock_ms: int
) -> Refusal | None:
    """May this record enter the log? None says yes.

    A closed session still takes what phones have buffered; until when is decided by who
    serves it. An on-demand session may be pressed in as soon as it is open.
    """
    if admission.state not in _ACCEPTING and (
        admission.is_live or admission.state is not SessionState.OPEN
    ):
        return Refusal.NOT_RUNNING
    if not 0 <= stimulus < len(admission.durations_ms):
        return Refusal.UNKNOWN_STIMULUS
    if kind == RecordKind.TAP:
        if not 1 <= target <= admission.cues:
            return Refusal.UNKNOWN_CUE
    elif not 0 <= target < admission.targets:
        return Refusal.UNKNOWN_TARGET
    if not 0 <= clock_ms < admission.durations_ms[stimulus]:
        return Refusal.OUTSIDE_STIMULUS
    if admission.is_live and clock_ms > admission.clock_now_ms + CLOCK_TOLERANCE_MS:
        return Refusal.AHEAD_OF_CLOCK
    return _admit_choice(admission, kind, choice)


def _admit_choice(admission: Admission, kind: int, choice: int) -> Refusal | None:
    if kind == RecordKind.PRESS:
        possible = choice in admission.choices
    elif kind == RecordKind.PRESENCE:
        possible = choice in (SKIPPED, AWAY)
    elif kind in (RecordKind.UNDO, RecordKind.PAUSE, RecordKind.TAP):
        possible = choice == 0
    else:
        return Refusal.UNKNOWN_KIND
    return None if possible else Refusal.IMPOSSIBLE_CHOICE
