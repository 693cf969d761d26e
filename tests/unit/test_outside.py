import asyncio
import threading
import time

from pulsemeter.domain.session import Boot
from pulsemeter.outside import OneThread, SystemChance, SystemClock


def test_the_clock_never_steps_back_and_a_wall_clock_set_anew_moves_nothing():
    wall_ns = [time.time_ns()]
    clock = SystemClock(wall_ns=lambda: wall_ns[0])
    first = clock.wall_ms()
    wall_ns[0] = 0
    elapsed, wall = clock.elapsed_ms(), clock.wall_ms()
    assert elapsed >= 0
    assert wall >= first > 1_700_000_000_000


def test_the_machines_run_is_known_by_its_kernel_and_dated_by_this_clock():
    clock = SystemClock(wall_ns=lambda: 90_000_000_000, since_boot=lambda: ("a", 60_000_000_000))
    assert clock.boot() == Boot("a", 30_000)
    assert SystemClock(since_boot=lambda: ("", 0)).boot() == Boot()
    here = [SystemClock().boot() for _ in range(2)]
    assert here[0].id == here[1].id
    assert abs(here[0].began_wall_ms - here[1].began_wall_ms) < 1_000


def test_with_a_speed_every_second_counts_more():
    now = [5_000_000_000]
    clock = SystemClock(speed=10, steady_ns=lambda: now[0])
    start = clock.wall_ms()
    now[0] += 1_500_000_000
    assert clock.elapsed_ms() == 15_000
    assert clock.wall_ms() - start == 15_000


def test_a_pause_is_as_much_shorter(monkeypatch):
    waited = []

    async def sleep(wait_s):
        waited.append((asyncio.current_task().get_name(), wait_s))

    async def pause():
        asyncio.current_task().set_name("the pause")
        await SystemClock(speed=4).pause(2_000)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    asyncio.run(pause())
    # A server that an earlier test left to a thread of its own may sleep meanwhile.
    assert [wait_s for task, wait_s in waited if task == "the pause"] == [0.5]


def test_chance():
    chance = SystemChance()
    numbers = {chance.number(2) for _ in range(200)}
    assert numbers == {1, 2, 3}
    assert len(chance.text()) >= 22
    assert chance.text() != chance.text()
    code = chance.code(200)
    assert not set(code) & set("01OILU")
    assert sorted(chance.order(50)) == list(range(50))
    assert any(chance.order(50) != list(range(50)) for _ in range(3))


def test_a_thread_works_beside_the_loop_and_one_piece_after_the_other():
    async def run():
        apart, first_may_end = OneThread("gate"), threading.Event()
        first = asyncio.ensure_future(apart(lambda: (first_may_end.wait(30), "first")[1]))
        second = asyncio.ensure_future(apart(lambda: threading.current_thread().name))
        while not first_may_end.is_set():  # the loop goes on meanwhile, else nobody would set it
            await asyncio.sleep(0)
            assert not first.done()
            assert not second.done()
            first_may_end.set()
        found = await first, await second
        apart.close()
        return found

    assert asyncio.run(run()) == ("first", "gate_0")
