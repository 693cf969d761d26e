"""Cues and transcripts as values."""

import pytest

from pulsemeter.transcript.cue import BadLine, Cue, Transcript


def test_a_transcript_ends_with_its_latest_word_not_its_last_cue() -> None:
    cues = (Cue(0, 9_000, "Ann", "A long one."), Cue(1_000, 2_000, "Ben", "Yes."))
    assert Transcript("t", cues).end_ms == 9_000
    assert Transcript("t", ()).end_ms == 0


@pytest.mark.parametrize(("start_ms", "end_ms"), [(5, 5), (6, 5), (-1, 5)])
def test_a_cue_that_ends_before_it_starts_cannot_be_made(start_ms: int, end_ms: int) -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        Cue(start_ms, end_ms, None, "words")


def test_a_bad_line_reads_as_a_sentence_with_its_number() -> None:
    assert str(BadLine(12, "00:0x", "no time")) == "line 12: no time: '00:0x'"
