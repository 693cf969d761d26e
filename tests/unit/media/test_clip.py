"""Clips show the stretch that was asked for, with its captions inside."""

import re
import subprocess
import threading
from pathlib import Path

import pytest
from tests.unit.media.clips import SOUND, film

from pulsemeter.media.clip import cut_clip
from pulsemeter.media.ffmpeg import MediaError, where_is_ffmpeg
from pulsemeter.media.limits import MakingStopped
from pulsemeter.media.make_playable import make_playable
from pulsemeter.media.probe import probe

# Each second is ten steps brighter, so that a picture tells when it was.
BRIGHTER = (
    "-f",
    "lavfi",
    "-i",
    "color=s=64x64:d=16:r=10,format=yuv420p,geq=lum=20+10*T:cb=128:cr=128",
)
CUES = """WEBVTT

00:00:00.500 --> 00:00:01.500
We choose

00:00:02.000 --> 00:00:09.000
the moon
"""


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of 16 s with sound."""
    path = tmp_path_factory.mktemp("talk") / "talk.mp4"
    return film(path, *BRIGHTER, "-f", "lavfi", "-i", "sine=d=16", "-c:v", "libx264", "-g", "50")


def told(*arguments: str) -> bytes:
    command = [str(where_is_ffmpeg()), "-hide_banner", "-nostdin", *arguments]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    return done.stdout or done.stderr


def second_shown(path: Path) -> float:
    """From which second of the talk the first picture of a clip is."""
    grey = told("-v", "error", "-i", str(path), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt",
                "yuv420p", "-")[: 64 * 64]  # fmt: skip
    return (sum(grey) / len(grey) - 20) / 10


def test_a_stretch_of_a_file_with_its_captions(talk: Path, tmp_path: Path) -> None:
    captions, clip = tmp_path / "clip.vtt", tmp_path / "clip.mp4"
    captions.write_text(CUES, "utf-8")
    cut_clip(talk, 7_300, 10_900, clip, captions=captions)
    assert abs(second_shown(clip) - 7.3) < 0.25
    found = probe(clip)
    assert (found.video_codec, found.audio_codec, found.playable) == ("h264", "aac", True)
    assert abs(found.duration_ms - 3_600) < 200
    assert re.search(rb"Stream #0:2.*Subtitle: mov_text", told("-i", str(clip)))
    spoken = told("-v", "error", "-i", str(clip), "-map", "0:s", "-f", "webvtt", "-").decode()
    assert "00:00.500 --> 00:01.500\nWe choose" in spoken
    assert re.search(r"00:02\.000 --> \S+\nthe moon", spoken)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "clip.vtt"]


def test_a_stretch_of_a_long_one_in_pieces(talk: Path, tmp_path: Path) -> None:
    make_playable(talk, tmp_path, "long", long_ms=1_000)
    playlist, clip = tmp_path / "long.hls" / "index.m3u8", tmp_path / "clip.mp4"
    for start_ms, end_ms in ((0, 2_000), (7_300, 10_900), (13_000, 16_000)):
        cut_clip(playlist, start_ms, end_ms, clip)
        assert abs(second_shown(clip) - start_ms / 1_000) < 0.3
        assert abs(probe(clip).duration_ms - (end_ms - start_ms)) < 250
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "long.hls"]


def test_sound_alone(tmp_path: Path) -> None:
    source, clip = film(tmp_path / "a.mp3", *SOUND), tmp_path / "clip.m4a"
    captions = tmp_path / "clip.vtt"
    captions.write_text(CUES, "utf-8")
    cut_clip(source, 1_000, 4_000, clip, captions=captions, sound_only=True)
    found = probe(clip)
    assert (found.sound_only, found.audio_codec) == (True, "aac")
    assert abs(found.duration_ms - 3_000) < 200


def test_a_film_without_sound(tmp_path: Path) -> None:
    source = film(tmp_path / "silent.mp4", *BRIGHTER, "-c:v", "libx264")
    cut_clip(source, 1_000, 4_000, tmp_path / "clip.mp4")
    assert probe(tmp_path / "clip.mp4").audio_codec == ""


def test_what_can_not_be_cut_leaves_nothing(talk: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    with pytest.raises(MediaError):
        cut_clip(talk, 30_000, 34_000, clip)
    with pytest.raises(MediaError, match="shorter than the study says"):
        cut_clip(talk, 14_000, 24_000, clip)
    (tmp_path / "list.mp4").write_text("#EXTM3U\nsecret.mp4\n")
    with pytest.raises(MediaError, match="playlist"):
        cut_clip(tmp_path / "list.mp4", 0, 2_000, clip)
    stop = threading.Event()
    stop.set()
    with pytest.raises(MakingStopped):
        cut_clip(talk, 0, 16_000, clip, stop=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["list.mp4"]
