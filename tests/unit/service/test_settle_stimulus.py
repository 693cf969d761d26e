"""A complete file in a study; the way there is told in test_receive_stimulus."""

import asyncio
from pathlib import Path
from typing import cast

import pytest

from pulsemeter.domain.study import Consent, Stimulus, Study
from pulsemeter.service.settle_stimulus import UploadRefused, keep_captions, settled_ms, stimulus_of
from pulsemeter.service.stimulus_ports import Arrival, ArrivalKind, StimulusMaker
from pulsemeter.storage.memory import memory_stores

STUDY = Study("moon", "Moon", "", (Stimulus("rice", "Rice", 0),), (), Consent("", "", "", ""))


def arriving(stimulus: str) -> Arrival:
    return Arrival("x", "moon", stimulus, ArrivalKind.STIMULUS, "", "a.mp4", 1, "m")


def test_the_stimulus_that_a_file_is_for() -> None:
    assert stimulus_of(STUDY, arriving("rice")) == STUDY.stimuli[0]
    with pytest.raises(UploadRefused, match="no stimulus 'ice'"):
        stimulus_of(STUDY, arriving("ice"))
    with pytest.raises(UploadRefused, match="no study 'moon'"):
        stimulus_of(None, arriving("rice"))


@pytest.mark.parametrize(
    ("made_ms", "last_ms", "settled"), [(9_000, 9_500, 9_500), (9_000, 9_501, 9_000), (9, 0, 9)]
)
def test_a_last_word_may_end_a_moment_after_the_film(
    made_ms: int, last_ms: int, settled: int
) -> None:
    assert settled_ms(made_ms, last_ms) == settled


class Maker:
    """Keeps captions by name, as the shipped one does in a folder."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def keep_captions(self, study: str, stem: str, text: str) -> str:
        self.kept[stem] = text
        return stem

    async def remove(self, study: str, file: str) -> None:
        self.kept.pop(file, None)


def test_captions_of_a_stimulus_that_is_gone_leave_no_file(tmp_path: Path) -> None:
    path, maker = tmp_path / "a.vtt", Maker()
    path.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nOne.\n", "utf-8")
    arrival = Arrival("x", "moon", "gone", ArrivalKind.CAPTIONS, "", "a.vtt", 1, "m")
    stores = memory_stores()

    async def story() -> None:
        await stores.studies.add_study(STUDY, "", [])
        with pytest.raises(UploadRefused, match="no stimulus 'gone'"):
            await keep_captions(stores.studies, cast("StimulusMaker", maker), arrival, path)

    asyncio.run(story())
    assert maker.kept == {}
