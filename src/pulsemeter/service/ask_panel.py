"""A question is put to everybody while a session runs; what its answers tell leaves once.

They leave when the question is ended, through the gate that all answers leave by, written into the
book before anybody sees them and never again: of two releases of different persons the difference
could be had. Presses go on meanwhile; nothing here touches them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from pulsemeter.domain.panel_question import (
    PART,
    PanelQuestion,
    QuestionRefused,
    can_be_put,
    tidy_question,
)
from pulsemeter.domain.questionnaire import Part, Question
from pulsemeter.domain.session import OVER
from pulsemeter.release.answer_counts import count_question
from pulsemeter.release.answer_figures import AskedRelease, QuestionFigures
from pulsemeter.release.answer_gate import release_question
from pulsemeter.release.rounding import rounded
from pulsemeter.release.view import View
from pulsemeter.service.conduct_session import Conduct, Place
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Stores
from pulsemeter.service.release_answers import released_once, write_once
from pulsemeter.service.room import Room
from pulsemeter.service.seen_releases import seen_question

EVEN_TRAFFIC = (
    "under the profile sealed nobody on the network may see who answers: a question would have to "
    "be answered by all pages in frames of one size, which it isn't; ask it after the stimulus"
)


class AskedFeed(Protocol):
    """Live messages about questions to the open screens of a session."""

    def asked(self, session: str) -> None:
        """Say that a question was put, ended or told."""
        ...


@dataclass(frozen=True, slots=True)
class ToldQuestion:
    """A question with what may be told of it: `answered`, rounded, while it is open and to those
    who are told how many are there; `figures` once it is ended."""

    question: PanelQuestion
    answered: int | None
    figures: QuestionFigures | None


class PanelQuestions:
    """The questions put to the panels of one store."""

    def __init__(
        self, stores: Stores, conduct: Conduct, keeper: RoomKeeper, feed: AskedFeed
    ) -> None:
        self._stores = stores
        self._conduct = conduct
        self._keeper = keeper
        self._feed = feed

    def refusal(self, place: Place) -> str:
        """Why no question can be put in this session at all; "" where one can."""
        if place.study.profile.even_traffic:
            return EVEN_TRAFFIC
        if not place.session.is_live:
            return "on demand everybody is at another place; ask before or after the stimulus"
        return ""

    def planned(self, place: Place) -> list[Question]:
        """The study's questions that can be put."""
        return [q for q in place.study.questionnaire.questions if can_be_put(q)]

    async def ask(
        self, code: str, text: str, answers: Sequence[str], planned: str = ""
    ) -> PanelQuestion:
        """Put a question: one of the study's, or typed words. An open one is ended first."""
        place = self._conduct.place(code)
        if refusal := self.refusal(place):
            raise QuestionRefused(refusal)
        if planned:
            found = next((q for q in self.planned(place) if q.id == planned), None)
            if found is None:
                raise QuestionRefused(f"the study has no question {planned!r} that can be put")
            text, answers = found.text, [answer.label for answer in found.answers]
        tidy, given = tidy_question(text, tuple(answers))
        if place.session.open_question is not None:
            await self.end(code)
        session = await self._conduct.ask_question(code, tidy, given, planned)
        self._feed.asked(session.code)
        return session.questions[-1]

    async def end(self, code: str) -> None:
        """End the open question and let leave what it tells."""
        session = await self._conduct.end_question(code)
        await self._release_ended(self._conduct.place(session.code))
        self._feed.asked(session.code)

    async def told(self, code: str, view: View) -> list[ToldQuestion]:
        """The questions of a session, with what somebody may see of each."""
        place = self._conduct.place(code)
        await self._release_ended(place)
        told = []
        for question in place.session.questions:
            held = await released_once(self._stores, place.session.code, _name(question))
            figures = held.figures if isinstance(held, AskedRelease) else None
            is_counted = figures is None and view.with_activity
            answered = await self._answered(place, question) if is_counted else None
            seen = None if figures is None else seen_question(figures, view)
            told.append(ToldQuestion(question, answered, seen))
        return told

    async def _answered(self, place: Place, question: PanelQuestion) -> int:
        answers = await self._stores.answers.all(place.session.code)
        count = sum((PART, question.key) in given for given in answers.values())
        return rounded(count, place.study.profile.rounding_step)

    async def _release_ended(self, place: Place) -> None:
        """Let leave what ended questions tell and didn't yet: a close ends them as well."""
        is_over = place.session.state in OVER
        for question in place.session.questions:
            if question.is_open and not is_over:
                continue
            code = place.session.code
            if await released_once(self._stores, code, _name(question)) is None:
                room = await self._keeper.room(code)
                figures = await self._figures(place, room, question)
                await write_once(self._stores, code, AskedRelease(question.number, figures))

    async def _figures(
        self, place: Place, room: Room | None, question: PanelQuestion
    ) -> QuestionFigures:
        if room is None or room.plan is None:
            why = f"fewer than {place.study.profile.smallest_roster} persons took part"
            return QuestionFigures(question.key, held_back=[why])
        plan, members = room.plan, room.follower.members
        answers = await self._stores.answers.all(place.session.code)
        nowhere = (-1,) * (len(plan.partitions) - 1)
        codes = np.array(
            [(0, *nowhere) if m.whole_only else plan.codes(m.categories) for m in members.values()],
            dtype=np.int64,
        ).reshape(len(members), len(plan.partitions))
        given = [
            {Part.AFTER: answers.get(seat, {}).get((PART, question.key), "")} for seat in members
        ]
        counts = count_question(question.as_question(), given, codes.T, plan.sizes)
        return release_question(plan, counts, place.study.profile)


def _name(question: PanelQuestion) -> str:
    return AskedRelease(question.number, QuestionFigures("")).name
