"""Studies in memory; what every engine must do stands in the contract suite."""

import asyncio

from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.study import Study
from pulsemeter.storage.memory.studies import MemoryStudyBook


def test_a_list_of_sessions_does_not_grow_in_the_hands_of_its_reader(study: Study) -> None:
    book = MemoryStudyBook()

    async def story() -> int:
        await book.add_study(study, "", ())
        before = await book.sessions()
        await book.put_session(Session("K", "moon", SessionKind.LIVE))
        return len(before)

    assert asyncio.run(story()) == 0
