"""The audit log in memory."""

from collections.abc import Sequence

from pulsemeter.domain.audit import AuditEntry, Deed, chained


class MemoryAuditBook:
    """AuditBook."""

    def __init__(self) -> None:
        self._entries: list[AuditEntry] = []

    async def append(self, deed: Deed) -> AuditEntry:
        """Chain a deed to the newest entry."""
        entry = chained(self._entries[-1] if self._entries else None, deed)
        self._entries.append(entry)
        return entry

    async def entries(self, after: int = 0, limit: int = 1_000) -> Sequence[AuditEntry]:
        """Entries with a number above `after`, in order, at most `limit`."""
        return self._entries[max(after, 0) :][: max(limit, 0)]
