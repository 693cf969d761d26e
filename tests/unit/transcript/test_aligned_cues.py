from pulsemeter.domain.alignment import Alignment, AlignmentPoint
from pulsemeter.transcript.aligned_cues import in_file_time, in_stimulus_time
from pulsemeter.transcript.cue import Cue

LINE = Alignment(
    AlignmentPoint("", 10_000, 0), AlignmentPoint("", 114_000, 100_000), corrects_rate=True
)


def test_captions_of_a_recording_are_told_when_they_were_said() -> None:
    cues = [Cue(20_400, 30_800, "Ann", "So"), Cue(114_000, 124_400, None, "Then")]
    assert in_stimulus_time(cues, LINE) == [
        Cue(10_000, 20_000, "Ann", "So"), Cue(100_000, 110_000, None, "Then"),
    ]  # fmt: skip


def test_what_lies_outside_is_left_out_or_cut_off() -> None:
    cues = [
        Cue(0, 9_000, None, "Sound check"),
        Cue(9_000, 20_400, None, "In"),
        Cue(114_000, 120_000, None, "Out"),
    ]
    assert in_stimulus_time(cues, LINE, 100_000) == [Cue(0, 10_000, None, "In")]


def test_words_of_the_stimulus_are_told_when_they_are_heard() -> None:
    late = Alignment(AlignmentPoint("", 0, 5_000))
    cues = [
        Cue(0, 5_000, None, "Missed"),
        Cue(4_000, 8_000, None, "Half"),
        Cue(8_000, 9_000, None, "Whole"),
    ]
    assert in_file_time(cues, late) == [
        Cue(0, 3_000, None, "Half"),
        Cue(3_000, 4_000, None, "Whole"),
    ]
