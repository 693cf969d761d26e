"""A seat's way through its questions: what is asked next, what is kept, where it goes on.

Choices and numbers lie with the seat; free words lie under random ids of their own. Knows no page.
"""

from collections.abc import Mapping, Sequence

from pulsemeter.analysis.own_moments import OwnMoment, own_moments, strongest_of
from pulsemeter.domain.assignment import after_questions, arm_of, before_watching, stimuli_of
from pulsemeter.domain.panel_question import PART as LIVE
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.questionnaire import (
    TEXT_LENGTH_MAX,
    Checked,
    Part,
    Question,
    check_answers,
    next_page,
)
from pulsemeter.domain.study import Study
from pulsemeter.service.answer_ports import AnswerBook, Said
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Chance

PART_OF = {SeatStep.BEFORE: Part.BEFORE, SeatStep.AFTER: Part.AFTER}
SUMMARY_LIMIT = 6
WHY = "why"


class Questioning:
    """The questions of all sessions of one server."""

    def __init__(
        self, book: AnswerBook, enrolment: Enrolment, keeper: RoomKeeper, chance: Chance
    ) -> None:
        self._book = book
        self._enrolment = enrolment
        self._keeper = keeper
        self._chance = chance
        self._answering: set[int] = set()

    async def _study(self, seat: Seat) -> Study:
        return (await self._enrolment.place_of(seat)).study

    async def to_ask(self, seat: Seat) -> tuple[Question, ...]:
        """The questions of the next page; empty when the seat's step has none left. A text
        question is asked only where the profile keeps words."""
        part = PART_OF[seat.step]
        study = await self._study(seat)
        held = await self._book.of_seat(seat.session, seat.id)
        here = {question: value for (of, question), value in held.items() if of == part}
        before = {question: value for (of, question), value in held.items() if of != part}
        asked = [
            q for q in study.questionnaire.of(part) if q.is_told_apart or study.profile.comments
        ]
        return next_page(asked, here, {**seat.categories, **before})

    async def answer(self, seat: Seat, given: Mapping[str, Sequence[str]]) -> Checked:
        """Keep the answers to the page that is shown; with the last page the seat goes on.
        Nothing is kept of a page that has to be asked again."""
        page = await self.to_ask(seat)
        checked = check_answers(page, given)
        if not checked.is_whole or seat.id in self._answering:
            return checked
        self._answering.add(seat.id)  # a second click would leave its words a second time
        try:
            free = {q.id for q in page if not q.is_told_apart}
            words = [
                Said(question, text)
                for question, text in checked.values.items()
                if question in free and text
            ]
            kept = {q: "" if q in free else value for q, value in checked.values.items()}
            await self._say(seat, words)
            await self._book.put(seat.session, seat.id, PART_OF[seat.step], kept)
            if not await self.to_ask(seat):
                await self.go_on(seat)
        finally:
            self._answering.discard(seat.id)
        return checked

    async def answer_asked(self, seat: Seat, number: int, place: int) -> bool:
        """Keep an answer, by its place from 1, to the question that everybody is asked now; another
        one takes its place. False where this question isn't open or has no such answer."""
        held = await self._enrolment.place_of(seat)
        asked = held.session.open_question
        is_even = held.study.profile.even_traffic
        if asked is None or asked.number != number or is_even or not seat.may_react:
            return False
        if not 1 <= place <= len(asked.answers):
            return False
        await self._book.put(seat.session, seat.id, LIVE, {asked.key: str(place)})
        return True

    async def _say(self, seat: Seat, words: Sequence[Said]) -> None:
        if words:
            numbered = [(self._chance.number(63), said) for said in words]
            await self._book.say(seat.session, numbered)

    async def go_on(self, seat: Seat) -> Seat:
        """From the present questions to what comes next."""
        study = await self._study(seat)
        match seat.step:
            case SeatStep.BEFORE:
                to = before_watching(arm_of(study, seat))
            case SeatStep.AFTER:
                to = after_questions(study)
            case _:
                to = SeatStep.THANKS
        return await self._enrolment.move(seat, seat.step, step=to)

    async def strongest(self, seat: Seat, limit: int) -> tuple[OwnMoment, ...]:
        """The seat's own strongest moments, over all stimuli that it watched."""
        study = await self._study(seat)
        found: list[OwnMoment] = []
        statements = await self._keeper.statements(seat.session)
        for index in stimuli_of(study, seat):
            codes = await self._keeper.own_codes(seat, index)
            said = [s for s in statements if s.stimulus == study.stimuli[index].id]
            if codes is not None:
                cadence_ms = study.instrument.cadence_ms
                found += own_moments(codes, said, cadence_ms, study.lag_ms, limit)
        return strongest_of(found, limit)

    async def why_moments(self, seat: Seat) -> tuple[OwnMoment, ...]:
        """The moments at which a person is asked for the reason, in the order of watching."""
        study = await self._study(seat)
        why = study.questionnaire.why
        if why is None or seat.step is not SeatStep.WHY:
            return ()
        order = {
            study.stimuli[index].id: place for place, index in enumerate(stimuli_of(study, seat))
        }
        found = await self.strongest(seat, why.moments)
        return tuple(
            sorted(found, key=lambda m: (order[m.statement.stimulus], m.statement.start_ms))
        )

    async def answer_why(self, seat: Seat, given: Mapping[str, str]) -> Seat:
        """Keep the reasons that were given; each may be left empty."""
        moments = await self.why_moments(seat)
        if seat.step is not SeatStep.WHY or seat.id in self._answering:
            return seat
        self._answering.add(seat.id)
        try:
            words = [
                Said(WHY, text, m.statement.stimulus, m.statement.id, 100 if m.is_like else -100)
                for m in moments
                if (text := given.get(m.statement.id, "").strip()[:TEXT_LENGTH_MAX])
            ]
            await self._say(seat, words)
            return await self.go_on(seat)
        finally:
            self._answering.discard(seat.id)
