"""The list of names."""

from pulsemeter.release.first_names import FIRST_NAMES


def test_everyday_words_are_no_names() -> None:
    assert FIRST_NAMES.isdisjoint({"will", "mark", "rose", "hope", "may", "grace", "art", "bill"})


def test_each_language_is_there() -> None:
    assert {"emily", "jürgen", "chloé", "begoña", "joão", "małgorzata", "сергей", "тетяна"} < (
        FIRST_NAMES
    )
    assert {"أحمد", "רבקה"} < FIRST_NAMES
