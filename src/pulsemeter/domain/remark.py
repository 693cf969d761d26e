"""What staff write down while they watch: notes pinned to a moment, and lines to the moderator.

Words of staff may hold figures that not everybody may see, and no filter finds them all; so a
remark is read by those who see every figure anyway, and by its author. Participants never get one.
"""

from dataclasses import dataclass
from enum import StrEnum

from pulsemeter.domain.decision import Author
from pulsemeter.domain.staff import Act, Membership, may

REMARK_LENGTH_MAX = 500
REMARKS_MAX = 2_000
"""So many a session has at most: a screen that comes is told all of them."""


class RemarkKind(StrEnum):
    """A note for later, or a line that the moderator is to read now."""

    NOTE = "note"
    LINE = "line"


class RemarkRefused(ValueError):
    """A remark that can't be written like this; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Words of a member at a moment of a session; `at_ms` is the time in that stimulus."""

    id: str
    session: str
    kind: RemarkKind
    author: Author
    stimulus: int
    at_ms: int
    wall_ms: int
    words: str


def tidy_words(words: str) -> str:
    """The words as they are kept. RemarkRefused for none, too many, or what can't be shown."""
    tidy = " ".join(words.split())
    if not tidy:
        raise RemarkRefused("the words are missing; write some")
    if len(tidy) > REMARK_LENGTH_MAX:
        raise RemarkRefused(f"{len(tidy)} signs; {REMARK_LENGTH_MAX} are the most: shorten it")
    if not tidy.isprintable():
        raise RemarkRefused("the words hold signs that can't be shown; type them anew")
    return tidy


def may_read(remark: Remark, member: str, held: Membership | None) -> bool:
    """Whether a member may read it: who wrote it; notes also who sees every audience's figures
    while the session runs; lines also who conducts."""
    if held is None:
        return False
    if remark.author.id == member:
        return True
    if remark.kind is RemarkKind.LINE:
        return may(held.role, Act.CONDUCT)
    return may(held.role, Act.SEE_EVERY_AUDIENCE) and may(held.role, Act.SEE_LIVE)
