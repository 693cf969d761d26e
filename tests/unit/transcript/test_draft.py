import pytest
from hypothesis import given
from hypothesis.strategies import text

from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.draft import SIGNS_MAX, read_draft, with_lines

SRT = """1
00:00:00,000 --> 00:00:06,000
We choose to go to the moon.

2
00:00:06,000 --> 00:00:61,000
Not because it is easy.

3
00:00:12,000 --> 00:00:20,000
<v Ada>But because it is hard.
"""
LIST = """[[statement]]
id = "a"
start_ms = 0
end_ms = 9000
words = "One --> two."

[[passage]]
id = "p"
title = "All"
statements = ["a"]
"""


def test_a_transcript_is_read_and_its_bad_lines_stand_there_whole():
    draft = read_draft(SRT, "talk")
    assert (draft.cues, len(draft.statements), draft.hidden) == (2, 2, 0)
    assert [(line.number, line.text) for line in draft.to_mend] == [
        (6, "00:00:06,000 --> 00:00:61,000")
    ]
    assert "is not a time" in draft.to_mend[0].reason


def test_a_mended_line_is_read_like_the_others():
    mended = with_lines(SRT, {6: "00:00:06,000 --> 00:00:11,000"})
    draft = read_draft(mended, "talk")
    assert (draft.cues, draft.to_mend) == (3, ())
    assert with_lines("a\r\nb\rc", {2: "x\ny", 9: "no such line"}) == "a\nx y\nc"


def test_a_statement_list_brings_its_passages():
    draft = read_draft(LIST, "talk", 60_000)
    assert [(s.id, s.stimulus, s.words) for s in draft.statements] == [
        ("a", "talk", "One --> two.")
    ]
    assert [p.title for p in draft.passages] == ["All"]
    with pytest.raises(TranscriptError, match="end_ms"):
        read_draft(LIST, "talk", 5_000)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("", "no line says when"),
        ("We choose to go to the moon.", "loaded in the live room"),
        ("a --> b\n", "no usable cue"),
        ("a" * (SIGNS_MAX + 1), "1,000,001 signs"),
        ("[[statement]]\nid = 'a'", "can't be used as a statement list"),
    ],
)
def test_what_is_no_transcript_says_why(source, why):
    with pytest.raises(TranscriptError, match=why):
        read_draft(source, "talk")


@given(text(alphabet='0123456789:,.-> \n\ta[]<v>#="é', max_size=300))
def test_whatever_is_pasted_is_read_or_refused_in_words(pasted):
    try:
        draft = read_draft(pasted, "talk", 60_000)
    except TranscriptError:
        return
    lines = pasted.split("\n")
    assert all(line.text == lines[line.number - 1] for line in draft.to_mend)
