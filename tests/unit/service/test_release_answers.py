"""Answers leave once, after the close, for those who completed; never twice and never early."""

import asyncio

import pytest

from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind, Questionnaire
from pulsemeter.domain.session import SessionState
from pulsemeter.service.answer_questions import Questioning
from pulsemeter.service.release_answers import (
    PATIENCE_MS,
    NotYet,
    closed_session,
    release_answers,
    released_once,
    write_once,
)
from pulsemeter.service.study_analysis import session_of

NORTH, SOUTH = {"region": "north"}, {"region": "south"}
VOTED = Question(
    "voted", QuestionKind.SINGLE, "Voted?", (Part.BEFORE, Part.AFTER),
    answers=(Answer("yes", "Yes"), Answer("no", "No")),
)  # fmt: skip
MORE = Question("more", QuestionKind.TEXT, "More?", is_required=False)
AGE = Question("age", QuestionKind.NUMBER, "Age?", number_min=18, is_required=False)
ASKED = Questionnaire((VOTED, MORE, AGE))


class Showing:
    """A session of 25 persons in each region, most of whom answer to the end."""

    def __init__(self, world, study):
        self.world, self.study = world, study
        self.asked = Questioning(
            world.stores.answers, world.enrolment, world.keeper, world.chance
        )  # fmt: skip

    async def play(self, before, after, profiles=None):
        """`before` and `after` say what the n-th person answers; "" stops there."""
        world = self.world
        self.code = await world.session(self.study)
        seats = []
        for n, profile in enumerate(profiles or [NORTH] * 25 + [SOUTH] * 25):
            seat = (await world.done(world.enrolment.redeem(self.code, "", f"{n:024}"))).seat
            await world.done(world.enrolment.consent(seat))
            seat = await world.done(world.enrolment.answer_profile(seat, profile))
            seat = await self.answer(seat, before(n))
            seats.append(await world.done(world.enrolment.practised(seat)))
        await world.go(self.code, SessionState.RUNNING)
        await world.keeper.tick()
        world.clock.now_ms += 31_000
        for n, seat in enumerate(seats):
            await world.done(world.enrolment.watched(seat))
            await world.done(world.enrolment.answer_closing(self.now(seat), "good", ""))
            if after(n):
                await self.answer(self.now(seat), after(n))
        self.seats = seats
        await world.keeper.tick()

    async def answer(self, seat, voted):
        await self.world.done(self.asked.answer(seat, {"voted": [voted], "more": ["So."]}))
        return self.now(seat)

    def now(self, seat):
        return self.world.enrolment.seat(seat.id)

    async def close(self):
        await self.world.go(self.code, SessionState.CLOSED)
        await self.world.keeper.tick()
        self.world.clock.now_ms += 3_000
        await self.world.keeper.tick()

    async def closed(self, **options):
        stores = self.world.stores
        session = await session_of(stores, "talk")
        return await closed_session(stores, session, self.world.clock.wall_ms(), **options)


def yes_if(test):
    return lambda n: "yes" if test(n) else "no"


def run(make_world, study, story):
    async def whole():
        world = make_world()
        async with world.running():
            await story(Showing(world, study))

    asyncio.run(whole())


def test_what_left_is_what_was_answered_within_rounding(make_world, make_study):
    async def story(showing):
        await showing.play(yes_if(lambda n: n % 2), yes_if(lambda n: n % 5))
        await showing.close()
        release = await release_answers(showing.world.stores, await showing.closed())
        (voted,) = release.questions
        assert release.left_out == [
            "more: words leave with the comments",
            "age: a number is told in bands, which need min and max",
        ]
        told = {
            (f.cell, f.part, a.answer): a.persons.value for f in voted.answers for a in f.answers
        }
        for cell, persons in (("all", range(50)), ("region:north", range(25))):
            truth = {
                "before": sum(n % 2 for n in persons),
                "after": sum(n % 5 > 0 for n in persons),
            }
            for part, yes in truth.items():
                assert abs(told[cell, part, "yes"] - yes) <= 1
        moves = next(m for m in voted.moves if (m.cell, m.answer) == ("all", "yes"))
        assert abs(moves.up.value - sum(n % 2 == 0 and n % 5 > 0 for n in range(50))) <= 1

    run(make_world, make_study("standard", questionnaire=ASKED), story)


def test_nothing_leaves_while_a_session_runs_or_before_its_last_figures(make_world, make_study):
    async def story(showing):
        await showing.play(yes_if(lambda n: n % 2), yes_if(lambda n: n % 2))
        with pytest.raises(NotYet, match="not closed"):
            await showing.closed(at_once=True)
        await showing.world.go(showing.code, SessionState.CLOSED)
        with pytest.raises(NotYet, match="not final"):
            await showing.closed(at_once=True)

    run(make_world, make_study("standard", questionnaire=ASKED), story)


def test_those_who_still_answer_are_waited_for_a_day(make_world, make_study):
    async def story(showing):
        await showing.play(yes_if(lambda n: n % 2), lambda n: "yes" if n else "")
        await showing.close()
        with pytest.raises(NotYet, match="--answers-now"):
            await showing.closed()
        assert (await showing.closed(at_once=True)).code == showing.code
        showing.world.clock.now_ms += PATIENCE_MS
        release = await release_answers(showing.world.stores, await showing.closed())
        whole = next(f for f in release.questions[0].answers if f.cell == "all")
        assert whole.persons.value == 50, "49 completed"

    run(make_world, make_study("standard", questionnaire=ASKED), story)


def test_a_second_release_is_the_first_whoever_answered_since(make_world, make_study):
    async def story(showing):
        await showing.play(yes_if(lambda n: n % 2), lambda n: "yes" if n > 9 else "")
        await showing.close()
        stores = showing.world.stores
        first = await release_answers(stores, await showing.closed(at_once=True))
        for seat in showing.seats[:10]:
            await showing.answer(showing.now(seat), "no")
        assert await release_answers(stores, await showing.closed()) == first
        assert await stores.releases.once(showing.code) == [first]

    run(make_world, make_study("standard", questionnaire=ASKED), story)


def test_who_withdrew_is_in_no_count(make_world, make_study):
    async def story(showing):
        await showing.play(yes_if(lambda n: n < 20), yes_if(lambda n: n < 20))
        for seat in showing.seats[:10]:
            await showing.world.done(showing.world.enrolment.withdraw(showing.now(seat)))
        await showing.close()
        release = await release_answers(showing.world.stores, await showing.closed())
        whole = next(f for f in release.questions[0].answers if f.cell == "all")
        assert (whole.persons.value, whole.answers[0].persons.value) == (40, 10)

    run(make_world, make_study("standard", questionnaire=ASKED), story)


def test_of_two_who_release_at_once_the_first_counts(make_world, make_study):
    async def story(showing):
        await showing.play(yes_if(lambda n: n % 2), yes_if(lambda n: n % 3))
        await showing.close()
        stores = showing.world.stores
        first = await release_answers(stores, await showing.closed())
        late = type(first)([], ["made a moment later"])
        assert await write_once(stores, showing.code, late) == first
        assert await released_once(stores, showing.code, "answers") == first
        assert await released_once(stores, showing.code, "exploratory:voted") is None

    run(make_world, make_study("standard", questionnaire=ASKED), story)
