"""What an access token may be made for: scopes, and the acts that each of them holds.

A program acts with a member's token. It may do what that member may do, and of that only what the
token's scopes hold.
"""

from collections.abc import Collection
from enum import StrEnum

from pulsemeter.domain.staff import Act


class Scope(StrEnum):
    """A part of what staff can do, as a token is given it."""

    READ = "read"
    DECIDE = "decide"
    CONDUCT = "conduct"
    UPLOAD = "upload"
    BRIEF = "brief"
    EDIT = "edit"
    PEOPLE = "people"
    PERSONS = "persons"
    AUDIT = "audit"


ACTS_IN: dict[Scope, frozenset[Act]] = {
    Scope.READ: frozenset(
        (
            Act.SEE_STUDY,
            Act.SEE_RELEASED,
            Act.SEE_LIVE,
            Act.SEE_EVERY_AUDIENCE,
            Act.SEE_ACTIVITY,
        )
    ),
    Scope.DECIDE: frozenset((Act.REMARK, Act.PROPOSE, Act.DECIDE, Act.SORT_COMMENTS)),
    Scope.CONDUCT: frozenset((Act.CONDUCT,)),
    Scope.UPLOAD: frozenset((Act.UPLOAD, Act.ALIGN)),
    Scope.BRIEF: frozenset((Act.BRIEF,)),
    Scope.EDIT: frozenset((Act.EDIT_STUDY,)),
    Scope.PEOPLE: frozenset((Act.MANAGE_PEOPLE,)),
    Scope.PERSONS: frozenset((Act.EXPORT_PERSONS,)),
    Scope.AUDIT: frozenset((Act.SEE_AUDIT, Act.SEE_STATUS)),
}
"""The one table: every act belongs to exactly one scope, and only `read` changes nothing."""

SAID: dict[Scope, str] = {
    Scope.READ: "see studies, sessions and released figures; changes nothing",
    Scope.DECIDE: "propose and take decisions, write remarks, sort comments, make packages",
    Scope.CONDUCT: "open, start, pause and close sessions; ask cues and questions",
    Scope.UPLOAD: "upload stimuli, captions and recordings; align recordings",
    Scope.BRIEF: "manage recipients and rules of briefs; send briefs",
    Scope.EDIT: "change studies",
    Scope.PEOPLE: "invite, change and remove staff",
    Scope.PERSONS: "export persons, as far as the study's profile allows it",
    Scope.AUDIT: "see the audit log, and how the server fares",
}
"""Each scope in words, for whoever chooses."""


def scope_of(act: Act) -> Scope:
    """The scope that holds an act."""
    return next(scope for scope, acts in ACTS_IN.items() if act in acts)


def holds(scopes: Collection[Scope], act: Act) -> bool:
    """Whether one of these scopes holds an act."""
    return scope_of(act) in scopes
