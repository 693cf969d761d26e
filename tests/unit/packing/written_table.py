"""A small table with every kind of column, texts in several scripts and reasons for gaps."""

import polars as pl

from pulsemeter.report.data_table import (
    Column,
    ColumnKind,
    DataPackage,
    DataTable,
    Value,
    whole_table,
)

STATES = (
    Value("pressed", "لمس"),
    Value("skipped", "छोड़ा", is_gap=True),
    Value("away", "😀 weg", is_gap=True),
)
VOTED = (Value("yes", "نعم"), Value("no", "لا"), Value("left_empty", "left empty", is_gap=True))
COLUMNS = (
    Column("words", ColumnKind.TEXT, "what was said, हिन्दी"),
    Column("state", ColumnKind.CHOICE, "what the interval was", STATES),
    Column(
        "choice", ColumnKind.WHOLE, "the choice", labels=((100, "أعجبني"),), gaps_in="state"
    ),
    Column("by", ColumnKind.NUMBER, "a word that SPSS keeps for itself"),
    Column("there", ColumnKind.FLAG, "whether somebody was there"),
    Column("voted", ColumnKind.CHOICE, "an answer", VOTED),
)  # fmt: skip
ROWS = {
    "words": ["=1+1", "“Ja” – आह 😀", None],
    "state": ["pressed", "skipped", "away"],
    "choice": [100, None, None],
    "by": [0.25, None, -1.0],
    "there": [True, False, None],
    "voted": ["no", None, "left_empty"],
}


def small_table(name="answers", rows=ROWS, **changes):
    return whole_table(name, "Answers, آراء", COLUMNS, pl.DataFrame(rows), **changes)


def long_table(batches, of_rows):
    """A table of whole numbers in several batches."""
    columns = (Column("number", ColumnKind.WHOLE, "counts up"),)

    def made():
        for batch in range(batches):
            first = batch * of_rows
            yield pl.DataFrame(
                {"number": range(first, first + of_rows)}, schema={"number": pl.Int64}
            )

    return DataTable("long", "A long one", columns, batches * of_rows, made, ("number",))


def small_package(*tables, **changes):
    held = {"name": "talk-CODE-released", "title": "A talk", "about": "About.", "version": "1"}
    return DataPackage(tables=tables or (small_table(),), **held | changes)
