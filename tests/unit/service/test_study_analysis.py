"""A study's analysis is its book of releases, and nothing that isn't in it."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.edit_wording import set_bounds
from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.domain.wording import change_between
from pulsemeter.release.figures import IntervalRelease, StatementRelease
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.study_analysis import released_study

NORTH, SOUTH = {"region": "north"}, {"region": "south"}
SAID = Statement("s01", 1, "talk", 0, 5_000, "We choose to go.")


async def shown(world, study, statements=(SAID,), passages=()):
    """A session in which everybody pressed once, closed, with all that it released."""
    await world.stores.studies.add_study(study, "", statements, passages)
    code = (await world.conduct.plan(study.name, SessionKind.LIVE)).code
    await world.go(code, SessionState.OPEN)
    seats = await world.sit_all(code, [NORTH] * 20 + [SOUTH] * 20)
    await world.go(code, SessionState.RUNNING)
    for place, seat in enumerate(seats):
        await world.hello(seat, 1)
        choice = 100 if place % 4 else -100
        await world.send(seat, 1, Incoming(1, RecordKind.PRESS, 0, 0, choice, 4_000))
    await world.keeper.tick()
    world.clock.now_ms += 31_000
    await world.keeper.tick()
    await world.go(code, SessionState.CLOSED)
    world.clock.now_ms += 3_000
    await world.keeper.tick()
    return code


def test_every_figure_is_the_newest_that_was_released(make_world, make_study):
    async def story():
        world = make_world()
        async with world.running():
            code = await shown(world, make_study("standard"))
            state = await world.stores.releases.state(code)
            return await released_study(world.stores, "talk"), state.releases

    found, releases = asyncio.run(story())
    newest = {r.interval: r for r in releases if isinstance(r, IntervalRelease)}
    assert newest
    for interval, release in newest.items():
        rows = found.curve.filter(interval=interval)
        told = [(f.cell, f.likes.value, f.likes.coding) for f in release.figures]
        assert sorted(rows.select("segment", "likes", "likes_coding").rows()) == sorted(told)
    verdicts = {
        (r.statement, f.cell): (f.verdict, f.sentence)
        for r in releases
        if isinstance(r, StatementRelease)
        for f in r.figures
    }
    held = found.statements.select("statement", "segment", "verdict", "sentence").rows()
    assert {(row[0], row[1]): (row[2], row[3]) for row in held} == verdicts
    assert found.released == "standard"
    assert found.persons.is_empty()
    assert found.deviations == []
    assert f"Deviations from the plan\n  none\n  plan sealed as {found.plan}" in str(found)


@pytest.mark.parametrize(
    ("instrument", "read_as", "told"),
    [
        (Instrument(cue=False), "two_buttons_free", "two buttons, cadence 5 s, without a cue"),
        (Instrument(InstrumentKind.FOUR_STEPS), "four_steps", "Like a lot / Like / Dislike"),
        # Released figures count who moved to a side: they are no mean ratings.
        (Instrument(InstrumentKind.SLIDER, start=-20), "two_buttons", "starts at -20"),
    ],
)
def test_released_figures_tell_their_instrument(make_world, make_study, instrument, read_as, told):
    async def story():
        world = make_world()
        async with world.running():
            await shown(world, replace(make_study("standard"), instrument=instrument))
            return await released_study(world.stores, "talk")

    settings = asyncio.run(story()).settings
    assert settings.instrument == read_as
    assert told in settings.pad
    assert settings.start == instrument.start


def test_a_study_without_session_or_release_says_so(make_world, make_study):
    async def story():
        world = make_world()
        async with world.running():
            with pytest.raises(UnknownStudy, match="no study nothing"):
                await released_study(world.stores, "nothing")
            await world.session(make_study())
            with pytest.raises(DataError, match="released nothing yet"):
                await released_study(world.stores, "talk")
            with pytest.raises(DataError, match="no session 'XXXX'; its sessions: "):
                await released_study(world.stores, "talk", "XXXX")

    asyncio.run(story())


def test_each_stimulus_has_an_analysis_of_its_own(make_world, make_study):
    stimuli = (Stimulus("talk", "A talk", 30_000), Stimulus("reply", "A reply", 10_000))

    async def story():
        world = make_world()
        async with world.running():
            study = make_study("standard", stimuli=stimuli)
            code = await world.session(study, SessionKind.ON_DEMAND, statements=[SAID])
            seats = await world.sit_all(code, [NORTH] * 20)
            for seat in seats:
                await world.hello(seat, 1)
                await world.send(seat, 1, Incoming(1, RecordKind.PRESS, 0, 0, 100, 4_000))
                await world.send(seat, 1, Incoming(2, RecordKind.PRESS, 1, 0, -100, 6_000))
            await world.go(code, SessionState.CLOSED)
            for _ in range(3):
                world.clock.now_ms += 3_000
                await world.keeper.tick()
            first = await released_study(world.stores, "talk")
            second = await released_study(world.stores, "talk", stimulus="reply")
            with pytest.raises(DataError, match="no stimulus 'else'; it has talk, reply"):
                await released_study(world.stores, "talk", stimulus="else")
            return first, second

    first, second = asyncio.run(story())
    whole = [a.curve.filter(segment="all").sort("interval") for a in (first, second)]
    assert [len(curve) for curve in whole] == [6, 2]
    assert whole[0]["net"].to_list()[0] > 0.5
    assert whole[1]["net"].to_list()[1] < -0.5
    assert first.statements["statement"].to_list() != []
    assert len(second.statements) == 0
    assert any("reply alone" in note for note in second.notes)


def test_an_edit_after_the_opening_changes_no_released_figure(make_world, make_study):
    async def story():
        world = make_world()
        async with world.running():
            await shown(world, make_study("standard"))
            before = await released_study(world.stores, "talk")
            wording = await world.stores.studies.wording("talk")
            edited = set_bounds(wording, "s01", 0, 4_000)
            change = change_between(wording, edited)
            assert await world.stores.studies.change_wording("talk", wording.edition, change)
            return before, await released_study(world.stores, "talk")

    before, after = asyncio.run(story())
    assert after.summary() == before.summary()
    assert after.statement_list["end_ms"].to_list() == [5_000]


def test_passages_have_the_figures_that_left_of_them(make_world, make_study):
    said = [SAID, Statement("s02", 1, "talk", 5_000, 10_000, "Not because it is easy."),
            Statement("s03", 1, "talk", 10_000, 15_000, "But because it is hard.")]  # fmt: skip
    passages = (
        Passage("p1", 1, "talk", "Why we go", ("s01", "s02")),
        Passage("p2", 1, "talk", "Its price", ("s03",)),
    )

    async def story():
        world = make_world()
        async with world.running():
            code = await shown(world, make_study("standard"), said, passages)
            state = await world.stores.releases.state(code)
            return await released_study(world.stores, "talk"), state.releases

    found, releases = asyncio.run(story())
    told = {r.statement: r for r in releases if isinstance(r, StatementRelease)}
    rows = found.passages.select("passage", "segment", "verdict").rows()
    assert {name for name, *_ in rows} == {"Why we go", "Its price"}
    for name, judged in (("Why we go", "p1"), ("Its price", "s03")):
        figures = [(name, f.cell, f.verdict) for f in told[judged].figures]
        assert [row for row in rows if row[0] == name] == figures
    assert found.statement_list["passage"].to_list() == ["Why we go", "Why we go", "Its price"]
