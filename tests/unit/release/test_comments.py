"""What of a comment may leave, and when."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulsemeter.domain.protection import RESEARCH, SEALED, STANDARD
from pulsemeter.release.comments import HOLD_MS, MASK, Comment, masked, release_comments

AT_RISK = replace(SEALED, comments=True)
N = SEALED.smallest_roster


def written(count, cell=None, begin="c"):
    return [Comment(f"{begin}{number:03}", cell) for number in range(count)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("write to anna.berg+news@mail.example.org.", f"write to {MASK}."),
        ("пишите: анна@пример.рф", f"пишите: {MASK}"),
        ("root@localhost", MASK),
        ("call +49 (30) 123 45 67!", f"call {MASK}!"),
        ("0171/2345678 or 030-1234567", f"{MASK} or {MASK}"),
        ("٠١٧١٢٣٤٥٦٧", MASK),
        ("born 12.05.1984", f"born {MASK}"),
        ("see https://example.org/me?id=7 and www.example.org", f"see {MASK} and {MASK}"),
        ("I am @anna_berg", f"I am {MASK}"),
        ("@anna@ben and carl@x.example@dora", f"{MASK} and {MASK}"),
        ("In 2024 taxes rose by 3.5 % for 100 000 people", None),
        ("B52s @ 9 pm, page 123456", None),
        ("Anna Berg lives next door", None),
    ],
)
def test_addresses_and_long_numbers_are_masked_and_names_can_not_be(text, told):
    assert masked(text) == (text if told is None else told)


@given(st.text(alphabet="a1 .-+()@/\n", max_size=200))
@example("@1@1")
def test_nothing_that_is_left_looks_like_a_phone_or_an_address(text):
    left = masked(text)
    assert masked(left) == left
    assert not re.search(r"[a1]@[a1]", left)
    assert not re.search(r"(?<!\w)1{7}", left)


@pytest.mark.parametrize(
    "text", ["a" * 4_000, "a." * 2_000 + "@", "+(" * 2_000, "@" * 4_000, "1 2" * 2 + "x" * 4_000]
)
def test_the_longest_comments_that_only_begin_like_an_address_stay(text):
    assert masked(text) == text


def test_research_tells_what_was_written_and_standard_masks_it():
    comments = [Comment(" zz: a@b.example "), Comment("  "), Comment("An answer")]
    assert [c.text for c in release_comments(comments, RESEARCH, 0)] == [
        "An answer", "zz: a@b.example",
    ]  # fmt: skip
    assert [c.text for c in release_comments(comments, STANDARD, 0)] == ["An answer", f"zz: {MASK}"]


def test_without_comments_none_leave():
    for profile in (SEALED, replace(STANDARD, comments=False)):
        assert release_comments(written(100), profile, 10 * HOLD_MS) == ()


def test_of_people_at_risk_they_leave_late_and_many_together():
    assert release_comments(written(N), AT_RISK, HOLD_MS - 1) == ()
    assert release_comments([*written(N - 1), Comment(" ")], AT_RISK, HOLD_MS) == ()
    assert len(release_comments(written(N), AT_RISK, HOLD_MS)) == N


def test_an_attribute_is_told_if_no_category_of_it_is_small():
    north, south = ("region", "north"), ("region", "south")
    many = [*written(N, north, "n"), *written(N, south, "s")]
    assert {c.cell for c in release_comments(many, AT_RISK, HOLD_MS)} == {north, south}
    for few in (many[:-1], [*many, Comment("of nobody")]):
        left = release_comments(few, AT_RISK, HOLD_MS)
        assert {c.cell for c in left} == {None}
        assert len(left) == len(few)


@pytest.mark.parametrize("profile", [RESEARCH, STANDARD, SEALED, AT_RISK])
def test_two_attributes_are_never_told(profile):
    comments = [*written(N, ("region", "north")), *written(N, ("age", "young"))]
    with pytest.raises(ValueError, match=r"one attribute, not \['age', 'region'\]"):
        release_comments(comments, profile, HOLD_MS)


@given(st.permutations(range(8)))
def test_the_order_tells_nothing_of_who_wrote_first(order):
    comments = [Comment(text) for text in ("b", "A", "a", "B", "é", "z", "1", "")]
    shuffled = [comments[place] for place in order]
    assert release_comments(shuffled, RESEARCH, 0) == release_comments(comments, RESEARCH, 0)
