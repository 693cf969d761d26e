"""Words out of comments, and which of them tell one group from another."""

import pytest

from pulsemeter.analysis.key_terms import Term, key_terms, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L'école? Trop chère!", ["école", "trop", "chère"]),
        ("RENTS, rents; Rent-a-car 2024", ["rents", "rents", "rent", "car"]),
        ("हिन्दी में टिप्पणी", ["हिन्दी", "में", "टिप्पणी"]),
        ("房租太高", ["房租", "租太", "太高"]),
        ("家賃がhigh", ["家賃", "賃が", "high"]),
        ("e\u0301cole", ["école"]),
        ("…! 42 a", []),
    ],
)
def test_words_keep_their_marks(text: str, words: list[str]) -> None:
    assert words_of(text) == words


TEXTS = ["the rents rise", "rents rents rents and rents", "the doctor", "a doctor said so", "the"]


def test_terms_tell_one_group_from_the_other() -> None:
    rents, health = key_terms(TEXTS, [[0, 1], [2, 3, 4]], count=2, stop={"and", "said"})
    assert rents[0] == Term("rents", 2)
    assert health[0] == Term("doctor", 2)
    assert "the" not in {term.word for term in (*rents, *health)[:1]}


def test_a_word_of_all_groups_weighs_less_than_one_of_its_own() -> None:
    texts = ["gleich eigen", "gleich eigen", "gleich anders", "gleich anders"]
    first, second = key_terms(texts, [[0, 1], [2, 3]], count=2, stop=())
    assert [t.word for t in first] == ["eigen", "gleich"]
    assert [t.word for t in second] == ["anders", "gleich"]


def test_a_word_of_one_comment_stands_behind() -> None:
    (terms,) = key_terms(["alone both", "both", "third"], [[0, 1, 2]], count=3, stop=())
    assert [t.word for t in terms] == ["both", "alone", "third"]


def test_nothing_gives_nothing() -> None:
    assert key_terms([], [], count=3, stop=()) == []
    assert key_terms(["the"], [[0], []], count=3, stop={"the"}) == [[], []]
