"""Why somebody can't take a seat, in words for that person and with what to do."""

from enum import StrEnum

from pulsemeter.release.words import message


class JoinRefusal(StrEnum):
    """Why somebody can't take a seat."""

    UNKNOWN_SESSION = "unknown_session"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    UNKNOWN_LINK = "unknown_link"
    BURNT_LINK = "burnt_link"
    TOO_MANY = "too_many"


_REFUSALS = {
    JoinRefusal.UNKNOWN_SESSION: (
        message("We don’t know this session."),
        message("Check the code, or open the link in your invitation again."),
    ),
    JoinRefusal.NOT_OPEN: (
        message("This session isn’t open yet."),
        message("Come back at the time in your invitation; your link stays valid."),
    ),
    JoinRefusal.CLOSED: (
        message("This session is over."),
        message("Nobody can join any more. Thank you for your interest."),
    ),
    JoinRefusal.UNKNOWN_LINK: (
        message("We don’t know this personal link."),
        message("Open the link exactly as it stands in your invitation, or ask who sent it."),
    ),
    JoinRefusal.BURNT_LINK: (
        message("This personal link was already used."),
        message("Go on in the browser where you used it first; or ask for a new link."),
    ),
    JoinRefusal.TOO_MANY: (
        message("Very many people are coming in right now."),
        message("Keep this page open: it tries again by itself in a few seconds."),
    ),
}


class JoinRefused(Exception):
    """Somebody can't take a seat; says so plainly and what to do."""

    def __init__(self, reason: JoinRefusal) -> None:
        self.reason = reason
        self.message, self.remedy = _REFUSALS[reason]
        super().__init__(f"{self.message} {self.remedy}")
