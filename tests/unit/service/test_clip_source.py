import pytest

from pulsemeter.domain.alignment import Alignment, AlignmentPoint
from pulsemeter.domain.recording import Recording, RecordingStep
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.clip_source import clip_source
from pulsemeter.service.hand_over_ports import ClipRefused
from pulsemeter.transcript.cue import Cue

FILE = Stimulus("talk", "A talk", 60_000, "talk.mp4", "talk.vtt")
AIR = Stimulus("talk", "A talk", 60_000, broadcast=True, address="https://a.example/i.m3u8")
SAID = Statement("s1", 1, "talk", 10_000, 20_000, "We choose.", speaker="Ann")
LINE = Alignment(AlignmentPoint("", 100_000, 0))
RECORDED = Recording(
    "ROOM01", "talk", 2, RecordingStep.ALIGNMENT, "Ada", 1, "r.mp4", "r.mov", 121_000,
    captions="r.vtt", alignment=LINE,
)  # fmt: skip
VTT = "WEBVTT\n\n00:01:50.000 --> 00:02:00.000\nWe choose, he says.\n"


def test_a_file_of_the_study_runs_on_the_stimulus_time() -> None:
    source = clip_source(FILE, None)
    assert (source.file, source.captions, source.title) == ("talk.mp4", "talk.vtt", "A talk")
    assert source.stretch(SAID, 2_000) == (8_000, 22_000)
    assert source.cues("", [SAID]) == [Cue(10_000, 20_000, "Ann", "We choose.")]
    near = Statement("s2", 1, "talk", 1_000, 59_500, "All.")
    assert source.stretch(near, 2_000) == (0, 60_000)


def test_a_recording_runs_on_its_own() -> None:
    source = clip_source(AIR, RECORDED)
    assert (source.file, source.title) == ("r.mp4", "the recording of A talk")
    assert source.stretch(SAID, 2_000) == (108_000, 121_000)
    assert list(source.cues(VTT, [SAID])) == [Cue(110_000, 120_000, None, "We choose, he says.")]
    assert source.cues("", [SAID]) == [Cue(110_000, 120_000, "Ann", "We choose.")]
    assert source.cues("rubbish", [SAID]) == [Cue(110_000, 120_000, "Ann", "We choose.")]


def test_a_moment_that_the_recorder_missed_has_no_clip() -> None:
    late = Statement("s2", 1, "talk", 15_000, 25_000, "Later.")
    with pytest.raises(ClipRefused, match="doesn't hold this moment"):
        clip_source(AIR, RECORDED).stretch(late, 2_000)


@pytest.mark.parametrize(
    "recording", [None, Recording("A", "talk", 1, RecordingStep.FILE, "", 1, "r.mp4")]
)
def test_without_an_aligned_recording_a_broadcast_has_no_clip(recording: Recording | None) -> None:
    with pytest.raises(ClipRefused, match="elsewhere"):
        clip_source(AIR, recording)
