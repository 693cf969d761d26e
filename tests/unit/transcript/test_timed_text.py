"""Plain text with times: the ways in which people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.transcript.cue import Transcript, TranscriptError
from pulsemeter.transcript.timed_text import has_times, read_timed_text


def cues(source: str) -> list[tuple]:
    return [(c.start_ms, c.end_ms, c.speaker, c.text) for c in read_timed_text(source).cues]


@pytest.mark.parametrize(
    "line",
    [
        "[00:01:02] Anna Berg: We will go back.",
        "00:01:02 Anna Berg: We will go back.",
        "(1:02) Anna Berg: We will go back.",
        "1:02 - Anna Berg: We will go back.",
        "00:01:02.000 | Anna Berg: We will go back.",
        "1:02\nAnna Berg: We will\ngo back.",
        "Anna Berg  1:02\nWe will go back.",
        "Anna Berg (00:01:02)\nWe will go\n\nback.",
    ],
)
def test_a_line_with_a_time_at_its_beginning_or_behind_a_name(line: str) -> None:
    assert has_times(line)
    assert cues(line + "\n1:10 And on.\n") == [
        (62_000, 70_000, "Anna Berg", "We will go back."),
        (70_000, 72_000, None, "And on."),
    ]


def test_an_end_that_is_written_goes_before_the_next_beginning() -> None:
    source = "00:01 - 00:04,500 One.\n[0:06 → 0:08] Two.\n100:30 to 100:31 Three."
    assert cues(source) == [
        (1_000, 4_500, None, "One."),
        (6_000, 8_000, None, "Two."),
        (6_030_000, 6_031_000, None, "Three."),
    ]


def test_the_last_words_last_as_long_as_they_take_to_say() -> None:
    assert cues("0:10 " + "word " * 20)[0][:2] == (10_000, 18_000)
    assert cues("0:10 Two at once.\n0:10 Indeed.")[0][:2] == (10_000, 12_000)


def test_a_colon_in_a_sentence_makes_no_speaker() -> None:
    assert cues("0:01 What I say, and mean, is this: go.")[0][2] is None
    assert cues("0:01 Dr. Berg: Go.")[0][2:] == ("Dr. Berg", "Go.")
    assert cues("0:01 One two three four five six: go.")[0][2] is None


def test_lines_that_cannot_be_used_are_listed_by_number() -> None:
    found = read_timed_text("A title\n\n0:99 Wrong.\n0:05\n0:06 Right.\n0:09 - 0:08 Backwards.\n")
    assert [c.text for c in found.cues] == ["Right."]
    assert [(bad.line_number, bad.reason) for bad in found.bad_lines] == [
        (1, "words before the first time"),
        (3, "'0:99' is not a time such as 00:01:02"),
        (4, "a cue without words"),
        (6, "the cue ends before it starts"),
    ]


def test_words_below_a_time_that_cannot_be_read_are_nobody_elses() -> None:
    text = "0:01 Anna: Ours.\n99:99\nNot Anna's.\nNor this.\n0:20 Ben: Mine."
    read = read_timed_text(text)
    assert [(cue.speaker, cue.text) for cue in read.cues] == [("Anna", "Ours."), ("Ben", "Mine.")]
    assert [bad.line_number for bad in read.bad_lines] == [2, 3, 4]
    assert "below a time" in read.bad_lines[1].reason


@pytest.mark.parametrize("text", ["", "A speech without any time.", "At 10:30 we go.", "10 to 12"])
def test_a_speech_without_times_is_none(text: str) -> None:
    assert not has_times(text)
    with pytest.raises(TranscriptError, match="Give lines such as"):
        read_timed_text(text)


@given(st.text(alphabet="0123456789:.,-–→ []()ab\n", max_size=200))
def test_any_text_is_a_transcript_or_a_named_error(text: str) -> None:
    try:
        found = read_timed_text(text)
    except TranscriptError:
        return
    assert isinstance(found, Transcript)
    assert all(cue.start_ms < cue.end_ms for cue in found.cues)
