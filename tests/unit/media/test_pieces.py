"""Pieces of a long stimulus that hold a stretch of it."""

from pathlib import Path

import pytest

from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.pieces import gather_pieces

HEAD = '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-MAP:URI="init.mp4"\n'


@pytest.fixture
def playlist(tmp_path: Path) -> Path:
    """Five pieces of 6 s, the last one shorter."""
    folder = tmp_path / "long.hls"
    folder.mkdir()
    (folder / "init.mp4").write_bytes(b"I")
    text = HEAD
    for number in range(5):
        (folder / f"part_{number}.m4s").write_bytes(str(number).encode())
        text += f"#EXTINF:{2.5 if number == 4 else 6.0:.6f},\npart_{number}.m4s\n"
    path = folder / "index.m3u8"
    path.write_text(text + "#EXT-X-ENDLIST\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "begins_ms", "content"),
    [
        (0, 1_000, 0, b"I0"),
        (5_999, 6_000, 0, b"I0"),
        (6_000, 6_001, 6_000, b"I1"),
        (7_000, 19_000, 6_000, b"I123"),
        (25_000, 99_000, 24_000, b"I4"),
    ],
)
def test_only_what_overlaps_is_read(
    playlist: Path, tmp_path: Path, start_ms: int, end_ms: int, begins_ms: int, content: bytes
) -> None:
    target = tmp_path / "joined"
    assert gather_pieces(playlist, start_ms, end_ms, target) == begins_ms
    assert target.read_bytes() == content


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + "#EXTINF:6,\n../secret.m4s\n", "files elsewhere"),
        (HEAD + "#EXTINF:6,\nhttps://evil.example/a.m4s\n", "files elsewhere"),
        (HEAD + "#EXTINF:6,\na\\b.m4s\n", "files elsewhere"),
        ('#EXT-X-MAP:URI="/etc/passwd"\n#EXTINF:6,\npart_0.m4s\n', "files elsewhere"),
        (HEAD + "#EXT-X-KEY:METHOD=AES-128\n#EXTINF:6,\npart_0.m4s\n", "upload the video"),
        ("#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n", "upload the video"),
        (HEAD + "#EXTINF:6,\ngone.m4s\n", "gone.m4s is missing"),
        (HEAD + f"#EXTINF:6,\n{'9' * 4_000}\n", "the piece 9{60} is missing"),
        (HEAD + "#EXTINF:6,\na\0b.m4s\n", "is missing"),
        ("nothing\n", "nothing of it lies at 0 s"),
        ("", "nothing of it lies at 0 s"),
    ],
)
def test_a_playlist_that_is_none_of_ours_is_refused(
    playlist: Path, tmp_path: Path, text: str, told: str
) -> None:
    playlist.write_text(text, "utf-8")
    with pytest.raises(MediaError, match=told):
        gather_pieces(playlist, 0, 1_000, tmp_path / "joined")


def test_a_playlist_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="can't be read"):
        gather_pieces(tmp_path / "index.m3u8", 0, 1_000, tmp_path / "joined")
