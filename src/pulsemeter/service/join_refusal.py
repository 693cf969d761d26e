"""Why somebody can't take a seat, in words for that person and with what to do."""

from enum import StrEnum


class JoinRefusal(StrEnum):
    """Why somebody can't take a seat."""

    UNKNOWN_SESSION = "unknown_session"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    UNKNOWN_LINK = "unknown_link"
    BURNT_LINK = "burnt_link"


_REFUSALS = {
    JoinRefusal.UNKNOWN_SESSION: (
        "We don't know this session.",
        "Check the code, or open the link in your invitation again.",
    ),
    JoinRefusal.NOT_OPEN: (
        "This session isn't open yet.",
        "Come back at the time in your invitation; your link stays valid.",
    ),
    JoinRefusal.CLOSED: (
        "This session is over.",
        "Nobody can join any more. Thank you for your interest.",
    ),
    JoinRefusal.UNKNOWN_LINK: (
        "We don't know this personal link.",
        "Open the link exactly as it stands in your invitation, or ask who sent it.",
    ),
    JoinRefusal.BURNT_LINK: (
        "This personal link was already used.",
        "Go on in the browser where you used it first; or ask for a new link.",
    ),
}


class JoinRefused(Exception):
    """Somebody can't take a seat; says so plainly and what to do."""

    def __init__(self, reason: JoinRefusal) -> None:
        self.reason = reason
        self.message, self.remedy = _REFUSALS[reason]
        super().__init__(f"{self.message} {self.remedy}")
