"""Captions written for browsers can be read back, whatever their words hold."""

from pulsemeter.transcript.cue import Cue
from pulsemeter.transcript.subtitles import read_subtitles
from pulsemeter.transcript.web_captions import web_captions


def test_times_and_speakers_are_written_as_browsers_read_them() -> None:
    text = web_captions([Cue(1_000, 3_723_004, "Anna", "Hello\n\nyou")])
    assert text == "WEBVTT\n\n00:00:01.000 --> 01:02:03.004\n<v Anna>Hello\nyou\n"


def test_what_is_written_is_read_back() -> None:
    cues = (Cue(0, 900, None, "5 < 6 & 7 > 6"), Cue(1_000, 2_000, "B", "a --> b"))
    assert read_subtitles(web_captions(cues)).cues == cues
