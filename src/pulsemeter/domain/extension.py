"""A live session that runs longer than was planned: a debate that doesn't end in time.

Only where nobody's film says when the end is: on air, on a stage, from a stream without an end.
"""

from dataclasses import replace

from pulsemeter.domain.session import OVER, Session, SessionStateError
from pulsemeter.domain.study import Study

BY_MIN_MS, BY_MAX_MS = 60_000, 3_600_000
LONGEST_MS = 12 * 3_600_000


def why_not_longer(study: Study, session: Session) -> str:
    """Why a session can't be made longer, "" where it can."""
    if not session.is_live:
        return "on demand everybody has an own clock; there is no common end to move"
    if session.state in OVER:
        return "the session is over"
    if len(study.stimuli) != 1:
        return "of several stimuli one after the other none can be made longer"
    stimulus = study.stimuli[0]
    if stimulus.file:
        return "the stimulus has a file, and ends where that ends"
    if stimulus.duration_ms >= LONGEST_MS:
        return f"it lasts {LONGEST_MS // 3_600_000} hours already"
    return ""


def extended(study: Study, session: Session, by_ms: int) -> tuple[Study, Session]:
    """The session with a later end, and its study so. SessionStateError says why it can't be."""
    reason = why_not_longer(study, session)
    if reason:
        raise SessionStateError(f"session {session.code} can't be extended: {reason}")
    if not BY_MIN_MS <= by_ms <= BY_MAX_MS:
        raise SessionStateError(
            f"a session is extended by {BY_MIN_MS // 60_000} to {BY_MAX_MS // 60_000} minutes"
        )
    stimulus = study.stimuli[0]
    until_ms = min(stimulus.duration_ms + by_ms, LONGEST_MS)
    later = replace(stimulus, duration_ms=until_ms)
    added_ms = session.extended_ms + until_ms - stimulus.duration_ms
    return replace(study, stimuli=(later,)), replace(session, extended_ms=added_ms)


def goes_on(study: Study, session: Session, session_ms: int) -> bool:
    """Whether a page that says its stimulus is over knows only of an earlier end: the session was
    extended by a minute at least, and most of that is still to come."""
    if not session.extended_ms or session.state in OVER:
        return False
    return session_ms < study.stimuli[0].duration_ms - BY_MIN_MS // 2
