"""Which comments may leave a session, and as what.

What people write can name them. Whatever shows comments asks here: they leave masked and in the
order of the alphabet, which tells nothing of who wrote when; under the profile for people at risk
only some time after the close, and only many together.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.names import mask_names
from pulsemeter.release.told_comments import CommentRelease, ToldComment

HOLD_MS = 600_000
"""So long after the session's close comments of people at risk stay where they are."""
MASK = "[…]"
_TELLING = re.compile(
    r"(?:https?://|www\.)\S+"  # a page
    r"|[\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})*(?:@\w+)*"  # a mail address
    r"|(?<!\w)(?:@\w+)+"  # a name in a network, or several without a space between
    r"|(?<!\w)\+?\(?\d(?:[ \t\u00a0./()-]*\d){6,}"  # seven digits and more: a phone, a birthday
)


def masked(text: str, kept: Collection[str] = ()) -> str:
    """The text without mail addresses, web addresses, names that begin with @, long numbers, and
    without the names of persons that a sign points to (see `release.names`).

    Other names can't be known by their look: they stay, and so does whatever else only somebody
    who knows the writer would recognise. `kept` are words in small letters that are no secret.

    >>> masked("Call me: +49 (30) 123 45 67, or anna@example.org!")
    'Call me: […], or […]!'
    """
    return mask_names(_TELLING.sub(MASK, text), MASK, kept)


def release_comments(
    comments: Sequence[ToldComment],
    profile: ProtectionProfile,
    closed_for_ms: int,
    kept: Collection[str] = (),
) -> CommentRelease:
    """The comments of one session that leave this long after its close.

    Under a profile that holds comments they leave `HOLD_MS` after the close, if there are as many
    as the smallest roster; that somebody pressed at a statement is told with the reasons only
    where as many gave one for the same direction there.
    """
    if not profile.comments:
        return CommentRelease([], [f"profile {profile.name} keeps no comments"])
    written = [replace(c, text=c.text.strip()) for c in comments if c.text.strip()]
    left_out = []
    if profile.holds_comments:
        few = profile.smallest_roster
        if closed_for_ms < HOLD_MS or len(written) < few:
            why = (
                f"profile {profile.name} tells {few} comments or none, ten minutes after the close"
            )
            return CommentRelease([], [why])
        sizes = Counter(_place(comment) for comment in written)
        if any(comment.statement and sizes[_place(comment)] < few for comment in written):
            left_out.append(f"statements of which fewer than {few} gave a reason aren’t named")
        written = [
            replace(comment, stimulus="", statement="", choice=0)
            if comment.statement and sizes[_place(comment)] < few
            else comment
            for comment in written
        ]
    if profile.masks_comments:
        written = [replace(comment, text=masked(comment.text, kept)) for comment in written]
    return CommentRelease(sorted(written, key=_order), left_out)


def _place(comment: ToldComment) -> tuple[str, str, int]:
    return comment.stimulus, comment.statement, comment.choice


def _order(comment: ToldComment) -> tuple[str, str, str, int, str, str]:
    place = (comment.question, *_place(comment))
    return *place, comment.text.casefold(), comment.text
