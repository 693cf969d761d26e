from dataclasses import replace

import pytest

from pulsemeter.domain.edit_passages import make_passage
from pulsemeter.domain.edit_wording import change_statement, delete_statement, split_statement
from pulsemeter.domain.passage import TitledPassage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.wording import Wording, WordingChange, WordingError, change_between

S1 = Statement("s1", 1, "talk", 0, 9, "Good evening")
S2 = Statement("s2", 1, "talk", 9, 20, "Hello")
A1 = Statement("a1", 1, "ad", 0, 5, "Buy")
TALK = Wording((("talk", 20), ("ad", 0)), (S1, S2, A1), used=frozenset(("s1", "s2", "a1")))


def test_what_is_there_is_found():
    assert TALK.statement("s2") == S2
    assert TALK.of("ad") == (A1,)
    assert TALK.in_order(["a1", "s1", "a1"]) == (S1, A1)
    with pytest.raises(WordingError, match="no statement 's9'"):
        TALK.in_order(["s1", "s9"])
    assert TALK.around(S1) == (None, S2)
    assert TALK.around(S2) == (S1, None)
    assert TALK.duration_ms("talk") == 20
    held = make_passage(TALK, ["s1"], "Hello")
    assert held.passage_of("s1") == held.passage("talk-p01")
    assert held.passage_of("s2") is None
    with pytest.raises(WordingError, match=r"no passage 'p9'$"):
        TALK.passage("p9")


def test_passages_are_quoted_with_their_time_and_notes_under_the_id_of_their_figures():
    noted = replace(S2, note="disputed", source="here", revision=3)
    held = make_passage(TALK.with_statements([noted]), ["s1", "s2"], "Greeting")
    assert held.titled_passages() == (
        TitledPassage("talk-p01", 1, "talk", 0, 20, "Greeting", (("disputed", "here"),)),
    )
    single = make_passage(TALK.with_statements([noted]), ["s2"], "Hello")
    assert single.titled_passages() == (
        TitledPassage("s2", 3, "talk", 9, 20, "Hello", (("disputed", "here"),)),
    )


def test_statements_stay_in_the_order_of_stimuli_and_time():
    early = Statement("a0", 1, "ad", 6, 8, "Now")
    assert TALK.with_statements([early]).statements == (S1, S2, A1, early)


def test_what_does_not_fit_is_refused():
    with pytest.raises(WordingError, match="after the end of talk at 20 ms"):
        TALK.with_statements([replace(S2, end_ms=21)])
    with pytest.raises(WordingError, match="s2 would begin at 8 ms, before s1 ends at 9 ms"):
        TALK.with_statements([replace(S2, start_ms=8)])


def test_the_difference_of_two_wordings_is_what_has_to_be_written():
    assert change_between(TALK, TALK) == WordingChange()
    assert not WordingChange()
    assert WordingChange(gone=("s1",))
    held = make_passage(TALK, ["s1"], "Hello")
    assert change_between(TALK, held) == WordingChange(passages=held.passages)
    split = split_statement(held, "s1", word=1)
    assert change_between(held, split) == WordingChange(
        split.of("talk")[:2], ("s1",), split.passages
    )
    noted = change_statement(TALK, "s2", note="disputed")
    assert change_between(TALK, noted) == WordingChange((noted.statement("s2"),))
    less = delete_statement(held, "s1")
    assert change_between(held, less) == WordingChange((), ("s1",), (), ("talk-p01",))
