"""Where the recordings of live sessions are kept, in editions that only grow."""

from collections.abc import Sequence
from typing import Protocol

from pulsemeter.domain.recording import Recording


class RecordingBook(Protocol):
    """Editions of recordings, by session and stimulus, numbered from 1."""

    async def add(self, edition: Recording) -> bool:
        """Write the next edition. False, and nothing written, where its number isn't the next:
        somebody else's came first."""
        ...

    async def editions(self, session: str) -> Sequence[Recording]:
        """Every edition of a session's recordings: by stimulus, each in order."""
        ...

    async def newest(self, session: str) -> Sequence[Recording]:
        """The newest edition of each stimulus' recording, without those that are removed."""
        ...
