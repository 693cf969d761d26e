"""Which comments may leave a session, and as what.

What people write can name them. Whatever shows comments asks here: they leave masked and in the
order of the alphabet, which tells nothing of who wrote when; under the profile for people at risk
only some time after the close, only many together, and with at most one attribute.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.protection import ProtectionProfile

HOLD_MS = 600_000
"""So long after the session's close comments of people at risk stay where they are."""
MASK = "[…]"
_TELLING = re.compile(
    r"(?:https?://|www\.)\S+"  # a page
    r"|[\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})*(?:@\w+)*"  # a mail address
    r"|(?<!\w)(?:@\w+)+"  # a name in a network, or several without a space between
    r"|(?<!\w)\+?\(?\d(?:[ \t\u00a0./()-]*\d){6,}"  # seven digits and more: a phone, a birthday
)


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote; told with one attribute's category at most, as (attribute, category)."""

    text: str
    cell: tuple[str, str] | None = None


def masked(text: str) -> str:
    """The text without mail addresses, web addresses, names that begin with @, and long numbers.

    Names of persons and places can't be known by their look: they stay, and so does whatever else
    only somebody who knows the writer would recognise.

    >>> masked("Call me: +49 (30) 123 45 67, or anna@example.org!")
    'Call me: […], or […]!'
    """
    return _TELLING.sub(MASK, text)


def release_comments(
    comments: Sequence[Comment], profile: ProtectionProfile, closed_for_ms: int
) -> tuple[Comment, ...]:
    """The comments of one session that may leave this long after its close.

    Raises ValueError for comments with different attributes: together two would tell of whom each
    is, even if no comment has both.
    """
    attributes = {comment.cell[0] for comment in comments if comment.cell}
    if len(attributes) > 1:
        raise ValueError(f"comments are told with one attribute, not {sorted(attributes)}")
    written = [replace(c, text=c.text.strip()) for c in comments if c.text.strip()]
    if not profile.comments:
        return ()
    if profile.holds_comments:
        if closed_for_ms < HOLD_MS or len(written) < profile.smallest_roster:
            return ()
        # One category too small would be told by what is left: then none is told.
        sizes = Counter(comment.cell for comment in written)
        if min(sizes.values()) < profile.smallest_roster:
            written = [replace(comment, cell=None) for comment in written]
    if profile.masks_comments:
        written = [replace(comment, text=masked(comment.text)) for comment in written]
    return tuple(sorted(written, key=lambda c: (c.cell or ("", ""), c.text.casefold(), c.text)))
