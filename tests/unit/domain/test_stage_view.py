"""What may be chosen for a stage view, and when a session can have none."""

from dataclasses import replace

import pytest

from pulsemeter.domain.session import Session, SessionKind, SessionState, ShownIn
from pulsemeter.domain.stage_view import (
    DELAY_MAX_S,
    DELAY_MIN_S,
    StageRefused,
    StageSetting,
    no_stage_because,
)

LIVE = Session("AAAAAA", "talk", SessionKind.LIVE, SessionState.RUNNING)


def test_one_to_three_segments_half_a_minute_late():
    assert StageSetting(("all",)).delay_s == 30
    assert StageSetting(("a", "b", "c"), DELAY_MIN_S).cells == ("a", "b", "c")
    assert StageSetting(("a",), DELAY_MAX_S).delay_s == DELAY_MAX_S


@pytest.mark.parametrize(
    ("cells", "delay_s", "told"),
    [
        ((), 30, "at least one"),
        (("a", "b", "c", "d"), 30, "4 segments"),
        (("a", "a"), 30, "2 segments"),
        (("a",), DELAY_MIN_S - 1, "10 to 600"),
        (("a",), 0, "10 to 600"),
        (("a",), -30, "10 to 600"),
        (("a",), DELAY_MAX_S + 1, "10 to 600"),
    ],
)
def test_anything_else_is_refused_with_what_to_mend(cells, delay_s, told):
    with pytest.raises(StageRefused, match=told):
        StageSetting(cells, delay_s)


def test_whoever_takes_part_is_shown_nothing_while_reactions_are_taken():
    assert no_stage_because(LIVE) == ""
    assert no_stage_because(replace(LIVE, shown=ShownIn.OWN_SCREEN)) == ""
    assert "one room" in no_stage_because(replace(LIVE, shown=ShownIn.ONE_ROOM))
    assert "on demand" in no_stage_because(replace(LIVE, kind=SessionKind.ON_DEMAND))
    assert "isn’t open" in no_stage_because(replace(LIVE, state=SessionState.PLANNED))


@pytest.mark.parametrize("state", [SessionState.OPEN, SessionState.PAUSED])
def test_a_room_isnt_shown_it_before_or_between(state):
    assert "one room" in no_stage_because(replace(LIVE, shown=ShownIn.ONE_ROOM, state=state))


@pytest.mark.parametrize("state", [SessionState.CLOSED, SessionState.RELEASED])
def test_after_the_close_it_may_be_shown_anywhere(state):
    for shown in ShownIn:
        assert no_stage_because(replace(LIVE, shown=shown, state=state)) == ""
    assert no_stage_because(replace(LIVE, kind=SessionKind.ON_DEMAND, state=state)) == ""
