"""The page's clock follows the session, at the rehearsal's speed, and wakes who waits."""

import asyncio

import pytest

from pulsemeter.rehearsal.page_clock import PageClock


class Hand:
    """A clock moved by hand, in seconds."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_a_live_clock_runs_only_while_the_session_does():
    hand = Hand()
    clock = PageClock(hand, speed=10.0, is_live=True)
    clock.hear("open", 0)
    hand.now_s += 5
    assert clock.now_ms == 0
    clock.hear("running", 2_000)
    hand.now_s += 1
    assert clock.now_ms == pytest.approx(12_000)
    clock.hear("paused", 11_500)
    hand.now_s += 1
    assert clock.now_ms == 11_500
    assert not clock.is_over


def test_every_message_sets_a_live_clock_and_none_keeps_the_state():
    hand = Hand()
    clock = PageClock(hand, speed=1.0, is_live=True)
    clock.hear("running", 1_000)
    hand.now_s += 1
    clock.hear(None, 1_700)
    assert clock.now_ms == pytest.approx(1_700)
    clock.restart(9)
    assert clock.now_ms == pytest.approx(1_700)


def test_an_own_clock_hears_of_the_state_only():
    hand = Hand()
    clock = PageClock(hand, speed=2.0, is_live=False)
    clock.hear("open", 77_000)
    hand.now_s += 3
    assert clock.now_ms == pytest.approx(6_000)
    clock.restart(500)
    hand.now_s += 1
    assert clock.now_ms == pytest.approx(2_500)
    clock.hear("closed", 77_000)
    hand.now_s += 1
    assert clock.now_ms == pytest.approx(2_500)
    assert clock.is_over


def test_waiting_ends_when_the_session_gets_there_or_closes():
    async def run():
        clock = PageClock(Hand(), speed=1.0, is_live=True)
        before, after = (asyncio.create_task(clock.reach(ms)) for ms in (5_000, 50_000))
        await asyncio.sleep(0)
        clock.hear("closed", 9_000)
        return await before, await after

    # What was due before the closing is still made; what lies behind it never is.
    assert asyncio.run(asyncio.wait_for(run(), 5)) == (True, False)


def test_several_may_wait_for_the_same_start():
    async def run():
        hand = Hand()
        clock = PageClock(hand, speed=1.0, is_live=True)
        waiting = [asyncio.create_task(clock.reach(1_000)) for _ in range(3)]
        await asyncio.sleep(0)
        clock.hear("running", 1_000)
        return await asyncio.gather(*waiting)

    assert asyncio.run(asyncio.wait_for(run(), 5)) == [True, True, True]


def test_time_has_to_pass():
    with pytest.raises(ValueError, match="speed must be above 0"):
        PageClock(Hand(), 0.0, True)
