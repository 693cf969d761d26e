"""Reading without a model."""

import pytest

from pulsemeter.comprehension.word_reader import WordReader


def test_it_knows_empty_words_of_many_languages() -> None:
    words = WordReader().stop_words()
    assert {"the", "und", "les", "para", "nie", "это", "що", "من", "של"} <= words
    assert "rents" not in words


def test_it_says_what_is_missing() -> None:
    reader = WordReader()
    assert not reader.has_model
    assert not reader.knows("any")
    with pytest.raises(RuntimeError, match="pulsemeter\\[themes\\]"):
        reader.vectors(["any"])
