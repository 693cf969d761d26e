"""A seat's way through its questions, over the services and stores in memory."""

import asyncio

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.questionnaire import (
    Answer,
    Part,
    Question,
    QuestionKind,
    Questionnaire,
    Rule,
    ShowIf,
    Why,
)
from pulsemeter.domain.session import SessionState
from pulsemeter.service.answer_ports import Said
from pulsemeter.service.answer_questions import Questioning

BOTH = (Part.BEFORE, Part.AFTER)
MOOD = Question("mood", QuestionKind.SCALE, "Mood?", parts=BOTH, steps=5)
VOTED = Question(
    "voted", QuestionKind.SINGLE, "Voted?", parts=(Part.BEFORE,),
    answers=(Answer("yes", "Yes"), Answer("no", "No")),
)  # fmt: skip
PARTY = Question(
    "party", QuestionKind.SINGLE, "For whom?", parts=(Part.BEFORE,),
    answers=(Answer("a", "A"), Answer("b", "B")), show_if=ShowIf((Rule("voted", ("yes",)),)),
)  # fmt: skip
MORE = Question("more", QuestionKind.TEXT, "More?", is_required=False)
ASKED = Questionnaire((MOOD, VOTED, PARTY, MORE), Why(moments=2))


def run(world, study, story, statements=()):
    async def whole():
        async with world.running():
            code = await world.session(study, statements=statements)
            seat = (await world.done(world.enrolment.redeem(code, "", "k" * 24))).seat
            await world.done(world.enrolment.consent(seat))
            seat = await world.done(world.enrolment.answer_profile(seat, {"region": "north"}))
            asked = Questioning(world.stores.answers, world.enrolment, world.keeper, world.chance)
            await story(code, seat, asked)

    asyncio.run(whole())


def now(world, seat):
    return world.enrolment.seat(seat.id)


async def ids(asked, seat):
    return [question.id for question in await asked.to_ask(seat)]


def test_questions_before_come_page_by_page_and_lead_to_practice(world, make_study):
    async def story(code, seat, asked):
        assert seat.step is SeatStep.BEFORE
        assert await ids(asked, seat) == ["mood", "voted"]
        checked = await world.done(asked.answer(seat, {"mood": ["9"], "voted": ["yes"]}))
        assert checked.wrong == ("mood",)
        assert await world.stores.answers.of_seat(code, seat.id) == {}, "nothing of a page in part"
        await world.done(asked.answer(seat, {"mood": ["3"], "voted": ["yes"], "hack": ["1"]}))
        assert await ids(asked, seat) == ["party"]
        await world.done(asked.answer(seat, {"party": ["b"]}))
        assert now(world, seat).step is SeatStep.PRACTICE
        assert await world.stores.answers.of_seat(code, seat.id) == {
            ("before", "mood"): "3",
            ("before", "voted"): "yes",
            ("before", "party"): "b",
        }

    run(world, make_study(questionnaire=ASKED), story)


def test_a_control_arm_goes_from_its_questions_to_the_stimulus(world, make_study):
    arms = (Arm("one", "One", presses=False), Arm("two", "Two", presses=False))

    async def story(code, seat, asked):
        await world.done(asked.answer(seat, {"mood": ["3"], "voted": ["no"]}))
        assert now(world, seat).step is SeatStep.STIMULUS

    run(world, make_study(questionnaire=ASKED, arms=arms), story)


async def up_to_the_end(world, code, seat, asked):
    await world.done(asked.answer(seat, {"mood": ["3"], "voted": ["no"]}))
    await world.done(world.enrolment.practised(seat))
    await world.go(code, SessionState.RUNNING)
    world.clock.now_ms += 30_000
    await world.press(seat, 4_000, 100)
    await world.press(seat, 19_000, -100)
    await world.done(world.enrolment.watched(seat))
    await world.done(world.enrolment.answer_closing(seat, "good", ""))


def test_afterwards_words_are_kept_without_their_author_and_moments_are_asked_for(
    world, make_study, spoken
):
    async def story(code, seat, asked):
        await up_to_the_end(world, code, seat, asked)
        seat = now(world, seat)
        assert seat.step is SeatStep.AFTER
        assert await ids(asked, seat) == ["mood", "more"], "asked again after the stimulus"
        await world.done(asked.answer(seat, {"mood": ["5"], "more": [" Well said. "]}))
        seat = now(world, seat)
        assert seat.step is SeatStep.WHY
        moments = await asked.why_moments(seat)
        assert [(m.statement.id, m.is_like) for m in moments] == [("s1", True), ("s2", False)]
        await world.done(asked.answer_why(seat, {"s1": "It is true.", "s2": " ", "x": "no"}))
        assert now(world, seat).step is SeatStep.THANKS
        held = await world.stores.answers.of_seat(code, seat.id)
        assert held["after", "more"] == "", "that it was asked is known, the words are elsewhere"
        said = await world.stores.answers.said(code)
        assert sorted(said, key=lambda s: s.question) == [
            Said("more", "Well said."),
            Said("why", "It is true.", "talk", "s1", 100),
        ]

    run(world, make_study(questionnaire=ASKED), story, spoken)


def test_a_profile_that_keeps_no_words_asks_for_none(world, make_study, spoken):
    assert not PROFILES["sealed"].comments

    async def story(code, seat, asked):
        await up_to_the_end(world, code, seat, asked)
        seat = now(world, seat)
        assert await ids(asked, seat) == ["mood"]
        await world.done(asked.answer(seat, {"mood": ["5"]}))
        assert now(world, seat).step is SeatStep.THANKS

    run(world, make_study("sealed", questionnaire=ASKED), story, spoken)


def test_a_second_click_leaves_its_words_once(world, make_study, spoken):
    async def story(code, seat, asked):
        await up_to_the_end(world, code, seat, asked)
        seat = now(world, seat)
        given = {"mood": ["5"], "more": ["Twice?"]}
        clicks = [asyncio.ensure_future(asked.answer(seat, given)) for _ in range(2)]
        await world.done(asyncio.wait(clicks))
        assert len(await world.stores.answers.said(code)) == 1

    run(world, make_study(questionnaire=ASKED), story, spoken)


def test_withdrawal_takes_the_answers_along(world, make_study):
    async def story(code, seat, asked):
        await world.done(asked.answer(seat, {"mood": ["3"], "voted": ["no"]}))
        await world.done(world.enrolment.withdraw(now(world, seat)))
        assert await world.stores.answers.all(code) == {}

    run(world, make_study(questionnaire=ASKED), story)
