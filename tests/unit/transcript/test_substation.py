"""ASS and SSA: what is read, what is listed with its line number, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.transcript.cue import Transcript, TranscriptError
from pulsemeter.transcript.found_cues import CUES_MAX
from pulsemeter.transcript.substation import is_substation, read_substation

ASS = r"""[Script Info]
Title: A talk

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.50,0:00:04.00,Default,Anna Berg,0,0,0,,{\i1}Good{\i0} evening,\Neveryone.
Comment: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,not said
; a remark
Dialogue: 0,0:00:04.00,0:00:06.00,Default,,0,0,0,,{\p1}m 0 0 l 9 9{\p0}
Dialogue: 0,0:00:99.00,0:00:06.00,Default,,0,0,0,,Wrong.
Dialogue: 0,0:00:08.00,0:00:06.00,Default,,0,0,0,,Backwards.
Dialogue: 0,0:00:08.00
Dialogue: 0,1:00:00.00,1:00:02.00,Default,,0,0,0,,At the end, with commas.
Nonsense
[Fonts]
Nonsense that is no event
"""


def test_events_are_cues_and_bad_ones_are_listed_by_line() -> None:
    found = read_substation(ASS)
    assert [(c.start_ms, c.end_ms, c.speaker, c.text) for c in found.cues] == [
        (1_500, 4_000, "Anna Berg", "Good evening, everyone."),
        (3_600_000, 3_602_000, None, "At the end, with commas."),
    ]
    assert [(bad.line_number, bad.reason) for bad in found.bad_lines] == [
        (13, "a cue without words"),
        (14, "'0:00:99.00' is not a time such as 0:01:02.50"),
        (15, "the cue ends before it starts"),
        (16, "has 2 fields, the Format line 10"),
        (18, "no line of events; write Dialogue: before its fields"),
    ]


def test_the_file_itself_says_the_order_of_its_fields() -> None:
    source = "[Events]\nFormat: Start, End, Actor, Text\nDialogue: 0:00:01.00,0:00:02.00,Ben,A, b\n"
    assert [(c.speaker, c.text) for c in read_substation(source).cues] == [("Ben", "A, b")]
    wrong = "[Events]\nFormat: Text, Start\nDialogue: 0,0:00:01.00,0:00:02.00,D,Ben,0,0,0,,A\n"
    found = read_substation(wrong)
    assert [c.text for c in found.cues] == ["A"]
    assert "needs Start, End, and Text as the last" in found.bad_lines[0].reason


def test_the_format_is_seen_from_the_text() -> None:
    assert is_substation(ASS)
    assert is_substation("\ufeffDialogue: 0,0:00:01.00,…")
    assert not is_substation("1\n00:00:01,000 --> 00:00:02,000\nDialogue: hello\n")


def test_what_holds_nothing_or_too_much_is_refused() -> None:
    with pytest.raises(TranscriptError, match=r"is empty: it holds no cue\. Give a file with"):
        read_substation("[Events]\n")
    line = "Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,a\n"
    with pytest.raises(TranscriptError, match="more than 20000 cues; the limit is reached at line"):
        read_substation("[Events]\n" + line * (CUES_MAX + 1))


@given(st.text(alphabet=r"Dialogue:Format, [Events]{}\0123.\n" + "\n", max_size=300))
def test_any_text_is_a_transcript_or_a_named_error(text: str) -> None:
    try:
        found = read_substation("[Events]\n" + text)
    except TranscriptError:
        return
    assert isinstance(found, Transcript)
