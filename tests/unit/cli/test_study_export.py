import asyncio
import sqlite3

from tests.unit.media.clips import PICTURE, SOUND, film

from pulsemeter.bootstrap import opened
from pulsemeter.cli.study_files import load_study


def _held(command, name):
    async def read():
        async with opened(command.data) as stores:
            book = stores.stores.studies
            return await book.study(name), await book.wording(name)

    return asyncio.run(read())


def _with_a_film(command, tmp_path):
    film(tmp_path / "talk.mp4", *PICTURE, *SOUND, "-pix_fmt", "yuv420p", "-movflags", "+faststart")
    text = command.study.read_text("utf-8").replace(
        "duration_ms = 30000", 'file = "talk.mp4"\ncaptions = "talk.vtt"'
    )
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:05.000\nWe go.\n", "utf-8")
    command.study.write_text(text, "utf-8")
    command.fine("study", "create", command.study)


def test_what_was_exported_makes_the_study_again(command, tmp_path):
    _with_a_film(command, tmp_path)
    before = _held(command, "talk")
    said = command.fine("study", "export", "talk", tmp_path / "out" / "mine.toml", "--with-media")
    assert "Study talk is in" in said.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "mine.toml", "talk.mp4", "talk.statements.toml", "talk.transcript.vtt", "talk.vtt",
    ]  # fmt: skip
    command.data = tmp_path / "elsewhere"
    command.fine("study", "create", tmp_path / "out" / "mine.toml")
    assert _held(command, "talk") == before
    assert (command.data / "media" / "talk" / "talk.mp4").read_bytes() == (
        tmp_path / "data" / "media" / "talk" / "talk.mp4"
    ).read_bytes()


def test_without_media_the_export_says_what_is_missing(command, tmp_path, monkeypatch):
    _with_a_film(command, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert "Not written: talk.mp4" in command.fine("study", "export", "talk").output
    assert sorted(path.name for path in (tmp_path / "talk").iterdir()) == [
        "study.toml", "talk.statements.toml", "talk.transcript.vtt", "talk.vtt",
    ]  # fmt: skip
    assert "talk.mp4" in command.refused("study", "create", tmp_path / "talk" / "study.toml")


def test_an_export_writes_over_nothing_unasked(command, tmp_path):
    command.fine("study", "create", command.study)
    kept = command.study.read_text("utf-8")
    assert "study.toml is there already" in command.refused(
        "study", "export", "talk", command.study
    )
    assert command.study.read_text("utf-8") == kept
    command.fine("study", "export", "talk", command.study, "--replace")
    assert load_study(command.study).study.name == "talk"
    assert "is the name of a file that lies beside" in command.refused(
        "study", "export", "talk", tmp_path / "new" / "talk.transcript.vtt"
    )
    assert "there are: talk" in command.refused("study", "export", "moon")


def test_a_file_that_is_gone_from_the_data_folder_is_named(command, tmp_path):
    _with_a_film(command, tmp_path)
    (command.data / "media" / "talk" / "talk.mp4").unlink()
    target = tmp_path / "out" / "study.toml"
    assert "talk.mp4 can't be copied" in command.refused(
        "study", "export", "talk", target, "--with-media"
    )
    assert not target.exists()
    assert not list(tmp_path.glob("out/.*"))


def test_a_copy_is_a_study_of_its_own(command, tmp_path):
    _with_a_film(command, tmp_path)
    command.fine("session", "open", "talk")
    said = command.fine("study", "copy", "talk", "second").output
    assert "Study second is a copy of talk, without sessions." in said
    assert "Session" not in command.fine("study", "show", "second").output
    assert _held(command, "second")[1].statements == _held(command, "talk")[1].statements
    media = command.data / "media"
    assert (media / "second" / "talk.mp4").read_bytes() == (tmp_path / "talk.mp4").read_bytes()
    assert "session open second" in said
    connection = sqlite3.connect(command.data / "studies.sqlite")
    source = connection.execute("SELECT source FROM studies WHERE name = 'second'").fetchone()[0]
    connection.close()
    assert 'name = "second"' in source


def test_a_copy_that_cannot_be_made_leaves_nothing(command):
    command.fine("study", "create", command.study)
    assert "a study talk already" in command.refused("study", "copy", "talk", "talk")
    assert "there are: talk" in command.refused("study", "copy", "moon", "new")
    assert "letters, digits" in command.refused("study", "copy", "talk", "../up")
    assert command.fine("study", "list").output == "talk\tA talk\n"
