"""Probing real films that ffmpeg makes here, and broken ones."""

import subprocess
from pathlib import Path

import pytest

from pulsemeter.media import probe as probe_module
from pulsemeter.media.ffmpeg import MediaError, where_is_ffmpeg
from pulsemeter.media.probe import Probe, probe

PICTURE = ("-f", "lavfi", "-i", "testsrc=s=320x180:d=6:r=10")
SOUND = ("-f", "lavfi", "-i", "sine=d=6")


def _film(path: Path, *arguments: str) -> Path:
    command = [str(where_is_ffmpeg()), "-y", "-loglevel", "error", *arguments, str(path)]
    subprocess.run(command, check=True, timeout=60, stdin=subprocess.DEVNULL)
    return path


@pytest.fixture(scope="module")
def mp4(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "good film, with: signs.mp4"
    return _film(path, *PICTURE, *SOUND, "-pix_fmt", "yuv420p", "-movflags", "+faststart")


def test_a_playable_film(mp4: Path) -> None:
    assert probe(mp4) == Probe(
        6_000, 320, 180, "h264", "aac", playable=True, frames_per_s=10.0, is_mp4=True
    )


def test_a_silent_webm_is_playable_too(tmp_path: Path) -> None:
    film = _film(tmp_path / "silent.webm", *PICTURE, "-c:v", "libvpx")
    found = probe(film)
    assert (found.video_codec, found.audio_codec, found.playable) == ("vp8", "", True)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("colour.mp4", ("-pix_fmt", "yuv444p")),
        ("old.avi", ("-c:v", "mpeg4")),
        ("old.mp4", ("-c:v", "mpeg4")),
    ],
)
def test_a_film_that_browsers_refuse_is_told_from_a_broken_one(
    tmp_path: Path, name: str, arguments: tuple[str, ...]
) -> None:
    found = probe(_film(tmp_path / name, *PICTURE, *arguments))
    assert found.duration_ms == 6_000
    assert not found.playable


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"gone\.mp4: there is no such file"):
        probe(tmp_path / "gone.mp4")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "the file is empty"),
        (b"hello\n" * 500, "a text file"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(4_000), "finds no video and no sound"),
    ],
)
def test_what_is_no_video_is_refused(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "broken.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=complaint):
        probe(path)


def test_a_film_that_breaks_off_is_refused(tmp_path: Path, mp4: Path) -> None:
    content = mp4.read_bytes()
    path = tmp_path / "half.mp4"
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(MediaError, match="breaks off before its end"):
        probe(path)


@pytest.mark.parametrize(("name", "playable"), [("a.mp4", True), ("a.mp3", False)])
def test_sound_alone_is_told_from_a_film(tmp_path: Path, name: str, playable: bool) -> None:
    found = probe(_film(tmp_path / name, *SOUND))
    assert (found.sound_only, found.playable) == (True, playable)
    assert abs(found.duration_ms - 6_000) < 100


def test_a_play_list_that_points_elsewhere_is_not_followed(tmp_path: Path, mp4: Path) -> None:
    path = tmp_path / "list.mp4"
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n{mp4.as_uri()}\n")
    with pytest.raises(MediaError, match="a playlist that only points"):
        probe(path)


def test_an_ffmpeg_that_hangs_is_given_up(
    tmp_path: Path, mp4: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "bin" / "ffmpeg"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec /bin/sleep 20\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow.parent))
    monkeypatch.setattr(probe_module, "PROBE_SECONDS_MAX", 0.1)
    with pytest.raises(MediaError, match="did not get through"):
        probe(mp4)


def test_an_ffmpeg_that_cannot_start_says_how_to_get_one(
    tmp_path: Path, mp4: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/no/such/interpreter\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MediaError, match="apt-get install ffmpeg"):
        probe(mp4)
