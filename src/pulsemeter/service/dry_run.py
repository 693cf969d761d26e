"""A dry run: a study tried out on a phone before anybody is invited, and whether that was done.

What is tried is the study as participants see it. Who may join and how many doesn't matter for
that, and nobody has to vouch for a page before it was looked at.
"""

from collections.abc import Sequence
from dataclasses import replace

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.recruitment import Recruitment
from pulsemeter.domain.session import Session, SessionState
from pulsemeter.domain.study import JoinMode, Study
from pulsemeter.service.ports import SeatBook, StudyBook

_OPEN_STATES = frozenset((SessionState.OPEN, SessionState.RUNNING, SessionState.PAUSED))


def as_tried(study: Study) -> Study:
    """The study as its dry runs show it: open to whoever has the link, vouched for by nobody."""
    return replace(
        study,
        join=JoinMode.OPEN,
        recruitment=Recruitment(),
        read_by="",
        languages=tuple(replace(language, read_by="") for language in study.languages),
    )


def open_dry_run(study: str, sessions: Sequence[Session]) -> Session | None:
    """The newest dry run of a study that people can still join."""
    return next(
        (
            session
            for session in reversed(sessions)
            if session.study == study and session.dry_run and session.state in _OPEN_STATES
        ),
        None,
    )


async def tried_as_it_is(
    book: StudyBook, seats: SeatBook, study: Study, sessions: Sequence[Session]
) -> bool:
    """Whether somebody came to the end of a dry run of the study as it is now."""
    wanted = as_tried(study)
    for session in sessions:
        if session.study != study.name or not session.dry_run:
            continue
        if await book.frozen_study(session.code) != wanted:
            continue
        if any(r.seat.step is SeatStep.THANKS for r in await seats.all(session.code)):
            return True
    return False
