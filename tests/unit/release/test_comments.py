"""What of a comment may leave, and when."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulsemeter.domain.protection import RESEARCH, SEALED, STANDARD
from pulsemeter.release.comments import HOLD_MS, MASK, masked, release_comments
from pulsemeter.release.told_comments import CLOSING, WHY, ToldComment

AT_RISK = replace(SEALED, comments=True)
N = SEALED.smallest_roster


def written(count, begin="c"):
    return [ToldComment(f"{begin}{number:03}", CLOSING) for number in range(count)]


def reasons(count, choice=100, statement="s1"):
    return [
        ToldComment(f"r{number:03}", WHY, "speech", statement, choice) for number in range(count)
    ]


def told(comments, profile, closed_for_ms=HOLD_MS):
    return release_comments(comments, profile, closed_for_ms).comments


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
        ("Anna Berg lives next door", f"{MASK} lives next door"),
        ("Berg lives next door", None),
    ],
)
def test_addresses_long_numbers_and_names_with_a_sign_are_masked(text, told):
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
    comments = [ToldComment(text, CLOSING) for text in (" zz: a@b.example ", "  ", "An answer")]
    assert [c.text for c in told(comments, RESEARCH)] == ["An answer", "zz: a@b.example"]
    assert [c.text for c in told(comments, STANDARD)] == ["An answer", f"zz: {MASK}"]


def test_the_names_of_the_study_stay():
    comments = [ToldComment("Mr Kennedy, not Mr Novak", CLOSING)]
    left = release_comments(comments, STANDARD, 0, {"kennedy"}).comments
    assert [c.text for c in left] == [f"Mr Kennedy, not Mr {MASK}"]


def test_without_comments_none_leave_and_it_says_so():
    for profile in (SEALED, replace(STANDARD, comments=False)):
        left = release_comments(written(100), profile, 10 * HOLD_MS)
        assert left.comments == []
        assert left.left_out == [f"profile {profile.name} keeps no comments"]


def test_of_people_at_risk_they_leave_late_and_many_together():
    for few, after_ms in ((written(N), HOLD_MS - 1), (written(N - 1), HOLD_MS)):
        left = release_comments(few, AT_RISK, after_ms)
        assert left.comments == []
        assert "30 comments or none" in left.left_out[0]
    assert told([*written(N - 1), ToldComment(" ", CLOSING)], AT_RISK) == []
    assert len(told(written(N), AT_RISK)) == N


def test_of_people_at_risk_a_statement_is_named_where_many_gave_a_reason():
    many = [*reasons(N), *reasons(N, -100), *written(N)]
    assert {(c.statement, c.choice) for c in told(many, AT_RISK)} == {
        ("s1", 100), ("s1", -100), ("", 0),
    }  # fmt: skip
    few = [*reasons(N), *reasons(N - 1, -100), *reasons(N - 1, 100, "s2")]
    left = release_comments(few, AT_RISK, HOLD_MS)
    assert {(c.stimulus, c.statement, c.choice) for c in left.comments} == {
        ("speech", "s1", 100), ("", "", 0),
    }  # fmt: skip
    assert len(left.comments) == len(few)
    assert "aren’t named" in left.left_out[0]


@given(st.permutations(range(8)))
def test_the_order_tells_nothing_of_who_wrote_first(order):
    comments = [ToldComment(text, CLOSING) for text in ("b", "A", "a", "B", "é", "z", "1", "")]
    shuffled = [comments[place] for place in order]
    assert told(shuffled, RESEARCH) == told(comments, RESEARCH)
