from pulsemeter.domain.alignment import Alignment, AlignmentPoint
from pulsemeter.domain.recording import Recording, RecordingStep

LINE = Alignment(AlignmentPoint("", 2_000, 0))
FIRST = Recording(
    "ROOM01", "talk", 1, RecordingStep.FILE, "Ada", 5_000, "r.mp4", "evening.mov", 60_000
)


def test_each_change_is_the_next_edition() -> None:
    captioned = FIRST.with_captions("r.vtt", "Ben", 6_000)
    assert (captioned.number, captioned.step, captioned.author) == (
        2,
        RecordingStep.CAPTIONS,
        "Ben",
    )
    aligned = captioned.aligned(LINE, "Ada", 7_000)
    assert (aligned.number, aligned.captions, aligned.alignment) == (3, "r.vtt", LINE)
    assert aligned.files == ("r.mp4", "r.vtt")
    gone = aligned.removed("Ada", 8_000)
    assert (gone.number, gone.step, gone.files) == (4, RecordingStep.REMOVED, ())
    assert FIRST.files == ("r.mp4",)


def test_only_an_aligned_file_can_be_used() -> None:
    assert not FIRST.is_usable
    aligned = FIRST.aligned(LINE, "Ada", 7_000)
    assert aligned.is_usable
    assert not aligned.removed("Ada", 8_000).is_usable


def test_a_clock_set_back_makes_no_edition_older() -> None:
    assert FIRST.aligned(LINE, "Ada", 10).wall_ms == 5_000
