"""The answers of a session leave: once, after its close, for those who completed it.

They are written into the book of releases before anybody sees them and are never made again: two
releases of different persons could be subtracted. Knows no page and no screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulsemeter.domain.assignment import segment_categories
from pulsemeter.domain.impression import overall_question
from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.questionnaire import Part, Question, QuestionKind
from pulsemeter.domain.session import OVER, Session
from pulsemeter.domain.study import Study
from pulsemeter.release.answer_counts import count_question, told_answers
from pulsemeter.release.answer_figures import (
    ANSWERS,
    IMPRESSION,
    AnswerRelease,
    ImpressionRelease,
    OnceRelease,
)
from pulsemeter.release.answer_gate import release_question
from pulsemeter.release.figures import are_final
from pulsemeter.release.plan import SettledPlan, resettle_plan
from pulsemeter.service.ports import ReleaseState, SeatRecord, StoreError, Stores

PATIENCE_MS = 24 * 3_600_000
"""So long after the close answers are waited for of those who have not completed."""
_AT_AN_END = (SeatStep.THANKS, SeatStep.WITHDRAWN)


class NotYet(RuntimeError):
    """The answers may not leave yet; says until when."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A session that is over: its study as it was frozen, its roster, what it has released."""

    session: Session
    study: Study
    roster: Sequence[SeatRecord]
    state: ReleaseState

    @property
    def code(self) -> str:
        """The session's code."""
        return self.session.code


async def closed_session(
    stores: Stores, session: Session, wall_ms: int, *, at_once: bool = False
) -> Closed:
    """The session, once nothing more is to be waited for.

    Raises NotYet while it runs, before its last figures are final, and, unless `at_once`, while
    somebody of the roster may still be answering.
    """
    study = await stores.studies.frozen_study(session.code)
    state = await stores.releases.state(session.code)
    if study is None or session.state not in OVER:
        raise NotYet(f"answers leave after the close; session {session.code} is not closed yet")
    if not are_final(state.releases):
        raise NotYet(
            f"answers leave after a session's last figures, and those of {session.code} are not "
            "final yet: they become so some seconds after its close while the server runs"
        )
    seats = await stores.seats.all(session.code)
    roster = [record for record in seats if record.enters is not None]
    answering = sum(record.seat.step not in _AT_AN_END for record in roster)
    # A closed session's clock stands, anchored at its close.
    waited_ms = wall_ms - session.clock.anchor_wall_ms
    if answering and waited_ms < PATIENCE_MS and not at_once:
        raise NotYet(
            "not everybody has finished answering: answers leave when all have, or 24 hours after "
            "the close; --answers-now lets them leave without those who haven't, for good"
        )
    return Closed(session, study, roster, state)


async def release_answers(stores: Stores, closed: Closed) -> AnswerRelease:
    """The session's answers as they left, now or before."""
    held = await released_once(stores, closed.code, ANSWERS)
    if isinstance(held, AnswerRelease):
        return held
    made = await _made(stores, closed)
    kept = await write_once(stores, closed.code, made)
    return kept if isinstance(kept, AnswerRelease) else made


async def release_impression(stores: Stores, closed: Closed) -> ImpressionRelease:
    """The overall impression as it left, now or before."""
    held = await released_once(stores, closed.code, IMPRESSION)
    if isinstance(held, ImpressionRelease):
        return held
    study, plan = closed.study, resettle_plan(closed.state.cells)
    question = overall_question(study.questions.overall)
    said = await stores.seats.impressions(closed.code)
    done, codes = _completed(study, plan, closed)
    given = [{Part.AFTER: said.get(record.seat.id, "")} for record in done]
    counts = count_question(question, given, codes, plan.sizes)
    made = ImpressionRelease(release_question(plan, counts, study.profile))
    kept = await write_once(stores, closed.code, made)
    return kept if isinstance(kept, ImpressionRelease) else made


async def released_once(stores: Stores, code: str, name: str) -> OnceRelease | None:
    """What left under this name, if it did."""
    return next((r for r in await stores.releases.once(code) if r.name == name), None)


async def write_once(stores: Stores, code: str, made: OnceRelease) -> OnceRelease:
    """Write a release; what somebody else wrote a moment before stands in its place."""
    try:
        await stores.releases.write_once(code, made)
    except StoreError:
        held = await released_once(stores, code, made.name)
        if held is None:
            raise
        return held
    return made


async def _made(stores: Stores, closed: Closed) -> AnswerRelease:
    study, plan = closed.study, resettle_plan(closed.state.cells)
    done, codes = _completed(study, plan, closed)
    answers = await stores.answers.all(closed.code)
    questions, left_out = [], []
    for question in study.questionnaire.questions:
        if not told_answers(question):
            left_out.append(f"{question.id}: {_why_left_out(question)}")
            continue
        given = [
            {part: answers.get(r.seat.id, {}).get((part.value, question.id), "") for part in Part}
            for r in done
        ]
        counts = count_question(question, given, codes, plan.sizes)
        questions.append(release_question(plan, counts, study.profile))
    return AnswerRelease(questions, left_out)


def _completed(
    study: Study, plan: SettledPlan, closed: Closed
) -> tuple[list[SeatRecord], NDArray[np.int64]]:
    """Who went to the end, and where each counts: (partitions, persons)."""
    done = [record for record in closed.roster if record.seat.step is SeatStep.THANKS]
    codes = np.array([_codes(study, plan, record) for record in done], dtype=np.int64)
    return done, codes.reshape(len(done), len(plan.partitions)).T


def _codes(study: Study, plan: SettledPlan, record: SeatRecord) -> tuple[int, ...]:
    """Where a person counts; late-comers too few for any smaller cell in the whole panel only."""
    if record.enters is not None and record.enters < 0:
        return (0, *(-1,) * (len(plan.partitions) - 1))
    return plan.codes(segment_categories(study, record.seat))


def _why_left_out(question: Question) -> str:
    if question.kind is QuestionKind.TEXT:
        return "words leave with the comments"
    return "a number is told in bands, which need min and max"
