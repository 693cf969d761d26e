"""Editions of recordings in memory."""

from collections.abc import Sequence

from pulsemeter.domain.recording import Recording


class MemoryRecordingBook:
    """RecordingBook."""

    def __init__(self) -> None:
        self._editions: dict[tuple[str, str], list[Recording]] = {}

    async def add(self, edition: Recording) -> bool:
        """Write the next edition; False where its number isn't the next."""
        held = self._editions.setdefault((edition.session, edition.stimulus), [])
        if edition.number != len(held) + 1:
            return False
        held.append(edition)
        return True

    async def editions(self, session: str) -> Sequence[Recording]:
        """Every edition of a session's recordings: by stimulus, each in order."""
        return [
            e for key in sorted(self._editions) if key[0] == session for e in self._editions[key]
        ]

    async def newest(self, session: str) -> Sequence[Recording]:
        """The newest edition of each stimulus' recording, without those that are removed."""
        newest = {edition.stimulus: edition for edition in await self.editions(session)}
        return [edition for edition in newest.values() if edition.file]
