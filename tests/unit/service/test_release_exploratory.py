"""Exploratory segments cut the whole panel, rest on what it rests on, and leave once."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind, Questionnaire
from pulsemeter.domain.session import SessionState, ShownIn
from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import IntervalRelease, StatementRelease
from pulsemeter.service.erasure_ports import ORDER
from pulsemeter.service.release_answers import closed_session
from pulsemeter.service.release_exploratory import UNANSWERED, release_exploratory
from pulsemeter.service.study_analysis import released_study, session_of

SAID = Statement("s01", 1, "talk", 0, 5_000, "We choose to go.")
VOTED = Question(
    "voted", QuestionKind.SINGLE, "Voted?", (Part.AFTER,), is_required=False, exploratory=True,
    answers=(Answer("yes", "Yes"), Answer("no", "No"), Answer("else", "Something else")),
)  # fmt: skip
MOOD = replace(VOTED, id="mood", exploratory=False)
ASKED = Questionnaire((VOTED, MOOD))


async def shown(world, study, answers, *, withdrawn=()):
    """Everybody presses once, every second one Like; `answers` says what the n-th one answered."""
    code = await world.session(study, statements=[SAID])
    profiles = [{"region": "north" if n % 2 else "south"} for n in range(len(answers))]
    seats = await world.sit_all(code, profiles)
    await world.go(code, SessionState.RUNNING)
    for n, seat in enumerate(seats):
        await world.press(seat, 4_000, 100 if n % 2 else -100)
    await world.keeper.tick()
    world.clock.now_ms += 31_000
    await world.keeper.tick()
    for n, seat in enumerate(seats):
        await world.stores.answers.put(code, seat.id, "after", {"voted": answers[n]})
        if n in withdrawn:
            await world.done(world.enrolment.withdraw(world.enrolment.seat(seat.id)))
    await world.go(code, SessionState.CLOSED)
    await world.keeper.tick()
    world.clock.now_ms += 3_000
    await world.keeper.tick()
    session = await session_of(world.stores, "talk")
    return await closed_session(world.stores, session, world.clock.wall_ms(), at_once=True)


def run(make_world, story):
    async def whole():
        world = make_world()
        async with world.running():
            return await story(world)

    return asyncio.run(whole())


@pytest.fixture
def study(make_study):
    return make_study("standard", questionnaire=ASKED)


def test_cells_are_merged_in_order_and_add_up_to_the_panel(make_world, study):
    answers = ["yes"] * 30 + ["no"] * 20 + ["else"] * 8 + [""] * 6

    async def story(world):
        closed = await shown(world, study, answers)
        release = await release_exploratory(world.stores, closed, "voted")
        assert [(cell.id, cell.roster) for cell in release.cells] == [
            ("voted:yes", 30), ("voted:no", 20), (f"voted:else+{UNANSWERED}", 14),
        ]  # fmt: skip
        first = next(i for i in release.intervals if i.interval == 0)
        state = closed.state
        whole = [
            next(f for f in r.figures if f.cell == "all")
            for r in state.releases
            if isinstance(r, IntervalRelease) and r.interval == 0
        ][-1]
        assert sum(f.likes.value for f in first.figures) == pytest.approx(whole.likes.value, abs=3)
        (judged,) = release.statements
        assert {f.cell for f in judged.figures} == {cell.id for cell in release.cells}
        assert all("(exploratory)" not in f.sentence for f in judged.figures)

    run(make_world, story)


def test_a_later_answer_makes_no_second_release(make_world, study):
    async def story(world):
        closed = await shown(world, study, ["yes", "no"] * 30)
        first = await release_exploratory(world.stores, closed, "voted")
        seat = closed.roster[0].seat.id
        await world.stores.answers.put(closed.code, seat, "after", {"voted": "no"})
        assert await release_exploratory(world.stores, closed, "voted") == first

    run(make_world, story)


def test_it_rests_on_what_the_whole_panels_figures_rest_on(make_world, study):
    """Three presses that came after the last figures change no figure: neither the panel's, which
    isn't told anew for so few, nor the segments', whose difference to it would show them."""
    answers = ["yes"] * 30 + ["no"] * 30

    async def story(late):
        world = make_world()
        async with world.running():
            code = await world.session(study, statements=[SAID])
            seats = await world.sit_all(code, [{"region": "north"}] * 60)
            await world.go(code, SessionState.RUNNING)
            for n, seat in enumerate(seats):
                await world.press(seat, 4_000, 100 if n % 2 else -100)
            await world.keeper.tick()
            world.clock.now_ms += 31_000
            await world.keeper.tick()
            for n, seat in enumerate(seats[:late]):
                await world.press(seat, 4_500, 100 if n % 3 else -100)
            for n, seat in enumerate(seats):
                await world.stores.answers.put(code, seat.id, "after", {"voted": answers[n]})
            await world.go(code, SessionState.CLOSED)
            await world.keeper.tick()
            world.clock.now_ms += 3_000
            await world.keeper.tick()
            session = await session_of(world.stores, "talk")
            closed = await closed_session(
                world.stores, session, world.clock.wall_ms(), at_once=True
            )
            release = await release_exploratory(world.stores, closed, "voted")
            stated = [r for r in closed.state.releases if isinstance(r, StatementRelease)]
            return release, stated[-1].figures

    (few, told_few), (none, told_none), (many, told_many) = (
        asyncio.run(story(late)) for late in (3, 0, 30)
    )
    assert told_few == told_none
    assert few == none
    assert told_many != told_none
    assert many != none


def test_nothing_is_cut_from_a_log_that_forgot_its_order(make_world, study):
    async def story(world):
        closed = await shown(world, study, ["yes", "no"] * 30)
        await world.stores.erasures.note_step(closed.code, ORDER)
        with pytest.raises(DataError, match="forgot the order"):
            await release_exploratory(world.stores, closed, "voted")

    run(make_world, story)


def test_segments_of_too_few_are_refused(make_world, study):
    async def story(world):
        closed = await shown(world, study, ["yes"] * 55 + ["no"] * 4)
        with pytest.raises(DataError, match="can't be told: its categories are too small"):
            await release_exploratory(world.stores, closed, "voted")
        assert await world.stores.releases.once(closed.code) == []

    run(make_world, story)


def test_a_withdrawal_or_two_leave_no_exploratory_segments(make_world, study):
    async def story(world):
        closed = await shown(world, study, ["yes", "no"] * 30, withdrawn=(3, 4))
        with pytest.raises(DataError, match="withdrew"):
            await release_exploratory(world.stores, closed, "voted")

    run(make_world, story)


@pytest.mark.parametrize("name", ["mood", "nothing"])
def test_only_exploratory_questions_make_segments(make_world, study, name):
    async def story(world):
        closed = await shown(world, study, ["yes", "no"] * 30)
        with pytest.raises(DataError, match="it has voted"):
            await release_exploratory(world.stores, closed, name)

    run(make_world, story)


def test_the_analysis_shows_them_beside_the_plan_and_says_exploratory(make_world, study):
    async def story(world):
        closed = await shown(world, study, ["yes", "no"] * 30)
        await release_exploratory(world.stores, closed, "voted")
        plain = await released_study(world.stores, "talk")
        with_them = await released_study(world.stores, "talk", explored="voted")
        return plain, with_them

    plain, found = run(make_world, story)
    assert "voted:yes" not in plain.segments["segment"].to_list(), "only for who asks"
    assert not any("exploratory" in note for note in plain.notes)
    labels = dict(found.segments.select("segment", "label").rows())
    assert labels["voted:yes"] == "Yes (exploratory)"
    assert any(note.startswith("exploratory:") for note in found.notes)
    assert {"voted:yes", "voted:no"} <= set(found.curve["segment"])
    assert {"voted:yes", "voted:no"} <= set(found.statements["segment"])
    assert plain.curve.equals(found.curve.filter(~found.curve["segment"].str.contains("voted")))


def test_screens_of_peoples_own_make_no_exploratory_segments(make_world, study):
    async def story(world):
        closed = await shown(world, study, ["yes", "no"] * 15)
        session = await world.stores.studies.session(closed.code)
        away = replace(session, shown=ShownIn.OWN_SCREEN)
        await world.stores.studies.put_session(away)
        with pytest.raises(DataError, match="on people's own screens"):
            await release_exploratory(world.stores, closed, "voted")

    run(make_world, story)
