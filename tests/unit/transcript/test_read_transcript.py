"""Each format is seen from the text, and they all say the same."""

import pytest

from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.read_transcript import read_transcript

SAME = {
    "srt": "1\n00:00:01,000 --> 00:00:04,000\n<v Anna>We go.\n\n"
    "2\n00:00:04,000 --> 00:00:06,000\nNow.\n",
    "vtt": "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Anna>We go.\n\n00:04.000 --> 00:06.000\nNow.\n",
    "ass": "[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:04.00,D,Anna,0,0,0,,We go.\n"
    "Dialogue: 0,0:00:04.00,0:00:06.00,D,,0,0,0,,Now.\n",
    "ttml": '<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml" '
    'xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><head><ttm:agent xml:id="a"><ttm:name>Anna'
    '</ttm:name></ttm:agent></head><body><div><p begin="1s" end="4s" ttm:agent="a">We go.</p>'
    '<p begin="4s" end="6s">Now.</p></div></body></tt>',
    "text": "0:01 Anna: We go.\n0:04 - 0:06 Now.\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", SAME)
def test_every_format_says_the_same(kind: str) -> None:
    for source in (SAME[kind], SAME[kind].encode(), ("\ufeff" + SAME[kind]).encode()):
        found = read_transcript(source, "words")
        assert [(c.start_ms, c.end_ms, c.speaker, c.text) for c in found.cues] == [
            (1_000, 4_000, "Anna", "We go."),
            (4_000, 6_000, None, "Now."),
        ]
        assert found.bad_lines == ()


@pytest.mark.parametrize("text", ["", "We will go back to the moon.\n\nAnd soon.\n"])
def test_a_speech_without_times_is_sent_to_where_it_is_read(text: str) -> None:
    with pytest.raises(TranscriptError, match=r"no line says when .* loaded in the live room"):
        read_transcript(text)
