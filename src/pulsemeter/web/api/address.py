"""One address of the API: who may use it, what it does, takes and answers, and how it refuses.

The row is the route and its description in one, so that neither can be changed without the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from pulsemeter.web.policy import Found, Handler, Policy
from pulsemeter.wire.dashboard import Problem

_EVERY = frozenset((403, 503))
"""Of every address: a page of another site asks, or the store takes nothing now."""
_OF_STAFF = frozenset((401, 429))
"""Of every address that isn't public: nobody known asks, or wrong tokens come too often."""

_OF_BODIES = frozenset((413, 415))
"""Of every address that may be brought something: too much of it, or a form."""


@dataclass(frozen=True, slots=True)
class Content:
    """A body that is no JSON of ours."""

    media_type: str
    said: str
    is_text: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an address takes beside its body. `kind` is a JSON type, or the values there are."""

    name: str
    said: str
    kind: Literal["string", "integer"] | tuple[str, ...] = "string"
    where: Literal["query", "header", "path"] = "query"
    is_required: bool = False
    is_many: bool = False


Body = type[msgspec.Struct] | Content


@dataclass(frozen=True, slots=True)
class Address:
    """A row of the API's table. `name` is the operation's in the description and in clients;
    `answers` None stands for no body; what it takes `may_be_empty`
    where not every step wants it. `also` are further statuses of success with the same body,
    `refusals` those beyond what every address of its policy has, each a `Problem` unless `shaped`
    says otherwise."""

    method: str
    path: str
    handler: Handler
    policy: Policy
    name: str
    summary: str
    answers: Body | None = None
    takes: Body | None = None
    may_be_empty: bool = False
    status: int = 200
    also: tuple[int, ...] = ()
    refusals: tuple[int, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    shaped: Mapping[int, type[msgspec.Struct]] = field(default_factory=dict)

    def all_refusals(self) -> dict[int, type[msgspec.Struct]]:
        """Every status of refusal with the shape of its body, in order."""
        found = set(self.refusals) | _EVERY
        if not self.policy.is_public:
            found |= _OF_STAFF
        if self.method not in ("GET", "HEAD"):
            found |= _OF_BODIES
        if self.policy.found is not Found.NOWHERE:
            found.add(404)
        return {status: self.shaped.get(status, Problem) for status in sorted(found)}
