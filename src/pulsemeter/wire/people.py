"""The staff of a study for its owners: `GET /api/v1/studies/{name}/people` and what lies below."""

from msgspec import Struct

from pulsemeter.wire.decisions import RoleName


class Person(Struct, frozen=True):
    """A member of the staff with a role in this study; of an editor the `audiences`."""

    id: str
    name: str
    role: RoleName
    audiences: list[str]


class OpenInvitation(Struct, frozen=True):
    """A one-time link that nobody has used yet; it ends by itself."""

    id: str
    role: RoleName
    audiences: list[str]
    ends_ms: int


class Audience(Struct, frozen=True):
    """What an editor can be bound to, and a recipient of briefs too."""

    id: str
    label: str
    attribute: str


class People(Struct, frozen=True):
    """Who belongs to a study, who is invited, and what audiences there are."""

    people: list[Person]
    invitations: list[OpenInvitation]
    audiences: list[Audience]


class WantedRole(Struct, frozen=True, forbid_unknown_fields=True):
    """The role that somebody is to have; `audiences` are asked for of an editor alone."""

    role: RoleName
    audiences: list[str] = []


class InvitationLink(Struct, frozen=True):
    """The link, told this once: whoever opens it gets the place."""

    link: str
