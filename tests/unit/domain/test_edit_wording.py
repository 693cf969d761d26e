import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulsemeter.domain.edit_passages import change_passage, make_passage, remove_passage
from pulsemeter.domain.edit_wording import (
    add_statement,
    change_statement,
    delete_statement,
    merge_statements,
    set_bounds,
    split_statement,
)
from pulsemeter.domain.statement import Statement, StatementKind
from pulsemeter.domain.wording import Wording, WordingError

HELLO = Statement("talk-s01", 3, "talk", 0, 10_000, "Good  evening, all of you", "Ann")
ASKED = Statement(
    "talk-s02", 1, "talk", 10_000, 14_000, "Why?", "Bob", "taxes", StatementKind.QUESTION, "old"
)
SAID = Statement("talk-s03", 1, "talk", 15_000, 30_000, "Because.", "Ann", "money", note="old")
AD = Statement("intro", 1, "ad", 0, 5_000, "Buy now")
TALK = Wording(
    (("talk", 40_000), ("ad", 0)),
    (HELLO, ASKED, SAID, AD),
    used=frozenset(("talk-s01", "talk-s02", "talk-s03", "intro")),
)


def test_a_statement_is_split_before_a_word():
    split = split_statement(TALK, "talk-s01", word=2)
    first, second = split.of("talk")[:2]
    assert (first.words, second.words) == ("Good  evening,", "all of you")
    assert (first.id, second.id, first.revision, second.revision) == ("talk-s01a", "talk-s01b", 1, 1)  # fmt: skip  # noqa: E501
    assert first.parents == second.parents == ("talk-s01",)
    assert (first.start_ms, first.end_ms, second.start_ms, second.end_ms) == (0, 6_000, 6_000, 10_000)  # fmt: skip  # noqa: E501
    assert first.speaker == second.speaker == "Ann"
    assert split.used == TALK.used | {"talk-s01a", "talk-s01b"}


def test_a_statement_is_split_at_a_time():
    first, second = split_statement(TALK, "talk-s01", at_ms=2_600).of("talk")[:2]
    assert (first.words, first.end_ms, second.start_ms) == ("Good", 2_600, 2_600)
    first, second = split_statement(TALK, "talk-s01", at_ms=9_999, word=1).of("talk")[:2]
    assert (first.words, second.words, first.end_ms) == ("Good", "evening, all of you", 9_999)


def test_ids_go_on_beside_the_first_and_are_never_used_again():
    split = split_statement(TALK, "talk-s01", word=1)
    again = split_statement(split, "talk-s01b", word=1)
    assert [s.id for s in again.of("talk")][:3] == ["talk-s01a", "talk-s01c", "talk-s01d"]
    gone = delete_statement(again, "talk-s01c")
    once_more = split_statement(gone, "talk-s01d", word=1)
    assert [s.id for s in once_more.of("talk")][:3] == ["talk-s01a", "talk-s01e", "talk-s01f"]
    assert [s.id for s in split_statement(TALK, "intro", word=1).of("ad")] == ["intro-a", "intro-b"]


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"word": 0}, "5 words; split it after word 1 to 4"),
        ({"word": 5}, "after word 1 to 4"),
        ({"at_ms": 0}, "0 ms doesn't lie inside statement talk-s01"),
        ({"at_ms": 10_000, "word": 1}, "from 0 to 10000 ms"),
        ({}, "say where to split"),
    ],
)
def test_a_split_that_makes_no_two_parts_is_refused(how, told):
    with pytest.raises(WordingError, match=re.escape(told)):
        split_statement(TALK, "talk-s01", **how)


def test_one_word_and_an_unknown_statement_are_not_split():
    with pytest.raises(WordingError, match="too short to be split"):
        split_statement(TALK, "talk-s02", word=1)
    with pytest.raises(WordingError, match=r"no statement 'talk-s09'$"):
        split_statement(TALK, "talk-s09", word=1)
    split = split_statement(TALK, "talk-s01", word=1)
    with pytest.raises(WordingError, match="any more"):
        split_statement(split, "talk-s01", word=1)


def test_neighbours_are_merged():
    merged = merge_statements(TALK, ["talk-s03", "talk-s02"])
    (_, made) = merged.of("talk")
    assert made == Statement(
        "talk-s02a", 1, "talk", 10_000, 30_000, "[Bob:] Why? [Ann:] Because.", "Ann",
        "taxes; money", StatementKind.CLAIM, "old", ("talk-s02", "talk-s03"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["talk-s01"], "two statements or more"),
        (["talk-s01", "talk-s01"], "two statements or more"),
        (["talk-s01", "talk-s03"], "don't follow each other"),
        (["talk-s03", "intro"], "don't follow each other"),
        (["talk-s01", "other"], "no statement 'other'"),
    ],
)
def test_what_is_no_neighbour_is_not_merged(names, told):
    with pytest.raises(WordingError, match=told):
        merge_statements(TALK, names)


def test_merging_stays_inside_a_passage():
    held = make_passage(TALK, ["talk-s02", "talk-s03"], "Taxes")
    with pytest.raises(WordingError, match="not all in the same passage"):
        merge_statements(held, ["talk-s01", "talk-s02"])
    merged = merge_statements(held, ["talk-s02", "talk-s03"])
    assert merged.passages[0].statements == ("talk-s02a",)
    assert merged.passages[0].revision == 2


def test_a_change_makes_a_revision_and_no_change_makes_none():
    changed = change_statement(
        TALK, "talk-s01", words=" Good\nmorning ", speaker="Eve", topic="hello",
        kind=StatementKind.ANSWER, note="disputed", source="Daily, 3 May",
    ).statement("talk-s01")  # fmt: skip
    assert changed == Statement(
        "talk-s01", 4, "talk", 0, 10_000, "Good morning", "Eve", "hello", StatementKind.ANSWER,
        "disputed", (), "Daily, 3 May",
    )  # fmt: skip
    assert change_statement(TALK, "talk-s01", speaker="Ann") is TALK
    assert change_statement(TALK, "talk-s01", words=HELLO.words) is TALK


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"words": " \n"}, "needs words"),
        ({"words": "w" * 10_001}, "10000 signs at most, not 10001"),
        ({"topic": "t" * 101}, "the topic may have 100 signs"),
        ({"source": "a paper"}, "a source belongs to a note"),
    ],
)
def test_a_change_that_says_too_little_or_too_much_is_refused(change, told):
    with pytest.raises(WordingError, match=told):
        change_statement(TALK, "talk-s01", **change)


def test_half_a_character_is_made_storable():
    changed = change_statement(TALK, "intro", words="a\ud800b\x00c").statement("intro")
    assert changed.words == "a?bc"


def test_bounds_move_between_the_neighbours():
    moved = set_bounds(TALK, "talk-s02", 10_500, 15_000).statement("talk-s02")
    assert (moved.start_ms, moved.end_ms, moved.revision) == (10_500, 15_000, 2)
    assert set_bounds(TALK, "talk-s02", 10_000, 14_000) is TALK


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "told"),
    [
        (14_000, 14_000, "can't last from 14000 to 14000 ms"),
        (-1, 14_000, "a start from 0 on"),
        (9_999, 14_000, "talk-s02 would begin at 9999 ms, before talk-s01 ends at 10000 ms"),
        (10_000, 15_001, "talk-s03 would begin at 15000 ms, before talk-s02 ends"),
        (31_000, 32_000, "can't move behind talk-s03"),
    ],
)
def test_bounds_that_do_not_fit_are_refused(start_ms, end_ms, told):
    with pytest.raises(WordingError, match=told):
        set_bounds(TALK, "talk-s02", start_ms, end_ms)


def test_bounds_stay_inside_the_stimulus_once_its_length_is_known():
    with pytest.raises(WordingError, match="after the end of talk at 40000 ms"):
        set_bounds(TALK, "talk-s03", 15_000, 40_001)
    assert set_bounds(TALK, "intro", 0, 10**9).statement("intro").end_ms == 10**9
    with pytest.raises(WordingError, match="can't move before talk-s02"):
        set_bounds(TALK, "talk-s03", 1, 2)


def test_a_statement_is_added_where_nothing_is_said():
    added = add_statement(TALK, "talk", 30_000, 40_000, "Thank you.", "Ann")
    assert added.of("talk")[-1] == Statement(
        "talk-s04", 1, "talk", 30_000, 40_000, "Thank you.", "Ann"
    )
    with pytest.raises(WordingError, match="may not overlap"):
        add_statement(TALK, "talk", 14_000, 16_000, "Hm.")
    with pytest.raises(WordingError, match="no stimulus 'film'; there are talk, ad"):
        add_statement(TALK, "film", 0, 1, "Hm.")


def test_a_statement_between_two_of_a_passage_belongs_to_it():
    held = make_passage(TALK, ["talk-s02", "talk-s03"], "Taxes")
    added = add_statement(held, "talk", 14_000, 15_000, "Hm.")
    assert added.passages[0].statements == ("talk-s02", "talk-s04", "talk-s03")
    behind = add_statement(held, "talk", 30_000, 31_000, "Hm.")
    assert behind.passages == held.passages


def test_a_deleted_statement_leaves_its_passage():
    held = make_passage(TALK, ["talk-s02", "talk-s03"], "Taxes")
    less = delete_statement(held, "talk-s02")
    assert less.passages[0].statements == ("talk-s03",)
    assert delete_statement(less, "talk-s03").passages == ()
    with pytest.raises(WordingError, match="no statement"):
        delete_statement(TALK, "talk-s09")


@st.composite
def _edit(draw, wording):
    """Some edit, perhaps one that is refused."""
    names = [s.id for s in wording.statements] or ["talk-s01"]
    name, at = draw(st.sampled_from(names)), draw(st.integers(-5, 60))
    place = names.index(name)
    run = names[place : place + draw(st.integers(1, 3))]
    held = [p.id for p in wording.passages] or ["talk-p01"]
    passage, word = draw(st.sampled_from(held)), draw(st.integers(0, 6))
    end, note = at + draw(st.integers(0, 20)), draw(st.sampled_from(["", "disputed"]))
    return draw(
        st.sampled_from(
            [
                lambda w: split_statement(w, name, word=word),
                lambda w: split_statement(w, name, at_ms=at),
                lambda w: merge_statements(w, run),
                lambda w: set_bounds(w, name, at, end),
                lambda w: change_statement(w, name, note=note),
                lambda w: delete_statement(w, name),
                lambda w: add_statement(w, "talk", at, at + 3, "a b c"),
                lambda w: make_passage(w, run, "A part"),
                lambda w: change_passage(w, passage, names=run),
                lambda w: remove_passage(w, passage),
            ]
        )
    )


def _words(wording):
    return re.sub(r"\[\w*:\]", "", " ".join(s.words for s in wording.of("talk"))).split()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_after_any_edits_statements_are_in_order_and_passages_are_runs(data):
    begun = tuple(
        Statement(f"talk-s{n:02}", 1, "talk", 12 * n, 12 * n + 10, f"one{n} two{n} three{n}", who)
        for n, who in enumerate(("Ann", "Ann", "Bob", "Eve"))
    )
    wording = Wording((("talk", 60),), begun, used=frozenset(s.id for s in begun))
    seen = {(s.id, s.revision): s for s in begun}
    for _ in range(data.draw(st.integers(1, 8))):
        edit = data.draw(_edit(wording))
        try:
            after = edit(wording)
        except WordingError:
            continue
        said = after.of("talk")
        assert all(a.end_ms <= b.start_ms for a, b in pairwise(said))
        assert all(0 <= s.start_ms < s.end_ms <= 60 for s in said)
        order = [s.id for s in said]
        for passage in after.passages:
            first = order.index(passage.statements[0])
            assert list(passage.statements) == order[first : first + len(passage.statements)]
        held = [name for passage in after.passages for name in passage.statements]
        assert len(held) == len(set(held))
        assert [order.index(p.statements[0]) for p in after.passages] == sorted(
            order.index(p.statements[0]) for p in after.passages
        )
        for one in said:
            # What was once cited stays what it was.
            assert seen.setdefault((one.id, one.revision), one) == one
        assert {name for name, _ in seen} <= after.used
        new = {s.id for s in said} - wording.used
        if any(s.parents for s in said if s.id in new):
            assert _words(after) == _words(wording)
        wording = after
