"""Where remarks of staff are kept, and how open screens hear that there is a new one."""

from collections.abc import Sequence
from typing import Protocol

from pulsemeter.domain.remark import Remark


class RemarkBook(Protocol):
    """Notes and lines of staff, in the study's own book."""

    async def add(self, remark: Remark) -> None:
        """Write a remark. StoreError where its id was written before."""
        ...

    async def remove(self, session: str, remark: str) -> None:
        """Take a remark away; one that isn't there is no matter."""
        ...

    async def of_session(self, session: str) -> Sequence[Remark]:
        """All remarks of a session, in the order of their writing."""
        ...


class RemarkFeed(Protocol):
    """Live messages about remarks to the open screens of a session."""

    def remarks(self, session: str) -> None:
        """Say that there is something new. Who may read what is asked for by each screen."""
        ...
