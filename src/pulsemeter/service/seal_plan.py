"""A session's analysis plan: sealed when the session opens, read and compared afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.session import Session
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import wording_of
from pulsemeter.release.analysis_plan import (
    AnalysisPlan,
    PlanUnreadable,
    deviations,
    digest_of,
    plan_of,
)
from pulsemeter.release.figures import Release, StatementRelease, are_final
from pulsemeter.service.ports import StoreError, StudyBook
from pulsemeter.service.wording_ports import SealedPlan
from pulsemeter.transcript.live_words import was_opened_live


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A session's plan; without being sealed it is what the plan would be at this moment."""

    plan: AnalysisPlan
    is_sealed: bool


async def seal_plan(book: StudyBook, code: str, study: Study) -> AnalysisPlan:
    """Write down how a session that is about to open will be analysed, and which wording it
    shows. Done again before the opening it takes the place of the first."""
    wording = await book.wording(study.name) or wording_of(study, ())
    plan = plan_of(study, wording)
    await book.put_plan(code, SealedPlan(wording.edition, plan.text, plan.digest))
    return plan


async def sealed_plan(book: StudyBook, code: str) -> AnalysisPlan | None:
    """The plan with which a session opened; None where it opened before there were plans, or was
    imported: a plan made after the data binds nobody. StoreError where the stored text isn't the
    one that was sealed."""
    held, session = await book.plan(code), await book.session(code)
    if held is None or session is None or await book.frozen_study(code) is None:
        return None
    if session.origin is not None:
        return None
    digest = digest_of(held.text)
    if digest != held.digest:
        raise StoreError(
            f"the stored analysis plan of session {code} isn't the one that was sealed: its digest "
            f"is {digest}, not {held.digest}. The data folder was altered by hand or damaged; "
            "restore it from a backup."
        )
    try:
        return AnalysisPlan.read(held.text)
    except PlanUnreadable as error:
        raise StoreError(
            f"the analysis plan of session {code} is of a form that this program doesn't know "
            f"({error}); a newer one sealed it: install that again."
        ) from error


async def show_plan(book: StudyBook, code: str) -> ShownPlan | None:
    """A session's sealed plan, or what it would be now; None where it opened without one."""
    plan = await sealed_plan(book, code)
    if plan is not None:
        return ShownPlan(plan, is_sealed=True)
    session = await book.session(code)
    study = None if session is None else await book.study(session.study)
    if study is None or await book.frozen_study(code) is not None:
        return None
    wording = await book.wording(study.name) or wording_of(study, ())
    return ShownPlan(plan_of(study, wording), is_sealed=False)


async def plan_deviations(
    book: StudyBook, session: Session, releases: Sequence[Release]
) -> list[str] | None:
    """In what the figures that a session has released differ from its plan, as this program tells
    them; None where there is no plan. Once they are final, a statement without one was left out.
    """
    planned = await sealed_plan(book, session.code)
    study, wording = (
        await book.frozen_study(session.code),
        await book.wording_of_session(session.code),
    )
    if planned is None or study is None or wording is None:
        return None
    cited = {r.statement: r.revision for r in releases if isinstance(r, StatementRelease)}
    is_final = are_final(releases)
    used = []
    for statement in wording.statements:
        revision = cited.get(statement.id, None if is_final else statement.revision)
        if revision is None:
            continue
        told = await book.statement_revision(study.name, statement.id, revision)
        used.append(told or replace(statement, revision=revision))
    found = deviations(planned, plan_of(study, replace(wording, statements=tuple(used))))
    live = sum(was_opened_live(name, session.code) for name in cited)
    if live:
        found.append(f"statements opened while the session ran: {live}, none of them planned")
    return found
