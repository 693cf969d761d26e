"""What the outside must provide for the audit log."""

from collections.abc import Sequence
from typing import Protocol

from pulsemeter.domain.audit import AuditEntry, Deed


class AuditBook(Protocol):
    """The audit log: entries are added and read, never changed."""

    async def append(self, deed: Deed) -> AuditEntry:
        """Chain a deed to the newest entry, whoever wrote that; returns once it is durable."""
        ...

    async def entries(self, after: int = 0, limit: int = 1_000) -> Sequence[AuditEntry]:
        """Entries with a number above `after`, in order, at most `limit`."""
        ...
