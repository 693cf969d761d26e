"""What a session lets out once its people have answered: the answers, and what they thought of it.

Whoever reads a closed session's figures asks here first; what has left before is left alone.
"""

from pulsemeter.domain.session import Session
from pulsemeter.release.answer_figures import ANSWERS, IMPRESSION
from pulsemeter.service.ports import Stores
from pulsemeter.service.release_answers import (
    NotYet,
    closed_session,
    release_answers,
    release_impression,
)


async def release_closing(
    stores: Stores, session: Session, wall_ms: int, *, at_once: bool = False
) -> str:
    """Let answers and impressions leave if they may; why not yet, where they may not."""
    # Once something of it has left, nobody is waited for any more.
    left = {release.name for release in await stores.releases.once(session.code)}
    now = at_once or bool(left & {ANSWERS, IMPRESSION})
    try:
        closed = await closed_session(stores, session, wall_ms, at_once=now)
    except NotYet as error:
        return str(error)
    if closed.study.questions.overall:
        await release_impression(stores, closed)
    if closed.study.questionnaire.questions:
        await release_answers(stores, closed)
    return ""
