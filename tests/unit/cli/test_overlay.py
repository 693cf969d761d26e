"""Films with an overlay on the command line, out of final figures."""

import asyncio
from dataclasses import replace

import pytest
from tests.unit.media.clips import PICTURE, film
from tests.unit.release.showings import CELLS, a_showing
from tests.unit.report.overlays import story

from pulsemeter.bootstrap import opened
from pulsemeter.cli.overlay import _say_unknown
from pulsemeter.media.probe import probe
from pulsemeter.report.overlay_story import Said

JUDGED = {"talk-s01": ((60, 5, 80), "resonates")}


@pytest.fixture
def over(command):
    """The code of a session that is over, with final figures and a file of six seconds."""
    text = command.study.read_text("utf-8").replace("duration_ms = 30000", "duration_ms = 6000")
    words = "WEBVTT\n\n00:00.000 --> 00:03.000\nWe go.\n\n00:03.000 --> 00:06.000\nNot easy.\n"
    (command.folder / "talk.vtt").write_text(words, "utf-8")
    film(command.folder / "talk.mp4", *PICTURE, "-pix_fmt", "yuv420p")
    command.study.write_text(
        text.replace('id = "talk"', 'id = "talk"\nfile = "talk.mp4"', 1), "utf-8"
    )
    code = command.session()
    command.fine("session", "start", code)
    command.fine("session", "close", code)

    async def release():
        async with opened(command.data) as stores:
            book = stores.stores.releases
            await book.write_plan(code, CELLS)
            cells = tuple(cell.id for cell in CELLS)
            told = a_showing(code, [(40, 10, 80), (30, 20, 80)], JUDGED, cells=cells)
            await book.write(code, told.releases)

    asyncio.run(release())
    return code


def test_a_film_and_clips_are_made(command, over):
    target, clips = command.folder / "out" / "film.mp4", command.folder / "clips"
    done = command.fine(
        "overlay", over.lower(), "--layout", "burned", "--segments", "all,region:north",
        "--to", target, "--clips", clips,
    )  # fmt: skip
    assert f"{target}: A talk, whole" in done.output
    assert "no font here has" not in done.output
    assert probe(target).width == 960
    assert sorted(p.name for p in clips.iterdir()) == ["clip-best.mp4", "clips.txt"]
    assert "liked most" in (clips / "clips.txt").read_text("utf-8")
    assert [p.name for p in target.parent.iterdir()] == ["film.mp4"]
    assert "overlay: made" in command.fine("audit", "list").output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("NOSUCH", "--to", "x.mp4"), "there is no session 'NOSUCH'"),
        (("{}",), "say where films go: --to FILE, --clips FOLDER, or both"),
        (("{}", "--to", "x.mp4", "--segments", "nobody"), "there is no segment 'nobody' here"),
        (("{}", "--to", "x.mp4", "--stimulus", "other"), "has no stimulus 'other'; it has talk"),
    ],
)
def test_what_cant_be_made_is_said_and_leaves_nothing(command, over, arguments, told, monkeypatch):
    (command.folder / "here").mkdir()
    monkeypatch.chdir(command.folder / "here")
    asked = [part.format(over) for part in arguments]
    assert told in command.refused("overlay", *asked)
    assert list((command.folder / "here").iterdir()) == []


def test_a_session_that_runs_has_no_film_yet(command):
    code = command.session()
    assert "no file of A talk" in command.refused("overlay", code, "--to", command.folder / "x.mp4")
    assert not (command.folder / "x.mp4").exists()


def test_without_a_data_folder_nothing_is_made(command):
    assert "there is no data folder" in command.refused("overlay", "ABC234", "--to", "x.mp4")


def test_signs_that_no_font_has_are_named(capsys):
    _say_unknown(replace(story([[1, 2]]), cues=(Said(0, 1, "We \ufdd0 \U00010ff0 go."),)))
    assert "no font here has \U00010ff0" in capsys.readouterr().err.replace("\ufdd0", "")
    _say_unknown(story([[1, 2]]))
    assert capsys.readouterr().err == ""
