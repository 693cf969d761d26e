import asyncio

import pytest

from pulsemeter.domain.live_step import Step, StepKind
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.memory import memory_stores


def test_without_its_session_nothing_is_noted():
    async def story():
        stores = memory_stores()
        with pytest.raises(StoreError, match="no session"):
            await stores.live_words.append("K", 0, Step("a", StepKind.END))
        assert await stores.live_words.steps("K") == []

    asyncio.run(story())
