"""A simulated panel through real sockets: everything made is stored once, whatever happens."""

import asyncio

import numpy as np
import pytest

from pulsemeter.cli.rehearse import codes_of
from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.presence import SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.rehearsal.compare import SeatCell, compare
from pulsemeter.rehearsal.drive import Progress, drive_panel
from pulsemeter.simulation.mishaps import MishapChances, draw_all_mishaps
from pulsemeter.simulation.panel import NOTE, Habits, draw_panel
from pulsemeter.simulation.truth import Leaning, Truth
from pulsemeter.tally.frame import records_of
from pulsemeter.tally.session_tally import SessionTally

SPEED = 60.0
DURATION_MS = 60_000
ROUGH = MishapChances(0.05, 0.08, 0.08, 0.05, 0.04, 0.04, 500, 8_000)


def draw(size, habits=None, seed=11, instrument=Instrument()):  # noqa: B008
    study = Study(
        name="tiny",
        title="Tiny",
        question="?",
        stimuli=(Stimulus("talk", "A talk", DURATION_MS),),
        attributes=(Attribute("region", "Region", "?", (Category("n", "N"), Category("s", "S"))),),
        consent=Consent("we", "we", "little", "any time"),
        instrument=instrument,
    )
    truth = Truth(Leaning(0.3, 0.2))
    return draw_panel(study, [], truth, size, np.random.default_rng(seed), habits)


def fold(log, targets=1):
    """The fake's own tally: in order of the rule, the last one said stands."""
    if targets > 1:
        whole = SessionTally((DURATION_MS,), 5_000, targets)
        whole.fold(records_of(log), 1)
        return codes_of(whole)
    codes = {}
    order = sorted(
        log,
        key=lambda r: (r.kind != RecordKind.PRESENCE, r.clock_ms, r.writer_rank, r.sequence),
    )
    for r in order:
        code = SKIPPED if r.kind == RecordKind.UNDO else r.choice
        codes[SeatCell(r.seat, r.stimulus, r.target, r.clock_ms // 5_000)] = code
    return codes


async def rehearse(server, panel, mishaps=(), is_live=True, speed=SPEED):
    heard: list[Progress] = []

    def on_progress(progress: Progress) -> None:
        heard.append(progress)

    async def start_when_ready() -> None:
        await server.until(lambda: len(server.writers) >= panel.early)
        if is_live:
            await server.start()

    async with server.serve():
        starter = asyncio.create_task(start_when_ready())
        journal = await drive_panel(
            server.base_url,
            "abc",
            panel,
            speed=speed,
            mishaps=mishaps,
            on_progress=on_progress,
            is_live=is_live,
        )
        await starter
    return journal, heard


def check_all_stored_once(server, journal):
    tally = fold(server.log, journal.targets)
    comparison = compare(journal, server.log, tally, server.seats)
    assert comparison.is_clean, comparison.as_text()
    assert server.complaints == []
    made = {
        (server.seats[page.page_key], m.writer, m.sequence)
        for page in journal.pages
        for m in page.made()
    }
    assert len(server.log) == len(made)
    assert {(r.seat, r.writer, r.sequence) for r in server.log} == made
    return comparison


def test_a_smooth_live_session_plays_every_script(make_server):
    server, panel = make_server(SPEED), draw(20, Habits(leaves=0, joins_late=0))
    journal, heard = asyncio.run(rehearse(server, panel))
    comparison = check_all_stored_once(server, journal)
    assert comparison.made == sum(len(p.script) for p in panel.panelists)
    assert comparison.refused == 0
    assert server.counts["again"] == 0
    last = heard[-1]
    assert (last.size, last.seated, last.finished, last.failed) == (20, 20, 20, 0)
    assert last.made == last.acknowledged == comparison.made
    assert last.is_ready
    forms = [(path, answers) for path, _, answers in server.forms]
    for panelist in panel.panelists:
        assert ("/p/profile", panelist.categories) in forms
    assert ("/p/consent", {"agrees": "yes"}) in forms
    closings = [answers for path, answers in forms if path == "/p/closing"]
    assert len(closings) == 20
    assert all(not a["comment"] or NOTE in a["comment"] for a in closings)


@pytest.mark.parametrize("is_live", [True, False])
def test_mishaps_lose_nothing_and_double_nothing(make_server, is_live):
    server, panel = make_server(SPEED, drops=0.03), draw(30)
    plans = draw_all_mishaps(30, DURATION_MS, 5_000, np.random.default_rng(3), ROUGH)
    journal, _ = asyncio.run(rehearse(server, panel, plans, is_live))
    comparison = check_all_stored_once(server, journal)
    assert comparison.made > 200
    assert server.counts["again"] > 0
    assert server.counts["posts"] > 0
    assert set(comparison.mishaps) == {
        "drop",
        "duplicate",
        "reorder",
        "lost_ack",
        "reload",
        "post",
    }
    assert any(len(page.loads) > 1 for page in journal.pages)


PADS = {
    "per target": Instrument(InstrumentKind.TWO_BUTTONS_PER_TARGET, targets=("A", "B")),
    "four steps": Instrument(InstrumentKind.FOUR_STEPS),
    "slider": Instrument(InstrumentKind.SLIDER),
}


@pytest.mark.parametrize("pad", PADS)
def test_every_instrument_is_rehearsed_without_a_difference(make_server, pad):
    server = make_server(SPEED)
    panel = draw(10, Habits(leaves=0, joins_late=0), instrument=PADS[pad])
    plans = draw_all_mishaps(10, DURATION_MS, 5_000, np.random.default_rng(3), ROUGH)
    journal, _ = asyncio.run(rehearse(server, panel, plans))
    check_all_stored_once(server, journal)
    assert {r.target for r in server.log} == set(range(len(PADS[pad].targets)))
    presses = {r.choice for r in server.log if r.kind == RecordKind.PRESS}
    assert presses <= PADS[pad].choices()
    assert len(presses) > 1


def test_a_closed_session_ends_the_rehearsal_early(make_server):
    server, panel = make_server(SPEED), draw(5, Habits(leaves=0, joins_late=0))

    def close_at_the_third_interval(record):
        if record.clock_ms > 12_000 and server.state == "running":
            server.state, server.clock = "closed", server.clock.stop(server.wall_ms())
        return ""

    server.refuses = close_at_the_third_interval
    journal, _ = asyncio.run(rehearse(server, panel))
    comparison = check_all_stored_once(server, journal)
    assert 0 < comparison.made < sum(len(p.script) for p in panel.panelists)


def test_refused_records_are_dropped_and_counted(make_server):
    server, panel = make_server(SPEED), draw(5, Habits(leaves=0, joins_late=0))
    server.refuses = lambda record: "ahead_of_clock" if record.sequence == 2 else ""
    journal, _ = asyncio.run(rehearse(server, panel))
    comparison = compare(journal, server.log, fold(server.log), server.seats)
    assert comparison.refusals == {"ahead_of_clock": 5}
    assert comparison.is_clean, comparison.as_text()


def test_a_page_that_is_not_let_in_fails_alone(make_server):
    server, panel = make_server(SPEED), draw(4, Habits(leaves=0, joins_late=0))
    asked = iter([303, 403, 303, 303])
    server.status = lambda path: next(asked) if path == "/p/consent" else 303

    async def run():
        async with server.serve():
            await server.start()
            return await drive_panel(server.base_url, "abc", panel, speed=SPEED)

    journal = asyncio.run(run())
    (failure,) = journal.failures
    assert "POST /p/consent answered 403" in failure
    comparison = compare(journal, server.log, fold(server.log), server.seats)
    assert (comparison.failed, comparison.differences, comparison.is_clean) == (1, 0, False)


def test_cancelling_closes_every_socket(make_server):
    server, panel = make_server(), draw(6, Habits(leaves=0, joins_late=0))

    async def run():
        async with server.serve():
            driving = asyncio.create_task(drive_panel(server.base_url, "abc", panel))
            await server.until(lambda: len(server.writers) == 6)
            driving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await driving
            await server.until(lambda: server.counts["disconnects"] == 6)

    asyncio.run(asyncio.wait_for(run(), 20))


def test_plans_must_fit_the_panel():
    with pytest.raises(ValueError, match="1 plans of mishaps for 3 panelists"):
        asyncio.run(drive_panel("http://127.0.0.1:1", "abc", draw(3), mishaps=[()]))
