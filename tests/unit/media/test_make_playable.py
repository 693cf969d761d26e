"""Real films become playable ones; hostile files end in words, in bounded time."""

import struct
import threading
from pathlib import Path

import pytest
from tests.unit.media.clips import PICTURE, SOUND, film

from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.limits import MakingStopped
from pulsemeter.media.make_playable import PLAYLIST, is_fit, make_playable
from pulsemeter.media.probe import Probe, probe

LARGE = ("-f", "lavfi", "-i", "testsrc=s=1280x720:d=2:r=50")
TALL = ("-f", "lavfi", "-i", "testsrc=s=720x1281:d=1:r=25")


def boxes(path: Path) -> list[bytes]:
    """The names of an MP4's outer boxes in their order."""
    content, place, names = path.read_bytes(), 0, []
    while place + 8 <= len(content):
        size, name = struct.unpack(">I4s", content[place : place + 8])
        names.append(name)
        place += size or len(content)
    return names


def test_a_small_playable_film_is_only_packed_anew(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mp4", *PICTURE, *SOUND, "-pix_fmt", "yuv420p")
    assert boxes(source).index(b"mdat") < boxes(source).index(b"moov")
    shares: list[float] = []
    made = make_playable(source, tmp_path / "out", "talk", tell=shares.append)
    assert (made.file, made.duration_ms, made.sound_only) == ("talk.mp4", 6_000, False)
    names = boxes(tmp_path / "out" / "talk.mp4")
    assert names.index(b"moov") < names.index(b"mdat"), "must start before it is loaded"
    assert probe(tmp_path / "out" / made.file).width == 320
    assert shares[-1] == 1.0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["talk.mp4"]


@pytest.mark.parametrize(
    ("name", "arguments", "size"),
    [
        ("large.mkv", (*LARGE, "-pix_fmt", "yuv444p"), (960, 540)),
        ("tall.mov", (*TALL, "-c:v", "mpeg4"), (540, 960)),
        ("film.webm", (*PICTURE, *SOUND, "-c:v", "libvpx"), (320, 180)),
        ("film.ts", (*PICTURE, *SOUND, "-c:v", "mpeg2video", "-r", "25"), (320, 180)),
    ],
)
def test_any_film_becomes_one_for_phones(
    tmp_path: Path, name: str, arguments: tuple[str, ...], size: tuple[int, int]
) -> None:
    source = film(tmp_path / name, *arguments)
    made = make_playable(source, tmp_path / "out", "talk")
    found = probe(tmp_path / "out" / made.file)
    assert (found.width, found.height) == size
    assert found.playable
    assert found.frames_per_s <= 30


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.flac", "a.ogg", "a.aac", "a.m4a"])
def test_sound_becomes_m4a(tmp_path: Path, name: str) -> None:
    codec = ("-c:a", "libopus") if name == "a.ogg" else ()
    made = make_playable(film(tmp_path / name, *SOUND, *codec), tmp_path / "out", "talk")
    assert (made.file, made.sound_only) == ("talk.m4a", True)
    assert abs(made.duration_ms - 6_000) < 100
    assert probe(tmp_path / "out" / made.file).playable


@pytest.mark.parametrize("arguments", [(*PICTURE, *SOUND, "-pix_fmt", "yuv420p"), LARGE])
def test_a_long_film_becomes_pieces(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    source = film(tmp_path / "a.mp4", *arguments)
    made = make_playable(source, tmp_path / "out", "talk", long_ms=1_000)
    assert made.file == f"talk.hls/{PLAYLIST}"
    text = (tmp_path / "out" / made.file).read_text("utf-8")
    assert "#EXT-X-ENDLIST" in text
    assert str(tmp_path) not in text
    pieces = {path.name for path in (tmp_path / "out" / "talk.hls").iterdir()}
    assert {"init.mp4", "part_00000.m4s", PLAYLIST} <= pieces


def test_a_long_film_has_a_key_picture_at_each_piece(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mkv", "-f", "lavfi", "-i", "testsrc=s=320x180:d=14:r=10")
    made = make_playable(source, tmp_path / "out", "talk", long_ms=1_000)
    text = (tmp_path / "out" / made.file).read_text("utf-8")
    assert text.count("#EXTINF:6.0") == 2
    assert abs(made.duration_ms - 14_000) < 200


def test_what_is_fit_stays_as_it_is() -> None:
    fit = Probe(60_000, 960, 540, "h264", "aac", playable=True, frames_per_s=25, is_mp4=True)
    assert is_fit(fit, 10_000_000)
    assert not is_fit(fit, 100_000_000), "too many bits a second for phones"
    large = Probe(60_000, 1280, 720, "h264", "aac", playable=True, frames_per_s=25, is_mp4=True)
    assert not is_fit(large, 10_000_000)


def test_stopped_it_leaves_nothing_behind(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mkv", *LARGE)
    stop = threading.Event()
    stop.set()
    with pytest.raises(MakingStopped):
        make_playable(source, tmp_path / "out", "talk", stop=stop)
    assert list((tmp_path / "out").iterdir()) == []


def hostile(tmp_path: Path) -> dict[str, bytes]:
    good = film(tmp_path / "good.mp4", *PICTURE, "-pix_fmt", "yuv420p").read_bytes()
    entry = good.index(b"avc1") + 4 + 24  # width and height in the sample entry
    parts = good.index(b"tkhd")
    huge = bytearray(good)
    huge[entry : entry + 4] = b"\xff\xff\xff\xff"
    huge[parts + 4 + 76 : parts + 4 + 84] = b"\xff\xff\x00\x00\xff\xff\x00\x00"
    return {
        "truncated": good[: len(good) // 2],
        "head only": good[:40],
        "text": b"this is no video\n" * 1_000,
        "playlist http": b"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nhttp://127.0.0.1:9/x.ts\n",
        "playlist file": b"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nfile:///etc/passwd\n",
        "concat": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        "zeros": bytes(1_000_000),
        "box without end": b"\x00\x00\x00\x18ftypisom" + b"\xff" * 100_000,
        "transport of noise": (b"\x47" + bytes(range(187))) * 2_000,
        "nothing in it": b"\x1a\x45\xdf\xa3" + b"\xff" * 5_000,
        "huge picture": bytes(huge[: len(huge) // 3]),
    }


def test_hostile_files_end_in_words_and_leave_nothing(tmp_path: Path) -> None:
    for case, content in hostile(tmp_path).items():
        path = tmp_path / "upload.mp4"
        path.write_bytes(content)
        with pytest.raises(MediaError) as refused:
            make_playable(path, tmp_path / "out", "talk")
        assert len(str(refused.value)) > 30, case
        assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir()), case


def test_a_wrong_ending_does_not_matter(tmp_path: Path) -> None:
    film(tmp_path / "a.mkv", *PICTURE).rename(tmp_path / "a.mp3")
    assert make_playable(tmp_path / "a.mp3", tmp_path / "out", "talk").file == "talk.mp4"
