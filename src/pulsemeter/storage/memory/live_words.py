"""Steps of live words in memory."""

from collections.abc import Sequence

from pulsemeter.domain.live_step import Step
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.memory.studies import MemoryStudyBook


class MemoryLiveWordsBook:
    """LiveWordsBook."""

    def __init__(self, studies: MemoryStudyBook) -> None:
        self._studies = studies
        self._steps: dict[str, list[Step]] = {}

    async def append(self, session: str, number: int, step: Step) -> bool:
        """Write a step at this place; False where it isn't the next. StoreError where the session
        isn't here, or has a step of this key."""
        if await self._studies.session(session) is None:
            raise StoreError(f"there is no session {session}.")
        held = self._steps.setdefault(session, [])
        if len(held) != number:
            return False
        if any(each.key == step.key for each in held):
            raise StoreError(f"session {session} has a step {step.key} already.")
        held.append(step)
        return True

    async def steps(self, session: str) -> Sequence[Step]:
        """All steps of a session, in order."""
        return list(self._steps.get(session, ()))
