"""Whole sessions from a seed: a simulated panel, mishaps on its way, and then the reckoning.

Everything runs in this process on a clock that the test turns, over each engine. What came out
is held against a plain oracle, press by press, and the last figures against the gate.
"""

import asyncio
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.release.gate import release_interval, release_statement, rule_of
from pulsemeter.service.count_statement import statement_now
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.run_analysis import analyse_session
from pulsemeter.simulation.expectation import Cell, MadeRecord, standing_codes
from pulsemeter.simulation.panel import draw_panel
from pulsemeter.simulation.truth import read_truth
from pulsemeter.storage.memory import memory_stores
from pulsemeter.storage.sqlite import open_stores

TRUTH = {"default": {"like": 0.3, "dislike": 0.2}}
STATEMENTS = (
    Statement("s1", 1, "talk", 0, 10_000, "One."),
    Statement("s2", 1, "talk", 10_000, 22_000, "Two."),
)
PANEL = 40


class Page:
    """One page load of one seat: numbers its records and remembers what it made."""

    def __init__(self, seat, writer, rank):
        self.seat, self.writer, self.rank = seat, writer, rank
        self.made = []

    def make(self, entry):
        self.made.append(
            MadeRecord(
                self.writer, self.rank, len(self.made) + 1, entry.kind, 0, 0, entry.choice,
                entry.stimulus_ms,
            )
        )  # fmt: skip
        return self.made[-1]


def incoming(record):
    return Incoming(
        record.sequence, record.kind, record.stimulus, record.target, record.choice,
        record.stimulus_ms,
    )  # fmt: skip


class Showing:
    """A session in which a panel reacts and everything arrives late, twice, or out of order."""

    def __init__(self, world, study, seed, is_calm):
        self.world, self.study, self.is_calm = world, study, is_calm
        self.rng = np.random.default_rng(seed)
        self.pages = []
        self.under_way = []

    async def play(self, kind):
        world, study = self.world, self.study
        truth = read_truth(TRUTH, study, STATEMENTS)
        panel = draw_panel(study, STATEMENTS, truth, PANEL, self.rng)
        code = await world.session(study, kind, STATEMENTS)
        seats = await world.sit_all(code, [p.categories for p in panel.panelists])
        await world.go(code, SessionState.RUNNING)
        await world.keeper.tick()
        pages = [await self.load(seat) for seat in seats]
        start_ms = world.clock.now_ms
        for tick_ms in range(0, panel.duration_ms + 6_000, 1_000):
            world.clock.now_ms = max(world.clock.now_ms, start_ms + tick_ms)
            for number, panelist in enumerate(panel.panelists):
                fresh = [
                    pages[number].make(entry)
                    for entry in panelist.script
                    if tick_ms - 1_000 <= entry.stimulus_ms < tick_ms
                ]
                if fresh and self.rng.random() < 0.05:
                    pages[number] = await self.load(seats[number])  # the old one still delivers
                self.hold(fresh, seats[number])
            await self.deliver(1.0 if self.is_calm else 0.5)
            await world.keeper.tick()
        await self.deliver(1.0)
        for seat in seats:
            await world.done(world.enrolment.watched(seat))
            if not study.profile.ends_coded:
                await world.keeper.tick()
        await world.go(code, SessionState.CLOSED)
        await world.keeper.tick()
        world.clock.now_ms += 3_000
        await world.keeper.tick()
        return code

    async def load(self, seat):
        writer = self.world.chance.number(50)
        await self.world.hello(seat, writer)
        rank = sum(page.seat.id == seat.id for page in self.pages) + 1
        page = Page(seat, writer, rank)
        self.pages.append(page)
        return page

    def hold(self, records, seat):
        """Records on their way: most once, some twice."""
        for record in records:
            copies = 2 if self.rng.random() < 0.2 else 1
            self.under_way += [(seat, record)] * copies

    async def deliver(self, share):
        """Let a part arrive, in any order, several records of a writer in one frame; of what
        arrives some is lost on the way and comes later."""
        order = self.rng.permutation(len(self.under_way))
        arriving = [self.under_way[n] for n in order]
        cut = round(len(arriving) * share)
        self.under_way = arriving[cut:]
        frames = defaultdict(list)
        for seat, record in arriving[:cut]:
            if share < 1 and self.rng.random() < 0.1:
                self.under_way.append((seat, record))
            else:
                frames[seat.id, record.writer].append((seat, record))
        answers = [
            self.world.sent(rows[0][0], writer, *(incoming(r) for _, r in rows))
            for (_, writer), rows in frames.items()
        ]
        for answer in answers:
            assert (await self.world.done(answer)).refused == ()

    def expected(self):
        """(seat, interval) -> code, from what the pages made alone."""
        made = defaultdict(list)
        for page in self.pages:
            made[page.seat.id] += page.made
        return {
            (seat, cell.interval): code
            for seat, records in made.items()
            for cell, code in standing_codes(records, self.study.instrument.cadence_ms).items()
            if isinstance(cell, Cell)
        }


def codes_of(tally):
    cells = tally.cells[0, 0]
    return {
        (seat, interval): int(cells.codes[interval, row])
        for seat, row in tally.row_of.items()
        if row < cells.rows
        for interval in range(cells.intervals)
        if cells.ranks[interval, row]
    }


async def reckon(world, showing, code):
    room = world.keeper.rooms[code]
    study = showing.study
    analysis = await analyse_session(world.stores.log, code, study)
    expected = showing.expected()
    assert len(expected) > PANEL * 3
    assert codes_of(analysis.tally) == expected
    assert codes_of(room.follower.tally) == expected
    keys = analysis.records[["seat", "writer", "sequence"]].tolist()
    assert len(set(keys)) == len(keys) == sum(len(page.made) for page in showing.pages)
    for page in showing.pages:
        acknowledged = await world.send(page.seat, page.writer)
        assert acknowledged.upto == len(page.made)
    await last_figures_are_those_of_the_gate(world, room, study, code, showing.is_calm)


def name_of(release):
    return release.interval if isinstance(release, IntervalRelease) else release.statement


async def last_figures_are_those_of_the_gate(world, room, study, code, is_calm):
    """The log's own counts through the gate, cell by cell. Where records or persons came after an
    interval had left, a cell may keep the figure that was shown before, or stay unsaid; on a calm
    way few do."""
    fresh = TallyFollower(code, study, world.stores.log)
    fresh.adopt(room.plan.cells, room.follower.members)
    await fresh.catch_up()
    stored = (await world.stores.releases.state(code)).releases
    assert [r.number for r in stored] == list(range(1, len(stored) + 1))
    newest = {name_of(release): release for release in stored}
    assert {r.standing for r in newest.values()} == {"final"}
    assert set(newest) == {0, 1, 2, 3, 4, 5, "s1", "s2"}
    held_back = looked_at = 0
    for name, release in newest.items():
        figures = through_the_gate(fresh, room.plan, study, name)
        now_of = {figure.cell: figure for figure in figures}
        assert {figure.cell for figure in release.figures} <= now_of.keys()
        looked_at += len(now_of)
        held_back += len(now_of) - len(release.figures)
        for told in release.figures:
            if told != now_of[told.cell]:
                held_back += 1
                assert told in shown_before(stored, release, told.cell)
    assert held_back <= looked_at / 3 or not is_calm


def through_the_gate(follower, plan, study, name):
    """Figures of an interval or a statement as they are now."""
    rule = rule_of(study)
    if isinstance(name, int):
        return release_interval(
            plan, follower.interval_counts(0, name), study.profile, rule, plan.released
        )
    statement = next(s for s in STATEMENTS if s.id == name)
    tables = statement_now(follower, statement)[1]
    return release_statement(plan, tables, study, rule, plan.released)


def shown_before(stored, release, cell):
    """Figures of a cell in earlier releases of the same interval or statement."""
    return [
        figure
        for earlier in stored
        if earlier.number < release.number and name_of(earlier) == name_of(release)
        for figure in earlier.figures
        if figure.cell == cell
    ]


@pytest.mark.parametrize("engine", ["memory", "sqlite"])
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("is_calm", [False, True])
@pytest.mark.parametrize(
    ("kind", "profile"),
    [(SessionKind.LIVE, "research"), (SessionKind.LIVE, "standard"),
     (SessionKind.ON_DEMAND, "research")],
)  # fmt: skip
def test_a_whole_session_comes_out_as_it_was_made(
    engine, seed, kind, profile, is_calm, make_world, make_study, tmp_path: Path
):
    async def whole():
        opened = open_stores(tmp_path / "data") if engine == "sqlite" else None
        try:
            world = make_world(opened.stores if opened else memory_stores(), seed)
            async with world.running():
                showing = Showing(world, make_study(profile), seed, is_calm)
                code = await showing.play(kind)
                await reckon(world, showing, code)
        finally:
            if opened:
                await opened.close()

    asyncio.run(whole())
