import pytest

from pulsemeter.domain.edit_passages import change_passage, make_passage, remove_passage
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.wording import Wording, WordingError

TALK = Wording(
    (("talk", 0), ("ad", 0)),
    (
        *(Statement(f"s{n}", 1, "talk", n * 10, n * 10 + 9, "Words") for n in range(1, 5)),
        Statement("a1", 1, "ad", 0, 5, "Buy"),
    ),
    used=frozenset(("s1", "s2", "s3", "s4", "a1")),
)


def test_a_passage_is_made_over_a_run():
    made = make_passage(TALK, ["s3", "s2"], "  On\ntaxes ")
    assert made.passages == (Passage("talk-p01", 1, "talk", "On taxes", ("s2", "s3")),)
    assert made.statements == TALK.statements
    assert make_passage(made, ["s1"], "Hello").passages[0].id == "talk-p02"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], "name the statements"),
        (["s1", "s3"], "follow each other"),
        (["s4", "a1"], "follow each other"),
        (["s9"], "no statement 's9'"),
        (["s2", "s3"], r"s2 is in passage talk-p01 \(Taxes\) already"),
    ],
)
def test_what_is_no_free_run_makes_no_passage(names, told):
    held = make_passage(TALK, ["s2"], "Taxes")
    with pytest.raises(WordingError, match=told):
        make_passage(held, names, "Other")


@pytest.mark.parametrize("title", ["", " \n", "t" * 101])
def test_a_passage_needs_a_title_of_a_line(title):
    with pytest.raises(WordingError, match="title of 1 to 100"):
        make_passage(TALK, ["s1"], title)


def test_a_change_makes_a_revision_and_no_change_makes_none():
    held = make_passage(TALK, ["s2"], "Taxes")
    wider = change_passage(held, "talk-p01", names=["s1", "s2", "s3"])
    assert wider.passages == (Passage("talk-p01", 2, "talk", "Taxes", ("s1", "s2", "s3")),)
    assert change_passage(wider, "talk-p01", title="Money").passages[0].revision == 3
    assert change_passage(held, "talk-p01", title="Taxes", names=["s2"]) is held
    with pytest.raises(WordingError, match="follow each other"):
        change_passage(held, "talk-p01", names=["a1"])


def test_a_removed_passage_leaves_its_statements_and_its_id_is_not_used_again():
    held = remove_passage(make_passage(TALK, ["s2"], "Taxes"), "talk-p01")
    assert (held.passages, held.statements) == ((), TALK.statements)
    with pytest.raises(WordingError, match="any more"):
        remove_passage(held, "talk-p01")
    assert make_passage(held, ["s2"], "Taxes").passages[0].id == "talk-p02"
