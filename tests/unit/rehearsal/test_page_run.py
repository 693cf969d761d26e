"""One panelist's life, mishap by mishap; the whole panel is test_drive's."""

import asyncio
import time

import pytest

from pulsemeter.domain.presence import SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.rehearsal.front_door import FrontDoor
from pulsemeter.rehearsal.page_clock import PageClock
from pulsemeter.rehearsal.page_run import PageRun, Surroundings
from pulsemeter.simulation.mishaps import Mishap, MishapKind
from pulsemeter.simulation.panel import ScriptEntry, SimulatedPanelist

PRESS, PRESENCE = RecordKind.PRESS, RecordKind.PRESENCE
SCRIPT = (
    ScriptEntry(PRESS, 1_000, 100),
    ScriptEntry(PRESS, 6_000, -100),
    ScriptEntry(PRESENCE, 14_999, SKIPPED),
    ScriptEntry(PRESS, 16_000, 100),
)


def run_one(server, mishaps=(), leave_ms=None, join_ms=0, is_live=False):
    panelist = SimulatedPanelist(
        0, {"a": "x"}, 3_000, 0.0, 1.0, join_ms, leave_ms, SCRIPT, "good", ""
    )

    async def run():
        async with server.serve():
            door = FrontDoor(server.base_url, "ABC", 4)
            clock = PageClock(time.monotonic, 100.0, is_live)
            around = Surroundings(
                server.base_url, door, clock, time.monotonic, 100.0, is_live, 0, 20_000
            )
            page_run = PageRun(around, panelist, mishaps)
            try:
                await page_run.live(asyncio.Semaphore(1))
            finally:
                door.close()
            return page_run.journal

    return asyncio.run(asyncio.wait_for(run(), 20))


def made(journal):
    return [(m.writer_rank, m.stimulus_ms, m.choice) for m in journal.made()]


def test_the_script_is_played_and_the_end_is_told(make_server):
    server = make_server(100.0)
    journal = run_one(server)
    assert made(journal) == [(1, e.stimulus_ms, e.choice) for e in SCRIPT]
    assert [r.clock_ms for r in server.log] == [e.stimulus_ms for e in SCRIPT]
    assert server.forms[-1][0] == "/p/closing"
    assert journal.failure == ""


def test_a_leaver_delivers_and_goes_without_a_word(make_server):
    server = make_server(100.0)
    journal = run_one(server, leave_ms=10_000)
    assert made(journal) == [(1, 1_000, 100), (1, 6_000, -100)]
    assert len(server.log) == 2
    assert server.forms[-1][0] == "/p/practised"


@pytest.mark.parametrize("kind", list(MishapKind))
def test_no_mishap_loses_a_record(make_server, kind):
    server = make_server(100.0)
    journal = run_one(server, (Mishap(kind, 5_000, 40_000),))
    assert journal.mishaps == {kind.value: 1}
    assert {(r.writer, r.sequence) for r in server.log} == {
        (m.writer, m.sequence) for m in journal.made()
    }
    assert {e.stimulus_ms for e in SCRIPT} == {r.clock_ms for r in server.log}
    assert server.complaints == []
    assert (server.counts["posts"] > 0) == (kind is MishapKind.POST)


def test_what_is_seen_again_after_a_reload_is_answered_anew(make_server):
    server = make_server(100.0)
    # The second press is not stored yet when the page is loaded again: the stimulus goes back
    # to the first, and what the old page still held arrives long after.
    mishaps = (
        Mishap(MishapKind.DROP, 2_000, 60_000),
        Mishap(MishapKind.RELOAD, 7_000, 120_000, changes_mind=True),
    )
    journal = run_one(server, mishaps)
    assert made(journal) == [
        (1, 1_000, 100),
        (1, 6_000, -100),
        (2, 1_000, -100),
        (2, 6_000, 100),
        (2, 14_999, SKIPPED),
        (2, 16_000, 100),
    ]
    assert len(server.log) == 6


def test_who_is_not_let_in_fails_with_the_reason(make_server):
    server = make_server(100.0)
    server.status = lambda path: 403
    journal = run_one(server)
    assert journal.failure == "POST /j/ABC/redeem answered 403"
    assert made(journal) == []
