"""Whole sessions in one process under a seeded clock, network, disk and people: whatever goes
wrong, the promises hold. And planted faults are found, else all of this would prove nothing."""

import logging
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from faults.machine import Machine
from faults.reckoning import reckon
from faults.run import play
from faults.weather import ALL_THAT_HAPPENS

from pulsemeter.outside import SystemClock
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.ingest_reaction import Acknowledged, Ingest
from pulsemeter.service.keep_shown import ShownFigures
from pulsemeter.tally.frame import Frame, records_of

QUICK, AT_ONCE, SLOW = 200, 50, 5_000
Prepare = Callable[[Machine], None]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """What a server says of failing disks, thousands of times."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def problems_of(seed: int, happened: Counter[str], prepare: Prepare = lambda _: None) -> list[str]:
    try:
        ended = play(seed, reckon, prepare)
    except AssertionError as error:
        return [str(error)]
    happened += ended.happened
    return ended.problems


def hold_for(seeds: range) -> None:
    """Every promise for every seed, and everything that can go wrong did go wrong."""
    happened: Counter[str] = Counter()
    for seed in seeds:
        problems = problems_of(seed, happened)
        again = f"python -m tests.simulation.replay {seed}"
        assert not problems, f"seed {seed} (once more: {again}): " + "; ".join(problems[:5])
    never = set(ALL_THAT_HAPPENS) - happened.keys()
    assert not never, f"in seeds {seeds} nothing of this happened: {sorted(never)}"


@pytest.mark.parametrize("first", range(1, QUICK, AT_ONCE))
def test_the_promises_hold_whatever_goes_wrong(first):
    hold_for(range(first, first + AT_ONCE))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(QUICK + 1, QUICK + SLOW, AT_ONCE))
def test_the_promises_hold_for_thousands_of_seeds(first):
    hold_for(range(first, first + AT_ONCE))


def test_a_seed_is_one_history(project_root: Path):
    """Whatever texts hash to, and wherever the system puts things in memory."""

    def told(hash_seed: str) -> str:
        command = [sys.executable, "-m", "tests.simulation.replay", "11"]
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONMALLOC": "malloc"}
        done = subprocess.run(
            command, cwd=project_root, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    first = told("1")
    assert "fingerprint" in first
    assert told("2") == first


def never_syncs(machine: Machine) -> None:
    """Writes are answered and lie in the machine's memory until the next start."""
    machine.disk.syncs_writes = False


def opens_without_sync(machine: Machine) -> None:
    machine.disk.syncs_at_open = False


class EarlyIngest(Ingest):
    """Acknowledges what it has only heard."""

    def take(self, seat, writer, incoming, reply):
        super().take(seat, writer, incoming, lambda done: None)
        last = max(row.sequence for row in incoming)
        reply(Acknowledged(writer, last, self._conduct.place(seat.session)))


def acknowledges_early(machine: Machine) -> None:
    machine.ingest = EarlyIngest


class TwiceIngest(Ingest):
    """Takes a write that was answered for one that failed, now and then."""

    async def _append(self, batches):
        places = await super()._append(batches)
        records = [record for batch in batches for record in batch.records]
        if records and self._frames_written % 7 == 0:
            frame = Frame(batches[0].session, 1, 10**6 + self._frames_written, records_of(records))
            await self._log.append(frame)
        return places


def writes_twice(machine: Machine) -> None:
    machine.ingest = TwiceIngest


class FollowingClock(SystemClock):
    """Believes whatever the wall clock is set to."""

    def __init__(self, **sources) -> None:
        super().__init__(**sources)
        self._wall_ns = sources["wall_ns"]

    def wall_ms(self):
        return self._wall_ns() // 1_000_000


def follows_the_wall_clock(machine: Machine) -> None:
    machine.clock = FollowingClock


class ForgetfulClock(SystemClock):
    """Doesn't know whether the machine was started anew."""

    def __init__(self, **sources) -> None:
        super().__init__(**{**sources, "since_boot": lambda: ("", 0)})


def forgets_the_boot(machine: Machine) -> None:
    machine.clock = ForgetfulClock


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (never_syncs, "was acknowledged and is not in the log"),
        (opens_without_sync, "are gone that were there to stay"),
        (acknowledges_early, "was acknowledged and is not in the log"),
        (writes_twice, "stands 2 times in the log"),
        (follows_the_wall_clock, "the session's clock moved"),
        (forgets_the_boot, "the session's clock moved"),
    ],
)
def test_a_planted_fault_is_found(planted: Prepare, found: str):
    assert is_found(found, planted), f"{planted.__name__} was found by none of {QUICK} seeds"


def is_found(found: str, planted: Prepare = lambda _: None) -> bool:
    return any(
        any(found in problem for problem in problems_of(seed, Counter(), planted))
        for seed in range(1, QUICK + 1)
    )


def test_a_tally_that_counts_twice_is_found(monkeypatch: pytest.MonkeyPatch):
    count = TallyFollower.interval_counts

    def once_more(follower, stimulus, interval, target=0):
        tables = count(follower, stimulus, interval, target)
        tables[0][0, 0] += interval == 3
        return tables

    monkeypatch.setattr(TallyFollower, "interval_counts", once_more)
    assert is_found("in place of")


def test_a_gate_that_tells_of_every_change_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ShownFigures, "may_be_told", lambda shown, name, now: shown.all_partitions)
    assert is_found("was told again for")
