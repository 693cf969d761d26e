"""What may enter the log: each reason to refuse, and nothing but these."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN
from pulsemeter.domain.reaction import (
    CLOCK_TOLERANCE_MS,
    REFUSAL_NUMBER,
    Admission,
    RecordKind,
    Refusal,
    admit,
)
from pulsemeter.domain.session import SessionState

TAP = RecordKind.TAP
PRESS, UNDO, PRESENCE, PAUSE = (
    RecordKind.PRESS,
    RecordKind.UNDO,
    RecordKind.PRESENCE,
    RecordKind.PAUSE,
)


def admission(state=SessionState.RUNNING, is_live=True, clock_now_ms=30_000):
    return Admission(state, is_live, clock_now_ms, (60_000, 20_000), 2, frozenset((100, -100)))


@pytest.mark.parametrize(
    ("record", "refusal"),
    [
        # kind, stimulus, target, choice, clock_ms
        ((PRESS, 0, 0, 100, 10_000), None),
        ((PRESS, 0, 1, -100, 0), None),
        ((PRESS, 1, 0, 100, 19_999), None),
        ((UNDO, 0, 0, 0, 10_000), None),
        ((PAUSE, 0, 0, 0, 10_000), None),
        ((PRESENCE, 0, 0, SKIPPED, 10_000), None),
        ((PRESENCE, 0, 0, AWAY, 10_000), None),
        ((PRESS, 2, 0, 100, 10_000), Refusal.UNKNOWN_STIMULUS),
        ((PRESS, -1, 0, 100, 10_000), Refusal.UNKNOWN_STIMULUS),
        ((PRESS, 0, 2, 100, 10_000), Refusal.UNKNOWN_TARGET),
        ((PRESS, 0, -1, 100, 10_000), Refusal.UNKNOWN_TARGET),
        ((PRESS, 0, 0, 100, -1), Refusal.OUTSIDE_STIMULUS),
        ((PRESS, 1, 0, 100, 20_000), Refusal.OUTSIDE_STIMULUS),
        ((PRESS, 0, 0, 100, 30_000 + CLOCK_TOLERANCE_MS), None),
        ((PRESS, 0, 0, 100, 30_001 + CLOCK_TOLERANCE_MS), Refusal.AHEAD_OF_CLOCK),
        ((PRESS, 0, 0, 50, 10_000), Refusal.IMPOSSIBLE_CHOICE),
        ((PRESS, 0, 0, 0, 10_000), Refusal.IMPOSSIBLE_CHOICE),
        ((PRESS, 0, 0, SKIPPED, 10_000), Refusal.IMPOSSIBLE_CHOICE),
        ((PRESENCE, 0, 0, 100, 10_000), Refusal.IMPOSSIBLE_CHOICE),
        ((PRESENCE, 0, 0, UNKNOWN, 10_000), Refusal.IMPOSSIBLE_CHOICE),
        ((UNDO, 0, 0, 100, 10_000), Refusal.IMPOSSIBLE_CHOICE),
        ((PAUSE, 0, 0, -100, 10_000), Refusal.IMPOSSIBLE_CHOICE),
        ((RecordKind.REFUSED, 0, 0, 0, 10_000), Refusal.UNKNOWN_KIND),
        ((0, 0, 0, 100, 10_000), Refusal.UNKNOWN_KIND),
    ],
)
def test_a_running_live_session(record, refusal):
    assert admit(admission(), *record) is refusal


@pytest.mark.parametrize("is_live", [True, False])
@pytest.mark.parametrize("state", SessionState)
def test_when_a_session_takes_records(state, is_live):
    takes = state in (SessionState.RUNNING, SessionState.PAUSED, SessionState.CLOSED) or (
        state is SessionState.OPEN and not is_live
    )
    refusal = admit(admission(state, is_live), PRESS, 0, 0, 100, 10_000)
    assert refusal is (None if takes else Refusal.NOT_RUNNING)


def test_on_demand_nobody_is_ahead_of_a_clock():
    own_clock = admission(is_live=False, clock_now_ms=0)
    assert admit(own_clock, PRESS, 0, 0, 100, 59_999) is None


# Whether somebody consented and what was sent before is known to whoever calls.
ELSEWHERE = {Refusal.NOT_CONSENTED, Refusal.OTHER_CONTENT}


@given(
    st.sampled_from(SessionState),
    st.booleans(),
    st.integers(0, 10),
    st.integers(-1, 2),
    st.integers(-1, 2),
    st.integers(-128, 127),
    st.integers(-10, 70_000),
)
def test_what_is_admitted_is_possible(state, is_live, kind, stimulus, target, choice, clock_ms):
    here = admission(state, is_live)
    refusal = admit(here, kind, stimulus, target, choice, clock_ms)
    assert refusal not in ELSEWHERE
    if refusal is None:
        assert kind in (PRESS, UNDO, PRESENCE, PAUSE)
        assert 0 <= clock_ms < here.durations_ms[stimulus]
        assert 0 <= target < here.targets
        possible = {PRESS: here.choices, PRESENCE: (SKIPPED, AWAY), UNDO: (0,), PAUSE: (0,)}
        assert choice in possible[RecordKind(kind)]


def test_refusals_have_numbers_that_fit_the_log_and_never_move():
    # The log holds these numbers; a new reason is added at the end.
    assert {refusal.value: number for refusal, number in REFUSAL_NUMBER.items()} == {
        "not_running": 1,
        "not_consented": 2,
        "unknown_kind": 3,
        "unknown_stimulus": 4,
        "unknown_target": 5,
        "impossible_choice": 6,
        "outside_stimulus": 7,
        "ahead_of_clock": 8,
        "other_content": 9,
        "unknown_cue": 10,
    }


def test_taps_are_for_cues_that_were_asked():
    asked = replace(admission(), cues=2)
    assert [admit(asked, TAP, 0, cue, 0, 10_000) for cue in range(4)] == [
        Refusal.UNKNOWN_CUE, None, None, Refusal.UNKNOWN_CUE,
    ]  # fmt: skip
    assert admit(asked, TAP, 0, 1, 100, 10_000) is Refusal.IMPOSSIBLE_CHOICE
    assert admit(admission(), TAP, 0, 1, 0, 10_000) is Refusal.UNKNOWN_CUE
