"""A long film's pieces become one file that can be taken in again."""

from pathlib import Path

import pytest
from tests.unit.media.clips import PICTURE, SOUND, film

from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.join_pieces import join_pieces
from pulsemeter.media.make_playable import make_playable
from pulsemeter.media.probe import probe


def test_pieces_become_a_film_of_the_same_length(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mp4", *PICTURE, *SOUND, "-pix_fmt", "yuv420p")
    made = make_playable(source, tmp_path / "in", "talk", long_ms=1_000)
    assert made.file.endswith(".m3u8")
    out = tmp_path / "out"
    out.mkdir()
    join_pieces(tmp_path / "in" / made.file, out, "talk")
    assert [path.name for path in out.iterdir()] == ["talk.mp4"]
    found = probe(out / "talk.mp4")
    assert abs(found.duration_ms - made.duration_ms) < 100
    assert (found.width, found.sound_only) == (320, False)


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n",
        "part.m4s\n",
        '#EXT-X-MAP:URI="init.mp4"\n../secret\n',
        '#EXT-X-MAP:URI="/a"\nb\n',
    ],
)
def test_a_playlist_of_other_things_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "index.m3u8").write_text(text, "utf-8")
    with pytest.raises(MediaError, match="upload the video again"):
        join_pieces(tmp_path / "index.m3u8", tmp_path, "whole")
    assert [path.name for path in tmp_path.iterdir()] == ["index.m3u8"]
