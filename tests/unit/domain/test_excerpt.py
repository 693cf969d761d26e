"""Texts cut to the room that there is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.excerpt import shortened

FAMILY = "👨‍👩‍👧"
THUMB = "👍🏽"
FLAGS = "🇺🇦🇵🇱"
ACCENTED = "e\u0301"


@pytest.mark.parametrize(
    ("text", "length_max", "shown"),
    [
        ("as  it\nis", 8, "as it is"),
        ("the energy is greater than that of a bomb", 30, "the energy is greater than …"),
        ("the energy is greater than that of a bomb", 29, "the energy is greater than …"),
        ("the energy is greater than that of a bomb", 27, "the energy is greater …"),
        ("not because they are easy, but hard", 28, "not because they are easy …"),
        ("he called it (wrongly) a bomb", 17, "he called it …"),
        ("a  b c", 3, "a …"),
        ("We Donaudampfschifffahrtsgesellschaft", 20, "We Donaudampfschiff…"),
        ("我们选择在这个十年内登上月球", 8, "我们选择在这个…"),
        ("OK 我们选择在这个十年内登上月球", 8, "OK 我们选择…"),
        (ACCENTED * 9, 8, ACCENTED * 3 + "…"),
        ("क्षक्षक्ष", 6, "क्ष…"),
        ("abc" + FAMILY * 2, 8, "abc…"),
        ("abc" + THUMB * 2, 5, "abc…"),
        (FLAGS * 2, 4, "🇺🇦…"),
        ("abc" + FLAGS, 5, "abc…"),
        ("a" + "\u0301" * 30, 4, "a\u0301\u0301…"),
        ("anything", 1, "…"),
        ("", 5, ""),
    ],
)
def test_a_text_ends_between_words_or_at_least_between_signs(text, length_max, shown):
    assert shortened(text, length_max) == shown


@given(st.text(), st.integers(1, 40))
def test_an_excerpt_is_never_too_long_and_begins_as_the_text_does(text, length_max):
    plain, cut = " ".join(text.split()), shortened(text, length_max)
    assert len(cut) <= length_max
    assert cut == plain or plain.startswith(cut.removesuffix("…").rstrip())


@given(st.lists(st.text("abcé", min_size=1, max_size=6), min_size=2), st.integers(16, 40))
def test_where_words_are_short_none_is_cut(words, length_max):
    cut = shortened(" ".join(words), length_max)
    assert all(part in words for part in cut.removesuffix(" …").split())


def test_the_examples_are_what_they_seem():
    assert unicodedata.normalize("NFC", ACCENTED) == "é"
    assert [len(FAMILY), len(THUMB), len(FLAGS)] == [5, 2, 4]
