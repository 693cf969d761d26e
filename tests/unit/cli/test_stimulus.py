"""Files given to stimuli on the command line."""

import pytest
from tests.unit.media.clips import PICTURE, SOUND, film

SRT = "1\n00:00:01,000 --> 00:00:02,000\nHello\n"


@pytest.fixture
def waiting(command):
    """A study whose stimulus is to be uploaded."""
    text = command.study.read_text("utf-8")
    text = text.replace("duration_ms = 30000\n", "").replace('transcript = "talk.vtt"\n', "")
    command.study.write_text(text, "utf-8")
    created = command.fine("study", "create", command.study)
    assert "to be uploaded" in created.output
    return command


def test_a_file_is_made_playable_and_a_session_can_open_then(waiting):
    early = waiting("session", "open", "talk")
    assert early.exit_code == 2
    assert "pulsemeter stimulus add talk talk FILE" in early.output
    path = film(waiting.folder / "talk.avi", *PICTURE, *SOUND, "-c:v", "mpeg4")
    added = waiting.fine("stimulus", "add", "talk", "talk", path)
    assert "has its file, 6 s long" in added.output
    assert "100%" not in added.output  # nobody looks at a terminal
    (made,) = (waiting.data / "media" / "talk").iterdir()
    assert made.suffix == ".mp4"
    (waiting.folder / "c.srt").write_text(SRT, "utf-8")
    options = ("--captions", "--language", "de")
    waiting.fine("stimulus", "add", "talk", "talk", waiting.folder / "c.srt", *options)
    waiting.fine("session", "open", "talk")
    late = waiting("stimulus", "add", "talk", "talk", path)
    assert "has a session already" in late.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("mars", "talk", "a.mp4"), "no study"),
        (("talk", "mars", "a.mp4"), "no stimulus"),
        (("talk", "talk", "gone.mp4"), "no such file"),
        (("talk", "talk", "a.mp4"), "a text file"),
        (("talk", "talk", "a.mp4", "--language", "de"), "add --captions"),
    ],
)
def test_what_cannot_be_added_is_said(waiting, arguments, told):
    (waiting.folder / "a.mp4").write_text("no video", "utf-8")
    study, stimulus, file, *options = arguments
    refused = waiting("stimulus", "add", study, stimulus, waiting.folder / file, *options)
    assert refused.exit_code == 2
    assert told in refused.output


def test_a_study_made_of_files_that_phones_cannot_play_gets_ones_that_they_can(command):
    film(command.folder / "talk.avi", *PICTURE, "-c:v", "mpeg4")
    text = command.study.read_text("utf-8").replace('transcript = "talk.vtt"\n', "")
    command.study.write_text(text.replace("duration_ms = 30000", 'file = "talk.avi"'), "utf-8")
    created = command.fine("study", "create", command.study)
    assert "being made playable" not in created.output  # nobody looks at a terminal
    assert [p.name for p in (command.data / "media" / "talk").iterdir()] == ["talk-1.mp4"]
    assert "Stimulus talk: A talk, 6 s" in command.fine("study", "show", "talk").output
