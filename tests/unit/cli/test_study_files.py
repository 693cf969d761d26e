import asyncio

import pytest

from pulsemeter.cli.simulated_panel import demonstration_folder
from pulsemeter.cli.study_files import keep_study, load_study
from pulsemeter.service.ports import StoreError
from pulsemeter.service.study_reading import StudyFileError
from pulsemeter.storage.memory import memory_stores


def test_the_demonstration_study_is_whole():
    loaded = load_study(demonstration_folder() / "study.toml")
    assert loaded.study.name == "moon"
    assert loaded.study.simulated
    assert loaded.study.stimuli[0].duration_ms > 60_000
    assert len(loaded.statements) > 5
    assert loaded.bad_lines == {}


def test_a_transcript_becomes_statements(command):
    loaded = load_study(command.study)
    assert [s.words for s in loaded.statements] == ["We choose to go.", "Not easy."]
    assert loaded.bad_lines == {"talk.vtt": ()}


def test_a_file_that_is_not_there_is_named(command, tmp_path):
    (tmp_path / "talk.vtt").unlink()
    with pytest.raises(StudyFileError, match=r"talk\.vtt"):
        load_study(command.study)


def test_captions_that_are_not_there_leave_nothing_behind(command, tmp_path):
    text = command.study.read_text("utf-8")
    command.study.write_text(text.replace("duration_ms", 'captions = "c.vtt"\nduration_ms'))
    stores = memory_stores()

    async def story():
        with pytest.raises(StoreError, match=r"c\.vtt"):
            await keep_study(load_study(command.study), stores, tmp_path / "data")
        assert await stores.studies.studies() == []

    asyncio.run(story())
    assert list((tmp_path / "data" / "media").iterdir()) == []
