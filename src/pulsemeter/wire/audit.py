"""The audit log for those who own the server: `GET /api/v1/audit`."""

from msgspec import Struct


class AuditDeed(Struct, frozen=True):
    """What somebody did; `link` is the hash (hex) that ties it to the entry before it."""

    number: int
    wall_ms: int
    actor: str
    act: str
    subject: str
    detail: str
    link: str


class AuditPage(Struct, frozen=True):
    """Entries, newest first; `older` is what to ask for next, 0 at the end. `broken_at` is the
    first entry at which the chain is broken, 0 where it is whole, with the reason."""

    entries: list[AuditDeed]
    total: int
    older: int
    broken_at: int
    broken: str
