"""Jobs that were asked for, in memory."""

from collections.abc import Sequence

from pulsemeter.service.job_ports import JobNote


class MemoryJobBook:
    """JobBook."""

    def __init__(self) -> None:
        self._notes: dict[str, JobNote] = {}

    async def put(self, note: JobNote) -> None:
        """Write a note, in place of the one with its id."""
        self._notes[note.id] = note

    async def remove(self, job: str) -> None:
        """Take a note away; one that isn't there is no matter."""
        self._notes.pop(job, None)

    async def all(self) -> Sequence[JobNote]:
        """Every note, in the order in which they were asked for."""
        return sorted(self._notes.values(), key=lambda note: (note.asked_ms, note.id))
