import asyncio

import pytest

from pulsemeter.domain.panel_question import QuestionRefused
from pulsemeter.domain.questionnaire import Answer, Question, QuestionKind, Questionnaire
from pulsemeter.domain.session import SessionKind, SessionState, SessionStateError
from pulsemeter.release.answer_figures import AskedRelease
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.answer_questions import Questioning
from pulsemeter.service.ask_panel import PanelQuestions

NORTH = View(frozenset({"region:north"}), with_activity=False)
TRUST = Question(
    "trust", QuestionKind.SINGLE, "Whom do you trust?",
    answers=tuple(Answer(a, a.title()) for a in ("her", "him", "nobody")),
)  # fmt: skip


class Heard:
    """How often screens were told to look."""

    def __init__(self):
        self.count = 0

    def asked(self, session):
        self.count += 1


class Told:
    """A session with people of two regions, and the questions to them."""

    def __init__(self, world, code, seats):
        self.world, self.code, self.seats, self.heard = world, code, seats, Heard()
        self.panel = PanelQuestions(world.stores, world.conduct, world.keeper, self.heard)
        self.asking = Questioning(world.stores.answers, world.enrolment, world.keeper, world.chance)

    async def answer(self, places, number=1):
        return [
            await self.asking.answer_asked(self.world.enrolment.seat(seat.id), number, place)
            for seat, place in zip(self.seats, places, strict=False)
            if place
        ]

    async def told(self, view=EVERYTHING):
        return await self.panel.told(self.code, view)


@pytest.fixture
def panel(world, make_study):
    """A story of a session that runs, with twenty people of the north and twenty of the south."""

    def run(story, kind=SessionKind.LIVE, **changes):
        async def whole():
            async with world.running():
                study = make_study(**{"questionnaire": Questionnaire((TRUST,)), **changes})
                code = await world.session(study, kind)
                await world.go(code, SessionState.RUNNING)
                profiles = [{"region": r} for r in ("north", "south") * 20]
                seats = await world.sit_all(code, profiles)
                await world.keeper.tick()
                await story(Told(world, code, seats))

        asyncio.run(whole())

    return run


def shares(told):
    return {f.cell: [round(a.share, 2) for a in f.answers] for f in told.figures.answers}


def test_a_question_is_told_by_segment_once_it_is_ended(panel):
    async def story(told):
        asked = await told.panel.ask(told.code, "Clear?", ["Yes", "No"])
        assert asked.number == 1
        assert all(await told.answer([1, 2] * 20))
        (open_one,) = await told.told()
        assert (open_one.answered, open_one.figures) == (40, None)
        (for_editor,) = await told.told(NORTH)
        assert (for_editor.answered, for_editor.figures) == (None, None)
        await told.panel.end(told.code)
        (ended,) = await told.told()
        assert shares(ended) == {"all": [0.5, 0.5], "region:north": [1, 0], "region:south": [0, 1]}
        assert ended.answered is None
        (own,) = await told.told(NORTH)
        assert shares(own) == {"region:north": [1, 0]}
        assert own.figures.held_back == []
        assert told.heard.count == 2

    panel(story)


def test_what_left_never_changes_and_late_answers_are_refused(panel):
    async def story(told):
        await told.panel.ask(told.code, "Clear?", ["Yes", "No"])
        await told.answer([1] * 40)
        await told.panel.end(told.code)
        assert not any(await told.answer([2] * 40))
        first = await told.told()
        seat = told.seats[0]
        await told.world.stores.answers.put(told.code, seat.id, "live", {"asked-1": "2"})
        assert await told.told() == first
        (release,) = await told.world.stores.releases.once(told.code)
        assert isinstance(release, AskedRelease)
        with pytest.raises(SessionStateError, match="no open question"):
            await told.panel.end(told.code)

    panel(story)


def test_a_person_may_change_the_answer_and_needs_a_right_one(panel):
    async def story(told):
        assert await told.answer([1]) == [False], "nothing is asked yet"
        await told.panel.ask(told.code, "Clear?", ["Yes", "No"])
        assert await told.answer([3]) == [False]
        assert await told.answer([1], number=2) == [False]
        assert await told.answer([1] * 40)
        assert await told.answer([2] * 40)
        await told.panel.end(told.code)
        (ended,) = await told.told()
        assert shares(ended)["all"] == [0, 1]

    panel(story)


def test_too_few_answers_are_held_back_and_a_close_ends_a_question(panel):
    async def story(told):
        await told.panel.ask(told.code, "Clear?", ["Yes", "No"])
        await told.answer([1, 1, 2])
        await told.world.go(told.code, SessionState.CLOSED)
        (ended,) = await told.told()
        assert ended.figures.answers == []
        assert any("fewer than 5 persons answered" in why for why in ended.figures.held_back)

    panel(story)


def test_a_later_question_ends_the_earlier_one_and_the_studys_own_can_be_put(panel):
    async def story(told):
        await told.panel.ask(told.code, "Clear?", ["Yes", "No"])
        await told.answer([1] * 40)
        asked = await told.panel.ask(told.code, "", [], "trust")
        assert (asked.number, asked.text, asked.answers) == (
            2, "Whom do you trust?", ("Her", "Him", "Nobody"),
        )  # fmt: skip
        first, second = await told.told()
        assert first.figures is not None
        assert (second.figures, second.answered) == (None, 0)
        assert [q.id for q in told.panel.planned(told.world.conduct.place(told.code))] == ["trust"]
        with pytest.raises(QuestionRefused, match="no question 'mood'"):
            await told.panel.ask(told.code, "", [], "mood")

    panel(story)


def test_a_withdrawn_persons_answer_is_not_counted(panel):
    async def story(told):
        await told.panel.ask(told.code, "Clear?", ["Yes", "No"])
        await told.answer([1] * 40)
        for seat in told.seats[:2]:
            await told.world.done(told.world.enrolment.withdraw(told.world.enrolment.seat(seat.id)))
        (open_one,) = await told.told()
        assert open_one.answered == 38

    panel(story)


def test_answers_go_through_presses_and_disturb_none(panel):
    async def story(told):
        await told.panel.ask(told.code, "Clear?", ["Yes", "No"])
        for seat in told.seats[:6]:
            await told.world.press(seat, 1_000)
        await told.answer([2] * 40)
        room = await told.world.keeper.room(told.code)
        await room.follower.catch_up()
        assert room.follower.interval_counts(0, 0)[0][0][:2].tolist() == [6, 0]

    panel(story)


def test_where_traffic_is_even_and_on_demand_nothing_is_asked(panel):
    async def refused(told):
        place = told.world.conduct.place(told.code)
        assert told.panel.refusal(place)
        with pytest.raises(QuestionRefused):
            await told.panel.ask(told.code, "Clear?", ["Yes", "No"])
        assert told.heard.count == 0

    panel(refused, profile="sealed")


def test_on_demand_nothing_is_asked(panel):
    async def refused(told):
        with pytest.raises(QuestionRefused, match="on demand"):
            await told.panel.ask(told.code, "Clear?", ["Yes", "No"])

    panel(refused, kind=SessionKind.ON_DEMAND)
