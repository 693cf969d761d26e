"""Recordings on the command line: attached, aligned, read, removed."""

import pytest
from tests.unit.media.clips import PICTURE, SOUND, film

SRT = "1\n00:00:02,000 --> 00:00:04,000\nHello\n"


@pytest.fixture
def over(command):
    """A session that is over, by its code."""
    code = command.session()
    command.fine("session", "start", code)
    command.fine("session", "close", code)
    return code


def test_a_recording_from_file_to_transcript(command, over):
    path = film(command.folder / "evening.avi", *PICTURE, *SOUND, "-c:v", "mpeg4")
    (command.folder / "c.srt").write_text(SRT, "utf-8")
    recording = ("session", "recording")
    assert "attach one" in command.refused(*recording, "show", over)
    early = command.refused(*recording, "add", over, command.folder / "c.srt", "--captions")
    assert "no recording yet" in early
    added = command.fine(*recording, "add", over.lower(), path).output
    assert f"Session {over} has a recording, 0:06." in added
    command.fine(*recording, "add", over, command.folder / "c.srt", "--captions")
    assert "align it" in command.refused(*recording, "transcript", over)
    aligned = command.fine(*recording, "align", over, "--cue", "10=1.5")
    assert "The stimulus begins at −0:08.500 of the file." in aligned.output
    assert "nobody knows how far" in aligned.output
    out = command.folder / "out.vtt"
    command.fine(*recording, "transcript", over, "--out", out)
    assert "00:00:10.500 --> 00:00:12.500\nHello" in out.read_text("utf-8")
    assert out.read_text("utf-8") == command.fine(*recording, "transcript", over).output
    shown = command.fine(*recording, "show", over).output
    assert "Edition 3: alignment, by command line." in shown
    assert "is gone" in command.fine(*recording, "remove", over).output
    assert "It is removed." in command.fine(*recording, "show", over).output
    assert list((command.data / "media" / "talk").iterdir()) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--cue", "#3=1.5"), "marked are none"),
        (("--cue", "1.5"), "write MOMENT=FILE_TIME"),
        (("--cue", "soon=1.5"), "is no time"),
        (("--cue", "1=2"), "has no recording"),
        (("--cue", "1=2", "--rate"), "a rate needs a check point"),
        (("--cue", "1=2", "--check", "5=6"), "at least 30 s away"),
        (("--cue", "1=2", "--stimulus", "other"), "say which of talk"),
    ],
)
def test_what_cannot_be_aligned_is_said(command, over, options, told):
    assert told in command.refused("session", "recording", "align", over, *options)


def test_what_cannot_be_attached_is_said(command, over):
    add = ("session", "recording", "add")
    assert "no such file" in command.refused(*add, over, command.folder / "gone.mov")
    assert "a text file" in command.refused(*add, over, command.study)
    assert "NOSUCH" in command.refused(*add, "NOSUCH", command.study)
    code = command.fine("session", "open", "talk").output.split()[1]
    assert "once it is over" in command.refused(*add, code, command.study)
