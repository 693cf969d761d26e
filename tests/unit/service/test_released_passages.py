import polars as pl

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.wording import Wording
from pulsemeter.release.figures import Count, StatementFigure, StatementRelease
from pulsemeter.service.released_passages import passage_rows, passages_of, with_passages

SAID = tuple(
    Statement(f"s{k}", 1, "talk", 5_000 * k, 5_000 * k + 5_000, "Words.") for k in range(4)
)


def wording(*passages):
    return Wording((("talk", 60_000), ("other", 60_000)), SAID, passages)


def release(number, name, verdict):
    counts = Count(20, "near"), Count(4, "near"), Count(40, "near")
    return StatementRelease(
        number, name, 1, "final", 100, [StatementFigure("all", *counts, verdict, "")]
    )


def test_passages_are_called_by_their_titles_where_these_differ():
    held = wording(
        Passage("p1", 1, "talk", "Taxes", ("s0",)),
        Passage("p2", 1, "talk", "Roads", ("s1",)),
        Passage("p3", 1, "talk", "Taxes", ("s2",)),
        Passage("p4", 1, "talk", "", ("s3",)),
    )
    assert list(passages_of(held, "talk")) == ["Taxes (p1)", "Roads", "Taxes (p3)", "(p4)"]
    assert passages_of(held, "other") == {}


def test_statements_name_the_passage_that_holds_them():
    passages = passages_of(wording(Passage("p1", 1, "talk", "Taxes", ("s1", "s2"))), "talk")
    table = with_passages(
        pl.DataFrame({"statement": ["s0", "s1", "s2"], "passage": [""] * 3}), passages
    )
    assert table["passage"].to_list() == ["", "Taxes", "Taxes"]


def test_rows_are_those_last_released():
    held = wording(
        Passage("p1", 1, "talk", "Taxes", ("s0", "s1")),
        Passage("p2", 1, "talk", "Roads", ("s2",)),
        Passage("p3", 1, "talk", "Later", ("s3",)),
    )
    told = [
        release(1, "p1", "divides"),
        release(2, "s2", "resonates"),
        release(3, "p1", "undecided"),
    ]
    rows = passage_rows(passages_of(held, "talk"), told)
    assert [(row["passage"], row["verdict"]) for row in rows] == [
        ("Taxes", "undecided"), ("Roads", "resonates"),
    ]  # fmt: skip
