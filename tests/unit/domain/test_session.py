"""The life of a session, and its clock."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.session import (
    ACCEPTS_SEATS,
    Boot,
    Session,
    SessionClock,
    SessionKind,
    SessionState,
    SessionStateError,
    ShownIn,
    fixing_session,
)

PLANNED, OPEN, RUNNING, PAUSED, CLOSED, RELEASED = SessionState

ALLOWED = {
    (PLANNED, OPEN),
    (OPEN, RUNNING),
    (OPEN, CLOSED),
    (RUNNING, PAUSED),
    (RUNNING, CLOSED),
    (PAUSED, RUNNING),
    (PAUSED, CLOSED),
    (CLOSED, RELEASED),
}


def session(state=PLANNED, kind=SessionKind.LIVE):
    return Session("KENNEDY", "moon", kind, state)


@pytest.mark.parametrize(("before", "after"), list(product(SessionState, SessionState)))
def test_every_step_is_allowed_or_refused_by_name(before, after):
    if (before, after) in ALLOWED:
        assert session(before).step(after, 1_000).state is after
    else:
        with pytest.raises(SessionStateError, match=rf"KENNEDY is {before.value}.*{after.value}"):
            session(before).step(after, 1_000)


def test_a_step_leaves_the_session_it_came_from_alone():
    opened = session().step(OPEN, 5)
    assert opened.step(RUNNING, 10) is not opened
    assert opened.state is OPEN
    assert (opened.code, opened.study, opened.kind) == ("KENNEDY", "moon", SessionKind.LIVE)


def test_from_a_released_session_nothing_leads_on():
    with pytest.raises(SessionStateError, match=r"from here: nothing"):
        session(RELEASED).step(OPEN, 0)


def test_the_live_clock_starts_at_the_start_and_stands_in_a_pause():
    opened = session().step(OPEN, 1_000)
    assert opened.clock.session_ms(50_000) == 0
    running = opened.step(RUNNING, 60_000)
    assert running.clock.session_ms(60_000) == 0
    assert running.clock.session_ms(67_500) == 7_500
    paused = running.step(PAUSED, 70_000)
    assert paused.clock.session_ms(999_000) == 10_000
    again = paused.step(RUNNING, 100_000)
    assert again.clock.session_ms(101_000) == 11_000
    closed = again.step(CLOSED, 105_000)
    assert closed.clock.session_ms(10**9) == 15_000
    assert closed.step(RELEASED, 10**9).clock.session_ms(10**10) == 15_000


def test_on_demand_the_clock_runs_from_the_opening_through_pauses_to_the_close():
    opened = session(kind=SessionKind.ON_DEMAND).step(OPEN, 1_000)
    assert opened.clock.session_ms(3_000) == 2_000
    paused = opened.step(RUNNING, 4_000).step(PAUSED, 5_000)
    assert paused.clock.session_ms(6_000) == 5_000
    closed = paused.step(CLOSED, 8_000)
    assert closed.clock.session_ms(9_000) == 7_000


def test_a_wall_time_before_the_anchor_moves_nothing():
    clock = SessionClock().run(10_000)
    assert clock.session_ms(9_000) == 0
    assert clock.stop(12_000).run(5_000).session_ms(4_000) == 2_000


def test_a_wall_clock_set_between_two_processes_moves_nothing_while_the_machine_runs():
    boot = Boot("a", 100_000)
    clock = replace(SessionClock().run(160_000), boot=boot)
    ahead = Boot("a", 100_000 + 3_600_000)  # the wall clock was set an hour ahead
    assert clock.seen_from(ahead).session_ms(3_600_000 + 165_000) == 5_000
    assert clock.seen_from(ahead).seen_from(boot) == clock
    for other in (Boot(), Boot("b", 0)):
        assert clock.seen_from(other) is clock
    unknown = SessionClock().run(160_000)
    assert unknown.seen_from(Boot()) is unknown
    assert unknown.seen_from(ahead) is unknown


@given(
    st.lists(st.tuples(st.sampled_from(("run", "stop", "look")), st.integers(0, 10_000))),
)
def test_with_a_steady_clock_session_time_never_goes_back(steps):
    clock, wall_ms, last_ms = SessionClock(), 0, 0
    for name, wait_ms in steps:
        wall_ms += wait_ms
        before = clock.session_ms(wall_ms)
        if name == "run":
            clock = clock.run(wall_ms)
        elif name == "stop":
            clock = clock.stop(wall_ms)
        assert clock.session_ms(wall_ms) == before  # setting it going or standing moves nothing
        assert before >= last_ms
        last_ms = before
    assert last_ms <= wall_ms


@given(st.lists(st.tuples(st.booleans(), st.integers(-10_000, 10_000)), max_size=20))
def test_stopping_and_running_never_falls_behind_the_anchor(steps):
    clock = SessionClock()
    for is_run, wall_ms in steps:
        anchor_ms = clock.anchor_session_ms
        clock = clock.run(wall_ms) if is_run else clock.stop(wall_ms)
        assert clock.anchor_session_ms >= anchor_ms


def test_seats_are_taken_while_people_may_still_join():
    assert {state for state in SessionState if state in ACCEPTS_SEATS} == {OPEN, RUNNING, PAUSED}


def test_kinds():
    assert session().is_live
    assert not session(kind=SessionKind.ON_DEMAND).is_live


def shown_in(place, state=RUNNING):
    return replace(session(state), shown=place)


def test_a_countdown_is_a_clock_that_runs_from_below_zero():
    started = session(OPEN).step(RUNNING, 1_000, -10_000)
    assert [started.clock.session_ms(wall) for wall in (1_000, 11_000, 12_500)] == [
        -10_000,
        0,
        1_500,
    ]
    paused = started.step(PAUSED, 6_000)
    assert paused.step(RUNNING, 90_000).clock.session_ms(91_000) == -4_000
    with pytest.raises(SessionStateError, match="keeps its own clock"):
        session(OPEN).step(RUNNING, 1_000, 5_000)
    with pytest.raises(SessionStateError, match="keeps its own clock"):
        started.step(PAUSED, 6_000, -10_000)


def test_in_one_room_the_player_sets_the_clock_also_while_it_runs():
    room = shown_in(ShownIn.ONE_ROOM, OPEN).step(RUNNING, 1_000, 0)
    assert room.clock.session_ms(4_000) == 3_000
    assert room.step(RUNNING, 4_000, 2_600).clock.session_ms(5_000) == 3_600
    paused = room.step(PAUSED, 4_000, 2_500)
    assert paused.clock.session_ms(9_000) == 2_500
    assert paused.step(RUNNING, 9_000, 2_500).clock.session_ms(9_100) == 2_600
    with pytest.raises(SessionStateError, match="is running"):
        room.step(RUNNING, 4_000)
    with pytest.raises(SessionStateError, match="is running"):
        shown_in(ShownIn.IN_PAGE).step(RUNNING, 4_000, 2_600)


def test_cues_are_asked_marked_and_taken_away_on_own_screens():
    live = shown_in(ShownIn.OWN_SCREEN, OPEN).step(RUNNING, 0)
    asked = live.ask_cue("Good evening.", 0)
    assert (asked.open_cue.number, asked.open_cue.words, asked.open_cue.marked_ms) == (
        1, "Good evening.", None,
    )  # fmt: skip
    marked = asked.mark_cue(7_000)
    assert marked.open_cue.marked_ms == 7_000
    assert marked.mark_cue(7_200).open_cue.marked_ms == 7_200
    second = marked.ask_cue("The clock turns.")
    assert [(c.number, c.is_open, c.marked_ms) for c in second.cues] == [
        (1, False, 7_000), (2, True, None),
    ]  # fmt: skip
    ended = second.end_cue()
    assert ended.open_cue is None
    assert ended.end_cue() is ended
    assert live.open_cue is None
    with pytest.raises(SessionStateError, match="no open cue"):
        ended.mark_cue(9_000)
    with pytest.raises(SessionStateError, match="is paused"):
        live.step(PAUSED, 1_000).ask_cue("x")
    for place in (ShownIn.IN_PAGE, ShownIn.ONE_ROOM):
        with pytest.raises(SessionStateError, match="only screens of people's own"):
            shown_in(place).ask_cue("x")


def test_a_session_has_so_many_cues_at_most():
    live = shown_in(ShownIn.OWN_SCREEN)
    for _ in range(200):
        live = live.ask_cue("x")
    with pytest.raises(SessionStateError, match="has had 200 cues"):
        live.ask_cue("x")


def test_dry_runs_leave_a_study_free():
    tried = Session("A", "talk", SessionKind.ON_DEMAND, dry_run=True)
    of_another = Session("B", "debate", SessionKind.LIVE)
    shown = Session("C", "talk", SessionKind.LIVE)
    assert fixing_session("talk", [tried, of_another]) is None
    assert fixing_session("talk", [tried, of_another, shown]) is shown
