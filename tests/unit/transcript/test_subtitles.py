"""SRT and WebVTT: what is read, what is listed with its line number, what is refused."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pulsemeter.transcript.cue import Transcript, TranscriptError
from pulsemeter.transcript.found_cues import BAD_LINES_MAX, BYTES_MAX, CUES_MAX, QUOTE_MAX
from pulsemeter.transcript.subtitles import read_subtitles

VTT = """WEBVTT - a title
Kind: captions

NOTE
A note with --> inside a later line
is passed over.

STYLE
::cue { color: red }

intro
00:01.000 --> 00:04.500 align:start position:10%
<v Ann Miller>Good <i>evening</i>,
everyone &amp; all.

01:00:02.000 --> 01:00:03.250
<v.loud Ben>Ha! <v Ann Miller>Quiet.
"""

SRT = """1
00:00:01,000 --> 00:00:02,500
{\\an8}<b>One.</b>

2
00:00:02,500 --> 00:00:04,000
Two.
"""


def test_webvtt_with_header_notes_styles_settings_and_voices() -> None:
    found = read_subtitles(VTT)
    assert [(c.start_ms, c.end_ms, c.speaker, c.text) for c in found.cues] == [
        (1_000, 4_500, "Ann Miller", "Good evening, everyone & all."),
        (3_602_000, 3_603_250, "Ben", "Ha!"),
        (3_602_000, 3_603_250, "Ann Miller", "Quiet."),
    ]
    assert found.bad_lines == ()
    assert found.remarks == ()


def test_srt_with_numbers_commas_and_override_codes() -> None:
    found = read_subtitles(SRT)
    assert [(c.start_ms, c.end_ms, c.speaker, c.text) for c in found.cues] == [
        (1_000, 2_500, None, "One."),
        (2_500, 4_000, None, "Two."),
    ]
    assert found.bad_lines == ()


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_endings_and_byte_order_marks_do_not_matter(ending: str, encoding: str) -> None:
    source = SRT.replace("Two.", "Zwölf").replace("\n", ending).encode(encoding)
    assert [cue.text for cue in read_subtitles(source).cues] == ["One.", "Zwölf"]


def test_each_bad_line_is_listed_with_its_number_and_the_rest_is_kept() -> None:
    source = """1
00:00:01,000 --> 00:00:02,000
Good.

2
00:00:0x,000 --> 00:00:04,000
Bad time.

3
00:00:09,000 --> 00:00:08,000
Ends before it starts.

4
00:00:10,000 --> 00:00:11,000

Words that nobody timed.

7

00:00:12,000 -->
No end.

00:61:00,000 --> 00:62:00,000
No such minute.

stray words
another line
00:00:20,000 --> 00:00:21,000
Also good.
"""
    found = read_subtitles(source)
    assert [cue.text for cue in found.cues] == ["Good.", "Also good."]
    lines = {bad.line_number: bad.reason for bad in found.bad_lines}
    assert list(lines) == [6, 10, 14, 16, 18, 20, 23, 26]
    assert "'00:00:0x,000' is not a time" in lines[6]
    assert "ends before it starts" in lines[10]
    assert "without words" in lines[14]
    assert "without a time" in lines[16]
    assert "a cue number without" in lines[18]
    assert "is not a time" in lines[20]
    assert "is not a time" in lines[23]
    assert "before the time of their cue" in lines[26]
    assert found.bad_lines[3].text == "Words that nobody timed."


def test_cues_without_a_blank_line_between_them_are_still_two() -> None:
    source = "1\n00:01.000 --> 00:02.000\nOne.\n2\n00:02.000 --> 00:03.000\nTwo.\n"
    found = read_subtitles(source)
    assert [cue.text for cue in found.cues] == ["One.", "Two."]
    assert found.bad_lines == ()


def test_overlap_and_disorder_are_kept_sorted_and_remarked() -> None:
    source = (
        "00:05.000 --> 00:09.000\nlate\n\n"
        "00:01.000 --> 00:02.000\nearly\n\n"
        "00:08.000 --> 00:10.000\nat once\n"
    )
    found = read_subtitles(source)
    assert [cue.text for cue in found.cues] == ["early", "late", "at once"]
    assert [(r.line_number, r.text) for r in found.remarks] == [(4, "early"), (7, "at once")]
    assert "order of time" in found.remarks[0].reason
    assert "both are kept" in found.remarks[1].reason


@pytest.mark.parametrize("source", ["", "WEBVTT\n\nNOTE nothing\n", "\n\n\n"])
def test_an_empty_file_says_what_to_give(source: str) -> None:
    with pytest.raises(TranscriptError, match=r"speech\.srt is empty.*00:00:01\.000 -->"):
        read_subtitles(source, "speech.srt")


def test_a_file_without_one_usable_cue_shows_its_first_bad_lines() -> None:
    with pytest.raises(TranscriptError, match=r"no usable cue:\n  line 1: words without a time"):
        read_subtitles("Dear all,\nplease find attached …\n", "letter.txt")


def test_text_that_is_not_utf_8_names_line_and_byte() -> None:
    source = b"1\n00:00:01,000 --> 00:00:02,000\nK\xf6ln\n"
    with pytest.raises(TranscriptError, match=r"line 3 holds the byte 0xf6.*UTF-8"):
        read_subtitles(source, "old.srt")


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(TranscriptError, match=r"too large: 5\.0 MB.*Split"):
        read_subtitles(b"x" * (BYTES_MAX + 1))


def test_one_cue_too_many_is_refused_with_its_line() -> None:
    cue = "00:01.000 --> 00:02.000\na\n\n"
    assert len(read_subtitles(cue * CUES_MAX).cues) == CUES_MAX
    with pytest.raises(
        TranscriptError, match=rf"more than {CUES_MAX} cues.*line {3 * CUES_MAX + 1}"
    ):
        read_subtitles(cue * (CUES_MAX + 1))


def test_a_flood_of_bad_lines_is_counted_not_listed() -> None:
    source = "00:01.000 --> 00:02.000\ngood\n\n" + "nonsense\n\n" * (BAD_LINES_MAX + 7)
    found = read_subtitles(source)
    assert len(found.bad_lines) == BAD_LINES_MAX + 1
    assert "7 more bad lines" in found.bad_lines[-1].reason


# Shapes that cost the square of their length where a reader backtracks or looks twice.
@pytest.mark.parametrize(
    "piece",
    ["<", "<v ", "<v a", "&", "{\\", "0", "00:", " ", "-->", "-->\n", "1\n", "NOTE\n", "a\n"],
)
def test_hostile_repetition_ends(piece: str) -> None:
    body = piece * (1_000_000 // len(piece))
    for source in (body, "00:01.000 --> 00:02.000\n" + body, body + " --> 00:02.000\nx"):
        _never_anything_else(source)


PIECES = st.sampled_from(
    ["WEBVTT", "\n", "\n\n", "\r", "1\n", "00:00:01.000", " --> ", "00:02,5", "00:03.000", "-->",
     "<v Ann>", "<v", ">", "&#x0;", "&amp;", "NOTE", "{\\an8}", "words", "\ufeff", "\x00", "９:99",
     "99:59:59.999", "9999:00:00.000"]
)  # fmt: skip


@given(st.one_of(st.text(), st.binary(), st.lists(PIECES, max_size=60).map("".join)))
@example("\ufeff\ufeffWEBVTT")
@example(b"\xff\xfe\x00")
@settings(max_examples=400, deadline=None)
def test_whatever_comes_in_is_a_transcript_or_our_own_error(source: str | bytes) -> None:
    _never_anything_else(source)


def _never_anything_else(source: str | bytes) -> None:
    try:
        found = read_subtitles(source)
    except TranscriptError:
        return
    assert isinstance(found, Transcript)
    assert found.cues
    starts = [cue.start_ms for cue in found.cues]
    assert starts == sorted(starts)
    assert all(cue.text for cue in found.cues)
    assert all(1 <= bad.line_number <= len(source) + 1 for bad in found.bad_lines)
    assert all(len(bad.text) <= QUOTE_MAX for bad in found.bad_lines)


def test_blanks_without_an_end_are_no_voice():
    """A cue of nothing but blanks after `<v` took half a second, a file of such cues minutes."""
    text = "00:01.000 --> 00:02.000\n<v" + " " * 9_000 + "no name\n"
    assert read_subtitles(text).cues[0].text == "<v no name"
    assert read_subtitles("00:01.000 --> 00:02.000\n<v Ann>Yes <v  >no\n").cues[1].speaker is None


def test_a_number_sign_beyond_all_measure_is_no_letter():
    text = f"00:01.000 --> 00:02.000\nA&#{'9' * 5_000};B &#228;\n"
    assert read_subtitles(text).cues[0].text == "A\ufffdB \u00e4"
