"""Remarks of staff in memory."""

from collections.abc import Sequence

from pulsemeter.domain.remark import Remark
from pulsemeter.service.ports import StoreError


class MemoryRemarkBook:
    """RemarkBook."""

    def __init__(self) -> None:
        self._remarks: dict[str, Remark] = {}

    async def add(self, remark: Remark) -> None:
        """Write a remark. StoreError where its id was written before."""
        if remark.id in self._remarks:
            raise StoreError(f"remark {remark.id} was written before.")
        self._remarks[remark.id] = remark

    async def remove(self, session: str, remark: str) -> None:
        """Take a remark away; one that isn't there is no matter."""
        held = self._remarks.get(remark)
        if held is not None and held.session == session:
            del self._remarks[remark]

    async def of_session(self, session: str) -> Sequence[Remark]:
        """All remarks of a session, in the order of their writing."""
        return [held for held in self._remarks.values() if held.session == session]
