import contextlib

import pytest
from hypothesis import given
from hypothesis.strategies import text

from pulsemeter.transcript.manuscript import (
    CHARACTERS_MAX,
    WORDS_LEAST,
    ManuscriptError,
    read_manuscript,
)

SPEECH = """\
# Why the moon

We choose to go to the moon.
Not because it is easy.

The cost

It will cost money, and it will be worth it.

## The end ##
Thank you all, and good night!
"""


def test_headings_are_topics_and_blank_lines_end_passages():
    lines = read_manuscript(SPEECH, "Ada")
    assert [(line.topic, line.title, line.passage, line.words) for line in lines] == [
        (
            "Why the moon", "Why the moon", 0,
            "We choose to go to the moon. Not because it is easy.",
        ),
        ("The cost", "The cost", 1, "It will cost money, and it will be worth it."),
        ("The end", "The end", 2, "Thank you all, and good night!"),
    ]  # fmt: skip
    assert {line.speaker for line in lines} == {"Ada"}


def test_a_passage_without_a_heading_is_called_by_its_first_words():
    (line,) = read_manuscript("We shall " + "go on and on " * 9 + "to the end.")
    assert line.topic == ""
    assert line.title.startswith("We shall go on")
    assert len(line.title) <= 62
    assert line.title.endswith(" …")


def test_a_long_heading_is_cut_between_words():
    (line,) = read_manuscript("# " + "reasons " * 9 + "\n\nWe choose to go to the moon.")
    assert line.topic == line.title == "reasons " * 6 + "reasons …"


def test_a_long_passage_is_cut_at_full_stops_into_lines_that_can_be_judged():
    sentence = "This sentence here has just eight words altogether. "
    lines = read_manuscript(sentence * 9)
    assert [len(line.words.split()) for line in lines] == [32, 40]
    assert {line.passage for line in lines} == {0}
    rest = read_manuscript(sentence * 8)
    assert [len(line.words.split()) for line in rest] == [32, 32]
    assert all(len(line.words.split()) >= WORDS_LEAST for line in (*lines, *rest))


def test_other_scripts_and_line_ends_are_read_alike():
    lines = read_manuscript("\ufeffالاقتصاد\r\n\r\nنحن نختار القمر؟ نعم.\r\n\x00")
    assert [(line.topic, line.words) for line in lines] == [("الاقتصاد", "نحن نختار القمر؟ نعم.")]


@pytest.mark.parametrize("empty", ["", "  \n\n ", "# Only a heading", "\x00"])
def test_a_text_without_words_is_refused(empty):
    with pytest.raises(ManuscriptError, match="has no words"):
        read_manuscript(empty)


@pytest.mark.parametrize(
    "hostile",
    ["# " + "#" * 150_000 + "a", "#" * 199_000, "# " * 99_000, "a. " * 60_000, "\n#\n" * 60_000],
)
def test_a_hostile_text_takes_no_longer_than_its_length(hostile):
    with contextlib.suppress(ManuscriptError):
        read_manuscript(hostile)


@given(text(max_size=400))
def test_whatever_is_pasted_becomes_lines_or_a_reason(pasted):
    try:
        lines = read_manuscript(pasted)
    except ManuscriptError:
        return
    assert all(line.words == " ".join(line.words.split()) for line in lines)
    assert all(line.words and len(line.title) <= 62 for line in lines)
    assert [line.passage for line in lines] == sorted(line.passage for line in lines)


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(ManuscriptError, match="200,001 signs"):
        read_manuscript("a" * (CHARACTERS_MAX + 1))
    with pytest.raises(ManuscriptError, match="2,001 lines"):
        read_manuscript("No.\n\n" * 2_001)
