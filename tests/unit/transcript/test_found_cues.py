"""What every reading gathers, whatever its format."""

import pytest

from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.found_cues import (
    BAD_LINES_MAX,
    BYTES_MAX,
    CUE_TEXT_MAX,
    FoundCues,
    decoded,
)


def test_text_of_every_allowed_encoding_has_plain_line_ends() -> None:
    for source in (b"\xef\xbb\xbfa\r\nb\rc", "a\r\nb\rc", "a\r\nb\rc".encode("utf-16")):
        assert decoded(source, "x") == "a\nb\nc"
    with pytest.raises(TranscriptError, match="line 2 holds the byte 0xff"):
        decoded(b"a\n\xff", "x")
    with pytest.raises(TranscriptError, match=r"x is too large: 5\.0 MB"):
        decoded("a" * (BYTES_MAX + 1), "x")


def test_cues_are_ordered_and_odd_ones_remarked() -> None:
    found = FoundCues("x", "Give lines.")
    found.keep(4, "b", (5_000, 9_000), [("Anna", "b"), (None, "c")], 2)
    found.keep(0, "a", (1_000, 6_000), [(None, "a")], 1)
    found.keep(7, "d", (8_000, 9_000), [(None, "d")], 1)
    transcript = found.transcript()
    assert [cue.text for cue in transcript.cues] == ["a", "b", "c", "d"]
    assert [(odd.line_number, odd.reason) for odd in transcript.remarks] == [
        (1, "starts before the cue above it; put in order of time"),
        (8, "starts before the cue above it has ended; both are kept"),
    ]


def test_what_cannot_be_kept_is_listed_up_to_a_limit_and_counted() -> None:
    found = FoundCues("x", "Give lines.")
    found.keep(0, "a", (1, 2), [(None, "a")], 1)
    found.keep(1, "b", (2, 2), [(None, "b")], 1)
    found.keep(2, "c", (2, 3), [(None, "c")], CUE_TEXT_MAX + 1)
    found.keep(3, "d", (2, 3), [], 0)
    for place in range(4, BAD_LINES_MAX + 5):
        found.complain(place, "e", "odd")
    bad = found.transcript().bad_lines
    assert [line.reason for line in bad[:3]] == [
        "the cue ends before it starts",
        "a cue of 10001 characters; at most 10000 are read",
        "a cue without words",
    ]
    assert len(bad) == BAD_LINES_MAX + 1
    assert bad[-1].reason == "and 4 more bad lines below, not listed"


def test_nothing_usable_says_how_a_file_looks() -> None:
    found = FoundCues("x", "Give lines.")
    with pytest.raises(TranscriptError, match=r"x is empty: it holds no cue\. Give lines\."):
        found.transcript()
    found.complain(2, "a", "odd")
    with pytest.raises(TranscriptError, match="line 3: odd: 'a'"):
        found.transcript()
