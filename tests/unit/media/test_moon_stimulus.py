"""The committed demonstration: its film plays, its captions and its statements fit it."""

import tomllib
from pathlib import Path

import pytest

from pulsemeter.domain.statement import Statement
from pulsemeter.media.probe import probe
from pulsemeter.transcript.statement_list import read_statement_list
from pulsemeter.transcript.subtitles import read_subtitles

BYTES_MAX = 4_000_000


@pytest.fixture
def moon(project_root: Path) -> Path:
    return project_root / "examples" / "moon"


@pytest.fixture
def statements(moon: Path) -> list[Statement]:
    duration_ms = probe(moon / "moon.mp4").duration_ms
    text = (moon / "statements.toml").read_text("utf-8")
    return read_statement_list(text, stimulus="moon", duration_ms=duration_ms)


def test_the_film_plays_is_small_and_lasts_about_three_minutes(moon: Path) -> None:
    film = moon / "moon.mp4"
    found = probe(film)
    assert found.playable
    assert (found.width, found.height) == (960, 540)
    assert (found.video_codec, found.audio_codec) == ("h264", "aac")
    assert 170_000 <= found.duration_ms <= 190_000
    assert film.stat().st_size <= BYTES_MAX


def test_the_index_comes_before_the_pictures(moon: Path) -> None:
    head = (moon / "moon.mp4").read_bytes()
    assert 0 < head.find(b"moov") < head.find(b"mdat")


def test_the_captions_have_no_bad_line_and_end_with_the_film(moon: Path) -> None:
    found = read_subtitles((moon / "moon.vtt").read_bytes(), "moon.vtt")
    assert found.bad_lines == ()
    assert found.remarks == ()
    assert {cue.speaker for cue in found.cues} == {"John F. Kennedy"}
    assert found.end_ms <= probe(moon / "moon.mp4").duration_ms


def test_the_statements_are_long_enough_to_be_judged(statements: list[Statement]) -> None:
    assert 10 <= len(statements) <= 14
    assert [s.id for s in statements] == [f"moon-s{n:02}" for n in range(1, len(statements) + 1)]
    assert all(10_000 <= s.end_ms - s.start_ms <= 19_000 for s in statements)
    assert all(s.topic and s.speaker for s in statements)


def test_captions_statements_and_speech_say_the_same(
    moon: Path, statements: list[Statement]
) -> None:
    captions = read_subtitles((moon / "moon.vtt").read_bytes()).cues
    speech = tomllib.loads((moon / "speech.toml").read_text("utf-8"))
    written = {one["id"]: " ".join(one["phrases"]) for one in speech["statement"]}
    for statement in statements:
        inside = [c for c in captions if statement.start_ms <= c.start_ms < statement.end_ms]
        assert " ".join(cue.text for cue in inside) == statement.words == written[statement.id]
        assert inside[0].start_ms == statement.start_ms
        assert inside[-1].end_ms == statement.end_ms


def test_the_truth_says_it_is_simulated_and_covers_every_statement(
    moon: Path, statements: list[Statement]
) -> None:
    text = (moon / "truth.toml").read_text("utf-8")
    assert text.startswith("# Simulated")
    assert [one["id"] for one in tomllib.loads(text)["statement"]] == [s.id for s in statements]
