"""Data folders, opened and held."""

import asyncio

import pytest

from pulsemeter.bootstrap import (
    forget_folder,
    is_data_folder,
    media_folder,
    opened,
    quiet_folder,
    shelf_of,
)
from pulsemeter.service.ports import StoreError


def test_stimuli_lie_in_the_data_folder(tmp_path):
    assert media_folder(tmp_path).parent == tmp_path


def test_a_folder_is_ours_once_it_was_opened_and_is_forgotten_whole(tmp_path):
    data = tmp_path / "data"

    async def story():
        assert not is_data_folder(data)
        async with opened(data):
            assert is_data_folder(data)
        async with shelf_of(data) as shelf:
            assert shelf is None

    asyncio.run(story())
    forget_folder(data)
    assert not data.exists()


def test_what_is_done_to_a_folder_as_a_whole_is_done_by_one(tmp_path):
    async def story():
        async with quiet_folder(tmp_path / "data") as held:
            assert held.shelf is None
            with pytest.raises(StoreError):
                forget_folder(tmp_path / "data")

    asyncio.run(story())
