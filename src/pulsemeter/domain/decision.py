"""What a person decided about a statement for an audience: feature, hold, rework, watch.

A decision is a row of entries that only grows: proposed, then taken, then done; or dropped on the
way. The centre may suggest, the region decides. Wall times and members come from outside; nothing
here knows a figure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from pulsemeter.domain.staff import Act, Membership, Role, covers, may

EVERYBODY = "all"
"""The audience of the whole panel; every other one is named by its cell of the release plan."""

REASON_LENGTH_MAX = 1_000
LINK_LENGTH_MAX = 2_000
_LINK = re.compile(
    r"https?://"
    r"(?:\[[0-9A-Fa-f:.]+\]|[^\W_](?:[\w.-]*[^\W_])?)(?::\d{1,5})?"  # host, no name or password
    r"(?:[/?#]\S*)?",
    re.IGNORECASE,
)


class DecisionKind(StrEnum):
    """What is to become of a statement."""

    FEATURE = "feature"
    HOLD = "hold"
    REWORK = "rework"
    WATCH = "watch"


class DecisionState(StrEnum):
    """How far a decision is."""

    PROPOSED = "proposed"
    TAKEN = "taken"
    DONE = "done"
    DROPPED = "dropped"


_LEADS_TO: Mapping[DecisionState, tuple[DecisionState, ...]] = {
    DecisionState.PROPOSED: (DecisionState.TAKEN, DecisionState.DROPPED),
    DecisionState.TAKEN: (DecisionState.DONE, DecisionState.DROPPED),
    DecisionState.DONE: (),
    DecisionState.DROPPED: (),
}


class DecisionRefused(ValueError):
    """A decision that can't be written like this; the message says why and what to do."""


class DecisionMoved(DecisionRefused):
    """A step that the present state doesn't lead to: most often somebody else was first."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote an entry, as they were called then."""

    id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """One step of a decision: by whom, when, why. Of what was done, `ran_at` is where it can be
    seen, and `ran_ms` the wall time at which it ran, None where nobody said."""

    state: DecisionState
    author: Author
    wall_ms: int
    reason: str = ""
    ran_at: str = ""
    ran_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about one revision of one statement for one audience, with its whole history.
    `audience_label` is what the audience was called then: who isn't shown its cell can read it."""

    id: str
    study: str
    session: str
    statement: str
    revision: int
    audience: str
    kind: DecisionKind
    entries: tuple[DecisionEntry, ...]
    audience_label: str = ""

    def __post_init__(self) -> None:
        states = [entry.state for entry in self.entries]
        if not states or states[0] is not DecisionState.PROPOSED:
            raise DecisionRefused(f"decision {self.id}: its history begins with a proposal")
        for before, after in pairwise(states):
            if after not in _LEADS_TO[before]:
                raise DecisionMoved(
                    f"the decision is {before.value}; it can't become {after.value} (from here: "
                    f"{', '.join(state.value for state in _LEADS_TO[before]) or 'nothing'})"
                )
        for entry in self.entries:
            if entry.state is DecisionState.DONE:
                if entry.ran_ms is not None and not 0 <= entry.ran_ms <= entry.wall_ms:
                    raise DecisionRefused("what is done ran before now; mend the time it ran")
            elif entry.ran_at or entry.ran_ms is not None:
                raise DecisionRefused("where and when it ran belongs to a decision that is done")

    @property
    def state(self) -> DecisionState:
        """How far it is now."""
        return self.entries[-1].state

    @property
    def proposer(self) -> Author:
        """Who suggested it."""
        return self.entries[0].author

    @property
    def ran_at(self) -> str:
        """Where what was done can be seen, if it was told."""
        return self.entries[-1].ran_at

    def with_entry(self, entry: DecisionEntry) -> "Decision":
        """The decision one step on; what stood before stays as it is. DecisionMoved where the
        present state doesn't lead there."""
        return replace(self, entries=(*self.entries, entry))

    def in_time(self, wall_ms: int) -> int:
        """The wall time for the next entry: never before the newest one, whatever a clock that
        was set back says."""
        return max(wall_ms, self.entries[-1].wall_ms)


def tidy_reason(reason: str) -> str:
    """A reason as it is kept. DecisionRefused for one that is too long or can't be shown."""
    tidy = reason.strip()
    if len(tidy) > REASON_LENGTH_MAX:
        raise DecisionRefused(f"the reason has more than {REASON_LENGTH_MAX} signs; shorten it")
    if any(not (sign.isprintable() or sign in "\n\t") for sign in tidy):
        raise DecisionRefused("the reason holds signs that can't be shown; type it anew")
    return tidy


def tidy_link(link: str) -> str:
    """A link as it is kept, "" for none. DecisionRefused for anything but a whole http or https
    address without a name and password in it."""
    tidy = link.strip()
    if not tidy:
        return ""
    if len(tidy) > LINK_LENGTH_MAX:
        raise DecisionRefused(f"the link has more than {LINK_LENGTH_MAX} signs; give a shorter one")
    if not tidy.isprintable() or _LINK.fullmatch(tidy) is None:
        raise DecisionRefused(
            "the link to what ran is no address of a page; copy it whole, with https:// in front"
        )
    return tidy


def may_propose(held: Membership | None, audience: str) -> bool:
    """Whether a member may suggest something for an audience: the centre for every one, an editor
    for own audiences."""
    if held is None or not may(held.role, Act.PROPOSE):
        return False
    return may(held.role, Act.SEE_EVERY_AUDIENCE) or covers(held.audiences, audience)


def may_decide(held: Membership | None, audience: str, *, has_editor: bool) -> bool:
    """Whether a member may take, finish and drop what was proposed for an audience: its editors;
    where nobody edits for it (`has_editor` is false), the owners and moderators of the centre."""
    if held is None or not may(held.role, Act.DECIDE):
        return False
    if may(held.role, Act.SEE_EVERY_AUDIENCE):
        return not has_editor
    return covers(held.audiences, audience)


def may_drop(held: Membership | None, member: str, decision: Decision, *, has_editor: bool) -> bool:
    """Whether a member may drop a decision: whoever decides for its audience; a proposal that
    nobody took, its author too."""
    if may_decide(held, decision.audience, has_editor=has_editor):
        return True
    is_own = decision.state is DecisionState.PROPOSED and decision.proposer.id == member
    return is_own and may_propose(held, decision.audience)


def edits_for(held: Membership | None, audience: str) -> bool:
    """Whether a member is an editor of this audience."""
    return held is not None and held.role is Role.EDITOR and covers(held.audiences, audience)
