"""A recording is attached once its session is over, aligned, replaced, removed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.service.recordings import AIR, CODE, FILE, OWN, SRT, Archive

from pulsemeter.domain.alignment import Alignment, AlignmentPoint, AlignmentRefused
from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.service.keep_recording import RecordingMoved, no_recording_because
from pulsemeter.service.settle_stimulus import UploadRefused
from pulsemeter.service.stimulus_ports import Arrival, ArrivalKind, StimulusRefused
from pulsemeter.transcript.cue import Cue, TranscriptError

CAPTIONS = replace(FILE, id="ijklmnop", kind=ArrivalKind.CAPTIONS, name="a.srt", author="Ben")
LINE = Alignment(AlignmentPoint("So", 12_000, 2_000))


@pytest.fixture
def tell(tmp_path: Path) -> Callable[[Callable[[Any], Awaitable[None]]], None]:
    """Run a story in an archive; `take` brings a file there."""

    def run(story: Callable[[Any], Awaitable[None]]) -> None:
        async def whole() -> None:
            archive: Any = Archive()
            await archive.furnish()

            async def take(arrival: Arrival = FILE, content: bytes = b"good") -> None:
                path = tmp_path / arrival.id
                path.write_bytes(content)
                await archive.recordings.take(arrival, path, lambda share: None)

            archive.take = take
            await story(archive)

        asyncio.run(whole())

    return run


def test_a_file_becomes_the_recording_and_is_aligned(tell: Any) -> None:
    async def story(archive: Any) -> None:
        recordings = archive.recordings
        assert await recordings.of(CODE, "air") is None
        await archive.take()
        held = await recordings.of(CODE, "air")
        assert (held.number, held.author, held.name, held.duration_ms) == (
            1,
            "Ada",
            "a.mov",
            180_000,
        )
        assert held.file == "recording-room01-air-abcdefgh.mp4"
        assert await recordings.usable(CODE) == {}
        aligned = await recordings.align(CODE, "air", 1, LINE, "Ben")
        assert (aligned.number, aligned.alignment, aligned.author) == (2, LINE, "Ben")
        assert await recordings.usable(CODE) == {"air": aligned}
        assert len(await recordings.editions(CODE)) == 2
        deeds = [e.deed.act for e in await archive.stores.audit.entries()]
        assert deeds == ["recording: file", "recording: alignment"]

    tell(story)


def test_captions_are_told_in_session_time(tell: Any) -> None:
    async def story(archive: Any) -> None:
        await archive.take()
        await archive.take(CAPTIONS, SRT)
        held = await archive.recordings.of(CODE, "air")
        assert await archive.recordings.transcript(held) == []  # nobody knows when that was
        aligned = await archive.recordings.align(CODE, "air", 2, LINE, "Ada")
        cues = await archive.recordings.transcript(aligned)
        assert cues == [Cue(2_000, 4_000, None, "Good evening.")]
        archive.disk.kept[aligned.captions] = "rubbish"
        assert await archive.recordings.transcript(aligned) == []

    tell(story)


def test_another_file_takes_its_place_with_neither_captions_nor_alignment(tell: Any) -> None:
    async def story(archive: Any) -> None:
        await archive.take()
        await archive.take(CAPTIONS, SRT)
        await archive.recordings.align(CODE, "air", 2, LINE, "Ada")
        await archive.take(replace(FILE, id="qrstuvwx", name="b.mov"))
        held = await archive.recordings.of(CODE, "air")
        assert (held.number, held.name, held.captions, held.alignment) == (4, "b.mov", "", None)
        assert set(archive.disk.kept) == {held.file}

    tell(story)


def test_one_that_is_removed_leaves_its_editions_and_no_file(tell: Any) -> None:
    async def story(archive: Any) -> None:
        await archive.take()
        await archive.take(CAPTIONS, SRT)
        await archive.recordings.remove(CODE, "air", "Ada")
        assert await archive.recordings.of(CODE, "air") is None
        assert archive.disk.kept == {}
        assert len(await archive.recordings.editions(CODE)) == 3
        with pytest.raises(AlignmentRefused, match="attach one"):
            await archive.recordings.remove(CODE, "air", "Ada")
        await archive.take()
        assert (await archive.recordings.of(CODE, "air")).number == 4

    tell(story)


def test_what_cannot_be_aligned_is_refused(tell: Any) -> None:
    async def story(archive: Any) -> None:
        align = archive.recordings.align
        with pytest.raises(AlignmentRefused, match="has no recording"):
            await align(CODE, "air", 1, LINE, "Ada")
        await archive.take()
        beyond = Alignment(AlignmentPoint("", 180_001, 0))
        with pytest.raises(AlignmentRefused, match=r"behind the end of a\.mov"):
            await align(CODE, "air", 1, beyond, "Ada")
        await align(CODE, "air", 1, LINE, "Ada")
        with pytest.raises(RecordingMoved, match="changed meanwhile"):
            await align(CODE, "air", 1, LINE, "Ben")

    tell(story)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"session": "NOSUCH"}, "has no session"),
        ({"study": "other"}, "has no session"),
        ({"session": "RUNS01"}, "once it is over"),
        ({"session": "OWNT01"}, "on demand"),
        ({"stimulus": "own"}, "a file of its own"),
        ({"stimulus": "gone"}, "has no stimulus"),
        ({"kind": ArrivalKind.CAPTIONS}, "no recording yet"),
        ({"language": "de"}, "leave the language away"),
    ],
)
def test_what_is_not_wanted_is_refused_with_words(tell: Any, changes: Any, told: str) -> None:
    async def story(archive: Any) -> None:
        with pytest.raises(UploadRefused, match=told):
            await archive.take(replace(FILE, **changes))
        assert archive.disk.kept == {}

    tell(story)


def test_a_file_that_is_none_changes_nothing(tell: Any) -> None:
    async def story(archive: Any) -> None:
        with pytest.raises(StimulusRefused):
            await archive.take(FILE, b"bad!")
        await archive.take()
        with pytest.raises(TranscriptError):
            await archive.take(CAPTIONS, b"no captions")
        assert len(await archive.recordings.editions(CODE)) == 1

    tell(story)


def test_captions_for_what_was_removed_meanwhile_are_not_kept(tell: Any) -> None:
    async def story(archive: Any) -> None:
        await archive.take()
        keep = archive.disk.keep_captions

        async def late(study: str, name: str, text: str) -> str:
            await archive.recordings.remove(CODE, "air", "Ben")
            return str(await keep(study, name, text))

        archive.disk.keep_captions = late
        with pytest.raises(UploadRefused, match="removed meanwhile"):
            await archive.take(CAPTIONS, SRT)
        assert archive.disk.kept == {}

    tell(story)


def test_recordings_are_for_live_stimuli_without_a_file() -> None:
    live = Session("A", "night", SessionKind.LIVE)
    assert no_recording_because(live, AIR) == ""
    assert no_recording_because(live, OWN)
    assert no_recording_because(Session("A", "night", SessionKind.ON_DEMAND), AIR)
