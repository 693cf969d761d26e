"""The pages of questions: every kind, what is missing, and why at one's own moments."""

import re
from dataclasses import replace

import pytest
from tests.unit.web.visit import STUDY, Visit, visiting

from pulsemeter.domain.participant import Seat
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
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.statement import Statement
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.web.question_pages import in_own_order

pytestmark = pytest.mark.usefixtures("built")

BEFORE = (Part.BEFORE,)
WORDS = tuple(Answer(word, word.title()) for word in ("clear", "dull", "bold", "cold"))
QUESTIONS = (
    Question("voted", QuestionKind.SINGLE, "Did you vote?", BEFORE,
             answers=(Answer("yes", "Yes"), Answer("no", "No"))),
    Question("party", QuestionKind.SINGLE, "For whom?", BEFORE,
             answers=(Answer("a", "A"), Answer("b", "B")),
             show_if=ShowIf((Rule("voted", ("yes",)),))),
    Question("trust", QuestionKind.SCALE, "Trust?", BEFORE, steps=5, low="none", high="full"),
    Question("years", QuestionKind.NUMBER, "Years?", BEFORE, hint="Whole years.", number_min=0),
    Question("words", QuestionKind.WORDS, "Which fit?", answers=WORDS),
    Question("more", QuestionKind.TEXT, "More?", is_required=False),
)  # fmt: skip
ASKED = replace(STUDY, questionnaire=Questionnaire(QUESTIONS, Why(one_word=True)))
SAID = (Statement("s1", 1, "first", 0, 10_000, "We choose to go."),)


def test_the_way_through_all_questions() -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        page = await visit.page()
        assert "Did you vote?" in page
        assert "For whom?" not in page
        await visit.browser.post("/p/questions", data={"voted": "yes"})
        page = await visit.page()
        assert "For whom?" in page
        assert page.count('name="trust"') == 5
        assert "1<span" in page
        assert ": none" in page
        assert 'inputmode="decimal"' in page
        answers = {"party": "a", "trust": "4", "years": "31"}
        await visit.browser.post("/p/questions", data=answers)
        assert "How it works" in await visit.page()

        await visit.browser.post("/p/practised")
        (seat,) = visit.parts.enrolment.seats(visit.code)
        await visit.parts.ingest.take_seat(seat, 9)
        pressed = Incoming(1, RecordKind.PRESS, 0, 0, -100, 4_000)
        visit.parts.ingest.take(visit.parts.enrolment.seat(seat.id), 9, [pressed], lambda _: None)
        await visit.browser.post("/p/watched?stage=0")
        await visit.browser.post("/p/closing", data={"overall": "good"})
        page = await visit.page()
        assert "Which fit?" in page
        assert "You may leave this empty" in page
        await visit.browser.post("/p/questions", data={"words": ["dull", "cold"], "more": ""})
        page = await visit.page()
        assert "We choose to go." in page
        assert "You pressed “Disagree” here" in page
        await visit.browser.post("/p/why", data={"s1": "Cheap"})
        assert "Thank you" in await visit.page()
        held = await visit.parts.stores.answers.of_seat(visit.code, seat.id)
        assert held["after", "words"] == "dull,cold"
        assert [s.words for s in await visit.parts.stores.answers.said(visit.code)] == ["Cheap"]

    visiting(story, ASKED, statements=SAID)


def test_what_is_missing_or_wrong_is_named_beside_it_and_linked_at_the_top() -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        await visit.browser.post("/p/questions", data={"voted": "no"})
        answer = await visit.browser.post("/p/questions", data={"years": "many"})
        assert answer.status_code == 422
        page = answer.text
        assert 'href="#trust"' in page
        assert 'href="#years"' in page
        assert "(not answered yet)" in page
        assert "this answer doesn" in page
        assert 'value="many"' in page, "what was typed is still there"
        assert re.search(r'id="years"[^>]* aria-describedby="years-hint years-fault"', page)
        assert re.search(r'id="years"[^>]* aria-invalid="true"', page)
        assert re.search(r'id="trust" role="radiogroup"[^>]* aria-invalid="true"', page)
        assert re.search(r'role="alert" tabindex="-1" autofocus', page), "is read at once"
        assert "<title>Something is missing · Step 2 of 5: About you · The debate</title>" in page

    visiting(story, ASKED)


def test_without_moments_nobody_is_asked_why() -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        await visit.browser.post("/p/practised")
        await visit.browser.post("/p/watched?stage=0")
        await visit.browser.post("/p/closing", data={"overall": "good"})
        assert (await visit.browser.get("/p")).status_code == 303
        assert "Thank you" in await visit.page()

    visiting(story, replace(STUDY, questionnaire=Questionnaire((), Why())), statements=SAID)


def test_words_stand_in_an_order_of_the_seats_own() -> None:
    question = QUESTIONS[4]
    orders = {
        tuple(a.id for a in in_own_order(question, Seat(seat, "CODE")).answers)
        for seat in range(1, 400)
    }
    assert len(orders) == 24
    assert in_own_order(question, Seat(7, "CODE")) == in_own_order(question, Seat(7, "CODE"))
    assert in_own_order(QUESTIONS[0], Seat(7, "CODE")) is QUESTIONS[0]
    with_none = replace(question, answers=(Answer("none", "None", alone=True), *question.answers))
    lasts = {in_own_order(with_none, Seat(n, "CODE")).answers[-1].id for n in range(1, 50)}
    assert lasts == {"none"}, "what excludes the others stands at the end"


def test_questions_are_taken_only_where_they_are_asked() -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        answer = await visit.browser.post("/p/questions", data={"voted": "yes"})
        assert answer.headers["location"] == "/p"
        (seat,) = visit.parts.enrolment.seats(visit.code)
        assert await visit.parts.stores.answers.of_seat(visit.code, seat.id) == {}

    visiting(story)
