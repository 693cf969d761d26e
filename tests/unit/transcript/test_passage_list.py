"""Passages beside the statements of a list, or every complaint about them."""

import pytest

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.passage_list import read_passage_list

SAID = [Statement(f"s{n}", 1, "talk", 10 * n, 10 * n + 9, "Words") for n in range(1, 5)]
GOOD = """\
[[passage]]
id = "p2"
title = "Later"
statements = ["s3", "s4"]
[[passage]]
id = "p1"
title = "First"
revision = 2
statements = ["s1"]
"""


def test_passages_are_read_in_order_of_time() -> None:
    assert read_passage_list(GOOD, "talk.toml", SAID) == [
        Passage("p1", 2, "talk", "First", ("s1",)),
        Passage("p2", 1, "talk", "Later", ("s3", "s4")),
    ]
    assert read_passage_list("", "talk.toml", SAID) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "p2"', 'id = "s1"', "passage 1: 's1' is used twice"),
        ('id = "p1"', 'id = "p2"', "passage 2: 'p2' is used twice"),
        ('id = "p2"', 'id = "p/2"', "passage 1, id: may not hold"),
        ('title = "Later"', 'title = " "', "passage 1, title: is missing"),
        ('title = "Later"', 'tittle = "x"', "passage 1, tittle: is not a key here"),
        ('["s3", "s4"]', '["s2", "s4"]', "passage 1: passage p2 needs statements"),
        ('["s3", "s4"]', '["s3", "s9"]', "passage 1: there is no statement 's9'"),
        ('["s1"]', '["s3"]', "passage 2: statement s3 is in passage p2 (Later) already"),
        ('["s1"]', '["s1", "s1"]', "passage 2: passage p1 needs statements, each of them once"),
        ('["s1"]', "[]", "passage 2, statements: must be ids"),
        ("revision = 2", "revision = true", "passage 2, revision: True is no number"),
    ],
)
def test_what_is_wrong_is_told_by_entry_and_key(old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(TranscriptError) as error:
        read_passage_list(GOOD.replace(old, new, 1), "talk.toml", SAID)
    assert "talk.toml can't be used as a statement list:\n" in str(error.value)
    assert told in str(error.value)


def test_a_list_of_endless_passages_is_refused() -> None:
    with pytest.raises(TranscriptError, match="501 passages; at most 500"):
        read_passage_list("[[passage]]\n" * 501, "talk.toml", SAID)


@pytest.mark.parametrize("text", ["passage = 5\n", "passage = [5]\n"])
def test_what_is_no_entry_is_told(text: str) -> None:
    with pytest.raises(TranscriptError, match=r"must be written as \[\[passage\]\]"):
        read_passage_list(text, "talk.toml", SAID)
