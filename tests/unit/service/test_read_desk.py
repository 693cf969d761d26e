import asyncio
from dataclasses import replace
from types import SimpleNamespace

from tests.unit.release.told import STUDY, drawn, plan_with

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.domain.wording import wording_of
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service import read_desk
from pulsemeter.service.read_desk import NOTHING_YET, DeskReading

PLAN = plan_with(region={"north": 40, "south": 40})
SAID = [Statement(f"s{k}", 1, "talk", 5_000 * k, 5_000 * k + 5_000, "Words.") for k in range(4)]
RELEASES = [drawn(PLAN, number, f"s{number - 1}", lambda _: (0.4, 0.2)) for number in range(1, 5)]
LONG = replace(STUDY, stimuli=(Stimulus("talk", "A talk", 60_000),))
NORTH = View(frozenset({"region:north"}))


class Keeper:
    """As much of a keeper of rooms as the desk asks."""

    def __init__(self, *releases, passages=()):
        self.releases = list(releases)
        self.is_planned = False
        self.wordings = SimpleNamespace(shown=self._shown)
        self._passages = passages

    async def _shown(self, _):
        return wording_of(LONG, SAID, self._passages)

    async def room(self, code):
        if self.is_planned:
            return None
        return SimpleNamespace(
            code=code,
            place=SimpleNamespace(study=STUDY),
            releaser=SimpleNamespace(releases=self.releases),
            follower=SimpleNamespace(cells=lambda: list(PLAN.cells)),
        )

    async def statements(self, _):
        return SAID


def figures(keeper, view=EVERYTHING, reading=None):
    return asyncio.run((reading or DeskReading(keeper)).figures("ABC", view))


def test_a_session_that_is_planned_has_nothing_yet():
    keeper = Keeper()
    keeper.is_planned = True
    assert figures(keeper) is NOTHING_YET


def test_rows_stand_in_order_of_time_whatever_left_first():
    held = figures(Keeper(*reversed(RELEASES)))
    assert [row.id for row in held.statements.rows] == ["s0", "s1", "s2", "s3"]
    assert held.release == 4
    assert [each.cell for each in held.maps] == ["all", "region:north", "region:south"]


def test_the_newest_release_counts_whatever_its_words_were():
    newer = drawn(PLAN, 9, "s1", lambda _: (0.1, 0.6))
    reworded = type(newer)(10, "s2", 2, "final", 100, newer.figures)
    held = figures(Keeper(*RELEASES, newer, reworded))
    assert [row.release for row in held.statements.rows] == [1, 9, 10, 4]
    assert [row.revision for row in held.statements.rows] == [1, 1, 2, 1]
    assert held.release == 10


def test_an_editor_gets_own_audiences_alone_in_every_part():
    held = figures(Keeper(*RELEASES), NORTH)
    assert {c.cell for row in held.statements.rows for c in row.cells} == {"region:north"}
    assert [each.cell for each in held.maps] == ["region:north"]
    assert held.clashes == ()
    assert held.statements.comparisons.tested == 0


def test_passages_have_rows_of_their_own_and_one_statement_is_its_passage():
    told = drawn(PLAN, 8, "p1", lambda _: (0.7, 0.1))
    passages = (
        Passage("p1", 2, "talk", "Both", ("s0", "s1")),
        Passage("p2", 1, "talk", "One", ("s2",)),
        Passage("p3", 1, "talk", "Later", ("s3",)),
    )
    held = figures(Keeper(*RELEASES[:3], told, passages=passages))
    rows = {row.id: row for row in held.passages.rows}
    assert list(rows) == ["p1", "p2"]
    assert (rows["p1"].release, rows["p1"].revision) == (8, 2)
    assert rows["p2"].release == 3
    nets = [[cell.net for cell in row.cells] for row in (rows["p2"], held.statements.rows[2])]
    assert nets[0] == nets[1]
    assert [row.id for row in held.statements.rows] == ["s0", "s1", "s2"]
    assert held.release == 8


def test_a_viewer_gets_what_is_final():
    assert figures(Keeper(*RELEASES), View(final_only=True)).statements.rows == ()


def test_what_others_said_changes_nothing_for_an_editor():
    """Not even through what a model borrows, or a test compares with."""
    others = [
        type(release)(
            release.number, release.statement, 1, "frozen", 100,
            [f for f in release.figures if f.cell == "region:north"],
        )
        for release in RELEASES
    ]  # fmt: skip
    assert figures(Keeper(*RELEASES), NORTH) == figures(Keeper(*others), NORTH)


def test_it_is_reckoned_once_until_a_statement_is_released(monkeypatch):
    reckoned = []

    def counted(*args):
        reckoned.append(1)
        return desk_table(*args)

    desk_table = read_desk.desk_table
    monkeypatch.setattr(read_desk, "desk_table", counted)
    keeper = Keeper(*RELEASES)
    reading = DeskReading(keeper)

    async def story():
        first, second = await asyncio.gather(
            reading.figures("ABC", EVERYTHING), reading.figures("ABC", EVERYTHING)
        )
        assert first is second
        keeper.releases.append(IntervalRelease(5, 0, 0, "frozen", 100, []))
        assert await reading.figures("ABC", EVERYTHING) is first
        assert len(reckoned) == 2  # of statements, of passages
        await reading.figures("ABC", NORTH)
        keeper.releases.append(drawn(PLAN, 6, "s0", lambda _: (0.1, 0.6)))
        assert (await reading.figures("ABC", EVERYTHING)).release == 6
        assert len(reckoned) == 6

    asyncio.run(story())


def test_only_so_many_desks_are_kept(monkeypatch):
    monkeypatch.setattr(read_desk, "KEPT_MAX", 2)
    reading = DeskReading(Keeper(*RELEASES))

    async def story():
        first = await reading.figures("A", EVERYTHING)
        await reading.figures("B", EVERYTHING)
        await reading.figures("C", EVERYTHING)
        assert await reading.figures("A", EVERYTHING) is not first

    asyncio.run(story())
