"""The maker of clips opens what a study names, in its folder, and nothing else."""

import asyncio
from pathlib import Path

import pytest
from tests.unit.media.clips import PICTURE, film

from pulsemeter.media.clip_maker import FfmpegClips
from pulsemeter.media.probe import probe
from pulsemeter.service.hand_over_ports import ClipRefused, Stretch

CUES = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nSo\n"


def test_a_stretch_is_cut_with_its_captions(tmp_path: Path) -> None:
    (tmp_path / "media" / "moon").mkdir(parents=True)
    film(tmp_path / "media" / "moon" / "talk.mp4", *PICTURE, "-pix_fmt", "yuv420p")
    clips, target = FfmpegClips(tmp_path / "media"), tmp_path / "clip.mp4"
    asyncio.run(clips.cut(Stretch("moon", "talk.mp4", 1_000, 3_000, CUES), target))
    assert abs(probe(target).duration_ms - 2_000) < 150
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "media"]


def test_only_files_of_the_study_are_seen(tmp_path: Path) -> None:
    folder = tmp_path / "media" / "moon"
    (folder / "long.hls").mkdir(parents=True)
    (folder / "talk.mp4").touch()
    (folder / "talk.vtt").write_text(CUES, "utf-8")
    (folder / "long.hls" / "index.m3u8").touch()
    (tmp_path / "secret.vtt").write_text("secret", "utf-8")
    clips = FfmpegClips(tmp_path / "media")
    assert clips.has_source("moon", "talk.mp4")
    assert clips.has_source("moon", "long.hls/index.m3u8")
    for study, file in (
        ("moon", ""), ("moon", "gone.mp4"), ("moon", "../../secret.vtt"), ("mars", "talk.mp4"),
        ("moon", ".."), ("../..", "secret.vtt"), ("moon", "../../index.m3u8"),
    ):  # fmt: skip
        assert not clips.has_source(study, file), (study, file)
    assert asyncio.run(clips.captions("moon", "talk.vtt")) == CUES
    for file in ("", "gone.vtt", "../../secret.vtt"):
        assert asyncio.run(clips.captions("moon", file)) == ""


def test_a_source_that_can_not_be_cut_is_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "moon").mkdir()
    (tmp_path / "moon" / "talk.mp4").write_text("no video")
    with pytest.raises(ClipRefused, match="text file"):
        asyncio.run(
            FfmpegClips(tmp_path).cut(Stretch("moon", "talk.mp4", 0, 9, CUES), tmp_path / "c.mp4")
        )
    assert [path.name for path in tmp_path.iterdir()] == ["moon"]


def test_cancelled_it_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "media" / "moon"
    folder.mkdir(parents=True)
    film(folder / "talk.mkv", "-f", "lavfi", "-i", "testsrc=s=640x360:d=20:r=25", "-c:v",
         "libx264", "-preset", "ultrafast")  # fmt: skip

    async def story() -> None:
        stretch = Stretch("moon", "talk.mkv", 0, 20_000, CUES)
        clips = FfmpegClips(tmp_path / "media")
        work = asyncio.create_task(clips.cut(stretch, tmp_path / "clip.mp4"))
        await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(story())
    assert [path.name for path in tmp_path.iterdir()] == ["media"]
