"""What a study's report tells of, gathered: released figures, decisions, comments, what is known
of the study.

Figures are taken as they left, as far as a view shows them; nothing is counted here.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pulsemeter import __version__
from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.session import OVER, Session
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.languages import words_for
from pulsemeter.release.answer_figures import ANSWERS, IMPRESSION
from pulsemeter.release.desk_table import Split, desk_table
from pulsemeter.release.figures import StatementRelease
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.release.viewed_analysis import of_view
from pulsemeter.report.comment_part import LATER, NONE, NOT_YOURS, OFF
from pulsemeter.report.configuration import Configuration, HeldSession
from pulsemeter.report.disclosure import study_facts
from pulsemeter.report.study_findings import Comments, StudyFindings, Theme
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.gather_duties import session_days
from pulsemeter.service.ports import Clock, ReleaseState, Stores
from pulsemeter.service.release_answers import NotYet
from pulsemeter.service.sort_comments import CommentBoard
from pulsemeter.service.sort_comments import Comments as CommentDesk
from pulsemeter.service.study_analysis import released_study


async def gather_report(
    stores: Stores,
    clock: Clock,
    desk: CommentDesk,
    session: Session,
    view: View = EVERYTHING,
    *,
    stimulus: str | None = None,
    given: Mapping[str, str] | None = None,
) -> StudyFindings:
    """One stimulus of a session, the first where none is named, for whoever has this view; `given`
    are disclosure facts that only people know. Comments leave with the answers, and come from the
    `desk` in the themes that staff have left them in.

    Raises DataError where nothing of it has been released that the view shows.
    """
    whole = await released_study(stores, session.study, session.code, stimulus)
    analysis = of_view(whole, view)
    if analysis.segments.is_empty() or analysis.curve.is_empty():
        raise DataError(f"session {session.code} has released no figures of these audiences yet")
    if view.final_only and any(note.startswith("preliminary") for note in whole.notes):
        raise DataError(f"the last figures of session {session.code} are not final yet; ask later")
    study = await stores.studies.frozen_study(session.code)
    if study is None:
        raise DataError(f"session {session.code} was never opened; open it first")
    shown = next(s for s in study.stimuli if stimulus in (None, s.id))
    state = await stores.releases.state(session.code)
    decisions = await stores.decisions.of_session(session.code)
    return StudyFindings(
        analysis=analysis,
        study=study,
        session=session,
        stimulus=shown.title,
        made=_day(clock.wall_ms()),
        facts={**await _facts(stores, study, session, shown, clock), **(given or {})},
        decisions=decisions,
        decided={each.id: _day(each.entries[-1].wall_ms) for each in decisions},
        comments=await _comments(stores, desk, study, session, view),
        splits=_splits(state, study, view),
        audiences=[] if view.audiences is None else list(analysis.labels.values()),
        closed_early=await _closed_early(stores, clock, session),
    )


async def _facts(
    stores: Stores, study: Study, session: Session, stimulus: Stimulus, clock: Clock
) -> dict[str, str]:
    days = await session_days(stores.audit)
    held = HeldSession(
        session,
        opened=days.get((session.code, "open"), ""),
        closed=days.get((session.code, "closed"), "") if session.state in OVER else "",
    )
    made = _day(clock.wall_ms())
    configuration = Configuration(study=study, made=made, version=__version__, sessions=(held,))
    facts = study_facts(configuration, words_for(study.language))
    if len(study.stimuli) > 1:
        facts["stimulus"] = f"{facts['stimulus']} – {stimulus.title}"
    return facts


async def _comments(
    stores: Stores, desk: CommentDesk, study: Study, session: Session, view: View
) -> Comments:
    """What people wrote, once nobody writes any more."""
    if not study.profile.comments:
        return Comments(why_none=OFF)
    if view.audiences is not None:
        return Comments(why_none=NOT_YOURS)
    left = {release.name for release in await stores.releases.once(session.code)}
    if not left & {ANSWERS, IMPRESSION}:
        return Comments(why_none=LATER)
    try:
        await desk.let_leave(session, at_once=True)
    except NotYet:
        return Comments(why_none=LATER)
    board = await desk.board(session, is_patient=True)
    return Comments(why_none=NONE) if board is None else _told(board)


def _told(board: CommentBoard) -> Comments:
    """Themes with their quotes; where nothing was sorted, by a model or by a person, all words."""
    texts = [comment.text for comment in board.comments]
    withheld = len(board.sheet.withheld)
    if not board.by_model and len(board.themes) < 2:
        shown = tuple(t for n, t in enumerate(texts) if n not in board.sheet.withheld)
        return Comments(quotes=shown, why_none=NONE, withheld=withheld)
    themes = tuple(
        Theme(theme.title, str(len(theme.members)), tuple(texts[n] for n in theme.quotes))
        for theme in board.themes
        if theme.members
    )
    return Comments(themes=themes, why_none=NONE, withheld=withheld)


def _splits(state: ReleaseState, study: Study, view: View) -> dict[str, Sequence[Split]]:
    """By statement how far audiences stand apart, reckoned as the desk does it."""
    newest: dict[str, StatementRelease] = {}
    for release in state.releases:
        seen = view.of_release(release)
        if isinstance(seen, StatementRelease):
            newest[seen.statement] = seen
    cells = [cell for cell in view.of_cells(state.cells) if not cell.withheld]
    table = desk_table(list(newest.values()), cells, study.profile)
    return {row.id: row.splits for row in table.rows}


async def _closed_early(stores: Stores, clock: Clock, session: Session) -> str:
    entry = (await AuditTrail(stores.audit, clock).early_closes()).get(session.code)
    return "" if entry is None else entry.deed.detail


def _day(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms / 1_000, UTC).date().isoformat()
