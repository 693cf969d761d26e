"""Which names are found in what people write, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.release.first_names import FIRST_NAMES
from pulsemeter.release.names import mask_names

MASK = "[…]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("My name is Anna Berg and Mr Novak knows", f"My name is {MASK} and Mr {MASK} knows"),
        ("Frau Müller von der Schule sagt das", f"Frau {MASK} von der Schule sagt das"),
        ("Miete, sagt mein Nachbar Klaus.", f"Miete, sagt mein Nachbar {MASK}."),
        ("Je m'appelle Xyla Martin et je vote", f"Je m'appelle {MASK} et je vote"),
        ("Me llamo Quetzal", f"Me llamo {MASK}"),
        ("меня зовут Иван Петров, я врач", f"меня зовут {MASK}, я врач"),
        ("пані Коваль має рацію", f"пані {MASK} має рацію"),
        ("السيدة نوال على حق", f"السيدة {MASK} على حق"),
        ("שמי דוד כהן", f"שמי {MASK}"),
        ("Prof. Dr. Hans Weber, Bonn", f"Prof. Dr. {MASK}, Bonn"),
        ("Und Peter. Und du?", f"Und {MASK}. Und du?"),
        ("Katarzyna i Paweł", f"{MASK} i {MASK}"),
    ],
)
def test_names_with_a_sign_are_masked(text: str, told: str) -> None:
    assert mask_names(text, MASK) == told


@pytest.mark.parametrize(
    "text",
    [
        "Will this help? Mark my words, in May.",
        "Die Mieten in Berlin sind zu hoch",
        "My name is nobody's business",
        "My name is",
        "Mrs",
        "jean trousers",
        "The Nurse and the Teacher",
        "לא הבנתי את התשובה",
        "",
    ],
)
def test_what_no_sign_points_to_stays(text: str) -> None:
    assert mask_names(text, MASK) == text


def test_names_of_the_study_stay() -> None:
    kept = {"kennedy", "john", "anna"}
    for text in ("Mr Kennedy was clear", "John Kennedy won", "My name is Anna"):
        assert mask_names(text, MASK, kept) == text
    assert mask_names("Mr Novak, not Mr Kennedy", MASK, kept) == f"Mr {MASK}, not Mr Kennedy"


def test_names_of_two_sentences_are_not_one() -> None:
    assert mask_names("I saw Klaus. Berlin was full", MASK) == f"I saw {MASK}. Berlin was full"


@given(st.text(alphabet="aA .'-ÄяЯכ\nKlausMrs", max_size=120))
def test_masking_twice_changes_nothing_more_and_never_fails(text: str) -> None:
    once = mask_names(text, MASK)
    assert mask_names(once, MASK) == once


@pytest.mark.parametrize(
    "text", ["A" * 4_000, "Mr " * 1_300, "my name is " * 400, "A " * 2_000, "Anna " * 800]
)
def test_the_longest_comments_are_read_without_trouble(text: str) -> None:
    assert len(mask_names(text, MASK)) <= len(text)


def test_the_list_is_of_names_in_small_letters() -> None:
    assert len(FIRST_NAMES) > 800
    assert all(name == name.casefold() and name.strip() for name in FIRST_NAMES)
