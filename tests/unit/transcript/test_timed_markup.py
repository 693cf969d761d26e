"""TTML, IMSC and EBU-TT-D: times of every kind, names, and what is listed by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.transcript.cue import Transcript, TranscriptError
from pulsemeter.transcript.found_cues import CUES_MAX
from pulsemeter.transcript.timed_markup import is_timed_markup, read_timed_markup

NAMES = (
    'xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
    'xmlns:ttp="http://www.w3.org/ns/ttml#parameter"'
)


def tt(body: str, rates: str = "", head: str = "") -> str:
    return f"<tt {NAMES} {rates}>{head}<body><div>\n{body}\n</div></body></tt>"


def cues(source: str | bytes) -> list[tuple]:
    return [(c.start_ms, c.end_ms, c.speaker, c.text) for c in read_timed_markup(source).cues]


@pytest.mark.parametrize(
    ("rates", "begin", "end", "times"),
    [
        ("", "00:00:01.5", "00:00:04.250", (1_500, 4_250)),
        ("", "1.5s", "4250ms", (1_500, 4_250)),
        ("", "0.5m", "0.01h", (30_000, 36_000)),
        ('ttp:frameRate="25"', "00:00:01:05", "50f", (1_200, 2_000)),
        (
            'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"',
            "30f",
            "00:00:02:00",
            (1_001, 2_000),
        ),
        ('ttp:frameRate="24" ttp:frameRateMultiplier="1000:1001"', "24f", "48f", (1_001, 2_002)),
        ('ttp:tickRate="10000000"', "15000000t", "20000000t", (1_500, 2_000)),
    ],
)
def test_times_of_every_kind(rates: str, begin: str, end: str, times: tuple) -> None:
    assert cues(tt(f'<p begin="{begin}" end="{end}">We go.</p>', rates)) == [
        (*times, None, "We go.")
    ]


def test_breaks_spans_and_agents() -> None:
    head = (
        '<head><metadata><ttm:agent xml:id="a1" type="person"><ttm:name type="full">Anna Berg'
        "</ttm:name></ttm:agent></metadata></head>"
    )
    body = (
        '<p begin="1s" end="4s" ttm:agent="a1">Good <span style="i">evening</span>,<br/>all &amp; '
        'one.</p>\n<p begin="5s" dur="2s"><metadata>not said</metadata>Yes.</p>'
    )
    assert cues(tt(body, head=head)) == [
        (1_000, 4_000, "Anna Berg", "Good evening, all & one."),
        (5_000, 7_000, None, "Yes."),
    ]


def test_times_count_from_the_element_around() -> None:
    source = (
        f'<tt {NAMES}><body begin="10s"><div begin="5s" end="20s"><p begin="1s" end="9s">One.</p>'
        '<p begin="9s">Two.</p><p><span begin="11s" end="12s">Three</span> '
        '<span begin="12s" end="13s">four.</span></p></div></body></tt>'
    )
    assert cues(source) == [
        (16_000, 24_000, None, "One."),
        (24_000, 30_000, None, "Two."),
        (26_000, 27_000, None, "Three"),
        (27_000, 28_000, None, "four."),
    ]


def test_children_of_a_sequence_follow_each_other() -> None:
    source = (
        f'<tt {NAMES}><body><div timeContainer="seq"><p dur="2s">One.</p>'
        '<p begin="1s" dur="2s">Two.</p></div></body></tt>'
    )
    assert cues(source) == [(0, 2_000, None, "One."), (3_000, 5_000, None, "Two.")]


def test_any_prefix_of_the_namespace_is_read() -> None:
    source = (
        '<?xml version="1.0" encoding="UTF-8"?><tt:tt xmlns:tt="http://www.w3.org/ns/ttml" '
        'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:timeBase="media"><tt:body><tt:div>'
        '<tt:p begin="00:00:01.000" end="00:00:02.000"><tt:span>Äpfel</tt:span></tt:p>'
        "</tt:div></tt:body></tt:tt>"
    )
    assert is_timed_markup(source)
    assert cues(source) == [(1_000, 2_000, None, "Äpfel")]
    assert cues(source.encode()) == cues(source.encode("utf-16")) == cues(source)


def test_paragraphs_that_cannot_be_used_are_listed_by_line() -> None:
    body = "\n".join(
        [
            '<p begin="1s" end="2s">Right.</p>',
            '<p begin="soon" end="2s">Wrong.</p>',
            '<p begin="00:61:00" end="2s">Wrong.</p>',
            '<p begin="9s" end="8s">Backwards.</p>',
            '<p begin="9s">Endless.</p>',
            '<p begin="9s" end="10s"></p>',
        ]
    )
    found = read_timed_markup(tt(body))
    assert [c.text for c in found.cues] == ["Right."]
    assert [(bad.line_number, bad.reason) for bad in found.bad_lines] == [
        (3, "'soon' is not a time such as 00:01:02.500 or 62.5s"),
        (4, "'00:61:00' is not a time such as 00:01:02.500 or 62.5s"),
        (5, "the cue ends before it starts"),
        (6, "words without an end; give end or dur"),
    ]


def test_xml_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    found = read_timed_markup(tt('<p begin="1s" end="2s">Right.</p>\n<p begin="3s" <').strip())
    assert [c.text for c in found.cues] == ["Right."]
    assert found.bad_lines[0].line_number == 3
    assert "the XML breaks off here" in found.bad_lines[0].reason


def test_what_is_hostile_or_of_another_time_is_refused() -> None:
    with pytest.raises(TranscriptError, match="declares a document type"):
        read_timed_markup('<!DOCTYPE tt [<!ENTITY a "aaa">]><tt><body>&a;</body></tt>')
    with pytest.raises(TranscriptError, match="counts the time of day"):
        read_timed_markup(tt('<p begin="1s" end="2s">a</p>', 'ttp:timeBase="clock"'))
    with pytest.raises(TranscriptError, match="nested too deeply"):
        read_timed_markup(f"<tt><body>{'<div>' * 200}")
    with pytest.raises(TranscriptError, match=r"is empty: it holds no cue\. Give a TTML file"):
        read_timed_markup(tt(""))
    many = '<p begin="1s" end="2s">a</p>' * (CUES_MAX + 1)
    with pytest.raises(TranscriptError, match="more than 20000 cues"):
        read_timed_markup(tt(many))


@given(st.text(alphabet="<p begin='1s' en/>divtspan:0.&;\n", max_size=200))
def test_any_text_is_a_transcript_or_a_named_error(text: str) -> None:
    try:
        found = read_timed_markup(tt(text))
    except TranscriptError:
        return
    assert isinstance(found, Transcript)
