"""A hand-written statement list: what it gives, and every complaint at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.statement import StatementKind
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.statement_list import read_statement_list

GOOD = """
[[statement]]
id = "b"
stimulus = "talk"
start_ms = 12000
end_ms = 20000
words = "Second."
kind = "question"
note = "disputed"

[[statement]]
id = "a"
stimulus = "talk"
start_ms = 0
end_ms = 12000
words = "First."
speaker = "Ann"
topic = "Begin"
"""


def test_a_good_list_comes_out_in_order_of_time() -> None:
    first, second = read_statement_list(GOOD)
    assert (first.id, first.revision, first.speaker, first.topic) == ("a", 1, "Ann", "Begin")
    assert first.kind is StatementKind.CLAIM
    assert (second.kind, second.note) == (StatementKind.QUESTION, "disputed")


def test_a_list_that_was_exported_keeps_revisions_parents_and_sources() -> None:
    more = 'note = "disputed"\nsource = "Daily"\nrevision = 3\nparents = ["c", "d"]'
    _, second = read_statement_list(GOOD.replace('note = "disputed"', more))
    assert (second.revision, second.parents, second.source) == (3, ("c", "d"), "Daily")


def test_a_stimulus_given_by_the_caller_fills_the_gap() -> None:
    text = GOOD.replace('stimulus = "talk"\n', "")
    assert {s.stimulus for s in read_statement_list(text, stimulus="moon")} == {"moon"}
    with pytest.raises(TranscriptError, match="stimulus: is missing"):
        read_statement_list(text)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('id = "a"\n', "", r"statement 2, id: is missing"),
        ('id = "a"', 'id = "b"', r"\(b\), id: is used twice"),
        ('id = "a"', 'id = "a/b"', r"statement 2 \(a/b\), id: may not hold"),
        ("start_ms = 0", "start_ms = -4", r"statement 2 \(a\), start_ms: -4 is not a time"),
        ("start_ms = 0", "start_ms = true", r"start_ms: True is not a time"),
        ("start_ms = 0", "start_ms = 1.5", r"whole milliseconds"),
        ("end_ms = 12000", "end_ms = 0", r"statement 2 \(a\), end_ms: 0 must lie after"),
        ("end_ms = 12000", "end_ms = 12001", r"\(b\), start_ms: 12000 lies before the end of a"),
        ("end_ms = 20000", "end_ms = 30001", r"\(b\), end_ms: 30001 lies after the end.*30000"),
        ('note = "disputed"', 'source = "Daily"', r"\(b\), source: belongs to a note"),
        ('note = "disputed"', "revision = 0", r"\(b\), revision: 0 is no number from 1 on"),
        ('note = "disputed"', "revision = true", r"revision: True is no number"),
        ('note = "disputed"', 'parents = "a"', r"\(b\), parents: 'a' is no list of ids"),
        ('words = "First."', "", r"statement 2 \(a\), words: is missing"),
        ('words = "First."', "words = 5", r"words: must be a text, not 5"),
        ('kind = "question"', 'kind = "joke"', r"statement 1 \(b\), kind: 'joke' is not one of"),
        ('kind = "question"', "kind = []", r"kind: \[\] is not one of"),
        ('topic = "Begin"', 'topik = "Begin"', r"statement 2 \(a\), topik: is not a key here"),
    ],
)
def test_each_fault_is_named_by_entry_and_key(old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    with pytest.raises(TranscriptError, match=complaint):
        read_statement_list(GOOD.replace(old, new), duration_ms=30_000)


def test_all_faults_are_told_at_once() -> None:
    text = GOOD.replace("start_ms = 0", "start_ms = -1").replace("question", "joke")
    with pytest.raises(TranscriptError) as caught:
        read_statement_list(text, "mine.toml")
    message = str(caught.value)
    assert message.startswith("mine.toml can't be used")
    assert "kind: 'joke'" in message
    assert "start_ms: -1" in message


@pytest.mark.parametrize("text", ["", "statement = []", "statement = 3", "[statement]\nid = 1"])
def test_a_list_without_entries_says_how_to_write_one(text: str) -> None:
    with pytest.raises(TranscriptError, match=r"\[\[statement\]\] with id"):
        read_statement_list(text)


def test_what_is_not_toml_names_the_line() -> None:
    with pytest.raises(TranscriptError, match=r"not a TOML file.*line 2"):
        read_statement_list('[[statement]]\nid = "open\n')


def test_deep_nesting_is_an_error_of_ours() -> None:
    with pytest.raises(TranscriptError):
        read_statement_list("a = " + "[" * 20_000)


@given(st.text())
def test_whatever_comes_in_is_a_list_or_our_own_error(text: str) -> None:
    with pytest.raises(TranscriptError):
        read_statement_list(text)
