"""Who of the staff may do what: roles, acts, and the one table of both.

Pure: which member asks, and whether the sign-in is good, is found out elsewhere.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

EVERY_STUDY = ""
"""Stands for all studies, those of tomorrow too, where a membership names a study."""

NAME_LENGTH_MAX = 80


class Role(StrEnum):
    """What a member of the staff is in a study."""

    OWNER = "owner"
    ANALYST = "analyst"
    MODERATOR = "moderator"
    EDITOR = "editor"
    VIEWER = "viewer"


class Act(StrEnum):
    """What somebody may want to do in a study."""

    SEE_STUDY = "see that the study is there, its sessions, and what is watched"
    SEE_RELEASED = "see released figures once the session is over"
    SEE_LIVE = "see released figures while the session runs"
    SEE_EVERY_AUDIENCE = "see the figures of every audience"
    SEE_ACTIVITY = "see how many are there, without direction"
    REMARK = "write remarks while the session runs"
    PROPOSE = "propose decisions on statements"
    DECIDE = "take, finish and drop decisions, make hand-over packages"
    CONDUCT = "open, start, pause and close sessions; ask cues"
    UPLOAD = "upload stimuli and captions, recordings of sessions"
    ALIGN = "align the recording of a session"
    BRIEF = "manage recipients and rules of briefs, look at what was sent, send and pause"
    EDIT_STUDY = "change the study"
    MANAGE_PEOPLE = "invite, change and remove staff"
    SORT_COMMENTS = "let comments leave, sort them into themes, withhold them"
    EXPORT_PERSONS = "export persons, as far as the study's profile allows it"
    SEE_AUDIT = "see the audit log"
    SEE_STATUS = "see how the server fares"


_READ = frozenset((Act.SEE_STUDY, Act.SEE_RELEASED))
_FOLLOW = _READ | {Act.SEE_LIVE, Act.SEE_EVERY_AUDIENCE, Act.SEE_ACTIVITY}

ACTS_OF: dict[Role, frozenset[Act]] = {
    Role.OWNER: frozenset(Act),
    Role.ANALYST: _FOLLOW
    | {Act.REMARK, Act.PROPOSE, Act.ALIGN, Act.SORT_COMMENTS, Act.EXPORT_PERSONS},
    Role.MODERATOR: _FOLLOW
    | {Act.REMARK, Act.PROPOSE, Act.DECIDE, Act.CONDUCT, Act.BRIEF, Act.UPLOAD, Act.ALIGN}
    | {Act.SEE_STATUS},
    Role.EDITOR: _READ | {Act.SEE_LIVE, Act.REMARK, Act.PROPOSE, Act.DECIDE},
    Role.VIEWER: _READ | {Act.SEE_EVERY_AUDIENCE},
}
"""The one table. Whoever lacks `SEE_EVERY_AUDIENCE` sees the figures of own audiences only, and
proposes and decides for them alone; see `domain.decision` for what the others may decide."""


def may(role: Role | None, act: Act) -> bool:
    """Whether somebody of this role may do this; who has none may do nothing."""
    return role is not None and act in ACTS_OF[role]


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person of the staff: a random id, and a name that nobody else of the staff has."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A role in a study, or in every study; `audiences` are cells or attributes of the study
    whose figures an editor may see."""

    study: str
    role: Role
    audiences: tuple[str, ...] = ()


def covers(audiences: Collection[str], cell: str) -> bool:
    """Whether these audiences, cells, categories (`region:north`) or attributes (`region`), hold
    a whole cell. A merged cell needs every category of it, a two-way cell both of its sides:
    otherwise it is somebody else's audience too."""
    return all(_covers_side(audiences, side) for side in cell.split("×"))


def _covers_side(audiences: Collection[str], side: str) -> bool:
    if side in audiences:
        return True
    attribute, _, categories = side.partition(":")
    return attribute in audiences or all(
        f"{attribute}:{category}" in audiences for category in categories.split("+")
    )


def membership_in(study: str, held: Iterable[Membership]) -> Membership | None:
    """The membership that counts in a study: that of the study itself, else that of every one."""
    of_study = {membership.study: membership for membership in held}
    return of_study.get(study) or of_study.get(EVERY_STUDY)


def name_key(name: str) -> str:
    """By what names are compared: neither capitals nor spaces tell two people apart."""
    return " ".join(name.split()).casefold()


def tidy_name(name: str) -> str:
    """A name as it is kept. ValueError, with what to mend, for one that can't be shown."""
    tidy = " ".join(name.split())
    if not tidy:
        raise ValueError("a name is missing; write the one that colleagues know")
    if len(tidy) > NAME_LENGTH_MAX:
        raise ValueError(f"the name has more than {NAME_LENGTH_MAX} signs; shorten it")
    if not tidy.isprintable():
        raise ValueError("the name holds signs that can't be shown; type it anew")
    return tidy
