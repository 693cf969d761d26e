"""What a server is made of, before anything runs."""

import asyncio

from pulsemeter.bootstrap import make_parts, opened
from pulsemeter.settings import Settings


def test_all_parts_speak_to_the_same_stores_and_nothing_runs_yet(tmp_path):
    settings = Settings(tmp_path / "data")

    async def story():
        async with opened(settings.data) as stores:
            parts = make_parts(settings, stores.stores)
            assert parts.services.studies is stores.stores.studies
            assert parts.services.media == settings.data / "media"
            assert len(parts.runs) == len(set(parts.runs)) >= 7
            assert len(asyncio.all_tasks()) == 1

    asyncio.run(story())
