"""The maker keeps what ffmpeg makes in the study's folder, and takes it away again."""

import asyncio
from pathlib import Path

import pytest
from tests.unit.media.clips import PICTURE, film

from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.stimulus_maker import FfmpegMaker


def test_a_stimulus_is_made_and_removed(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mp4", *PICTURE, "-pix_fmt", "yuv420p")

    async def story() -> None:
        for long_ms, file in ((60_000, "talk.mp4"), (1_000, "talk.hls/index.m3u8")):
            maker = FfmpegMaker(tmp_path / "media", long_ms)
            made = await maker.make(source, "moon", "talk", lambda share: None)
            assert (made.file, made.duration_ms) == (file, 6_000)
            assert (tmp_path / "media" / "moon" / file).is_file()
            await maker.remove("moon", file)
            await maker.remove("moon", file)
            assert list((tmp_path / "media" / "moon").iterdir()) == []

    asyncio.run(story())


def test_captions_are_written(tmp_path: Path) -> None:
    maker = FfmpegMaker(tmp_path)
    assert asyncio.run(maker.keep_captions("moon", "talk-de", "WEBVTT\n")) == "talk-de.vtt"
    assert (tmp_path / "moon" / "talk-de.vtt").read_text("utf-8") == "WEBVTT\n"
    assert len(list((tmp_path / "moon").iterdir())) == 1


def test_a_bad_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_text("no video")
    with pytest.raises(MediaError, match="text file"):
        asyncio.run(FfmpegMaker(tmp_path).make(path, "moon", "talk", lambda share: None))


def test_cancelled_it_stops_the_child_and_leaves_nothing(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mkv", "-f", "lavfi", "-i", "testsrc=s=1280x720:d=8:r=25")

    async def story() -> None:
        began = asyncio.Event()
        loop = asyncio.get_running_loop()
        maker = FfmpegMaker(tmp_path / "media")

        def tell(share: float) -> None:
            loop.call_soon_threadsafe(began.set)

        work = asyncio.create_task(maker.make(source, "moon", "talk", tell))
        await began.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert list((tmp_path / "media" / "moon").iterdir()) == []

    asyncio.run(story())
