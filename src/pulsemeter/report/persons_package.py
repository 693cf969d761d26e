"""Package B: persons' own reactions as tables, under numbers that are good for one package only.

Comments stand in a table of their own, in the order of the alphabet, tied to nobody. Whether the
package may be made is decided elsewhere; this module must not know a store or a file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pulsemeter.analysis.matrix import SessionMatrix
from pulsemeter.analysis.persons import PersonClass
from pulsemeter.domain.presence import AWAY, CHOICE_MAX, SKIPPED
from pulsemeter.domain.study import Stimulus
from pulsemeter.report.data_table import (
    Column,
    ColumnKind,
    DataTable,
    Reference,
    Value,
    whole_table,
)

ABOUT = (
    "Persons' own reactions, exact: for whoever was allowed to take them out of the store, and for "
    "nobody else. Person numbers are random and good for this package alone. Released figures of "
    "the same session are rounded; numbers made of this package are not."
)
BATCH_ROWS = 250_000
STATES = (
    Value("pressed", "pressed"),
    Value("skipped", "there, no press", is_gap=True),
    Value("away", "away: hidden, paused or stalled", is_gap=True),
    Value("unknown", "nothing received", is_gap=True),
)
_STATE_NAMES = pl.Series([state.id for state in STATES])
CLASSES = (
    Value("like", "more likes than dislikes"),
    Value("neither", "there, neither more likes nor more dislikes"),
    Value("dislike", "more dislikes than likes"),
    Value("absent", "present in less than half of its intervals", is_gap=True),
)
_CLASS_NAMES = {
    PersonClass.LIKE: "like",
    PersonClass.NEITHER: "neither",
    PersonClass.DISLIKE: "dislike",
    PersonClass.ABSENT: "absent",
}
PERSON = Column("person", ColumnKind.WHOLE, "random number of the person, in this package alone")
_TO_PERSON = Reference(("person",), "persons", ("person",))
_TO_STIMULUS = Reference(("stimulus",), "stimuli", ("stimulus",))
_TO_STATEMENT = Reference(("stimulus", "statement"), "statements", ("stimulus", "statement"))
_KINDS = (Value("press", "a press or move"), Value("undo", "the press before it taken back"))


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """One stimulus as the persons of a package watched it.

    Rows of `matrix` are persons 1, 2, 3 …; `codes` are its cells before a slider's value is
    carried on. `shown` says to whom it was shown. `reactions` are presses and undos with columns
    row, stimulus_ms, target, choice and undo, in the order in which the later stands. `classes`
    and `scores` are (persons, statements) by target.
    """

    stimulus: Stimulus
    matrix: SessionMatrix
    codes: Mapping[str, NDArray[np.int8]]
    shown: NDArray[np.bool_]
    reactions: pl.DataFrame
    statements: pl.DataFrame
    classes: Mapping[str, NDArray[np.int8]]
    scores: Mapping[str, NDArray[np.float64]]


def stimulus_values(watched: Sequence[Watched]) -> tuple[Value, ...]:
    """The stimuli as values of a choice."""
    return tuple(Value(each.stimulus.id, each.stimulus.title) for each in watched)


def target_values(watched: Sequence[Watched], names: Mapping[str, str]) -> tuple[Value, ...]:
    """The targets as values of a choice."""
    ids = dict.fromkeys(target for each in watched for target in each.matrix.targets)
    return tuple(Value(name, names.get(name, name) or name) for name in ids)


def stimuli_table(watched: Sequence[Watched], settings: Mapping[str, Any]) -> DataTable:
    """What was watched, with what a re-computation has to know."""
    rows = [
        {
            "stimulus": each.stimulus.id,
            "title": each.stimulus.title,
            "duration_ms": each.matrix.duration_ms,
            "interval_ms": each.matrix.interval_ms,
            **settings,
        }
        for each in watched
    ]
    columns = (
        Column("stimulus", ColumnKind.TEXT, "id of the stimulus"),
        Column("title", ColumnKind.TEXT, "title of the stimulus"),
        Column("duration_ms", ColumnKind.WHOLE, "length, ms"),
        Column("interval_ms", ColumnKind.WHOLE, "length of an interval, ms of stimulus time"),
        Column("lag_ms", ColumnKind.WHOLE, "human delay by which a statement's time is shifted"),
        Column("instrument", ColumnKind.TEXT, "how reactions were given"),
        Column("start", ColumnKind.WHOLE, "where a slider stands before its first move"),
    )
    frame = pl.DataFrame(rows)
    return whole_table("stimuli", "What was watched.", columns, frame, key=("stimulus",))


def statements_table(watched: Sequence[Watched]) -> DataTable:
    """The statements with their words and times."""
    columns = (
        Column("stimulus", ColumnKind.CHOICE, "id of the stimulus", stimulus_values(watched)),
        Column("statement", ColumnKind.TEXT, "id of the statement"),
        Column("start_ms", ColumnKind.WHOLE, "begin, ms of stimulus time"),
        Column("end_ms", ColumnKind.WHOLE, "end, ms of stimulus time, not included"),
        Column("speaker", ColumnKind.TEXT, "who speaks"),
        Column("topic", ColumnKind.TEXT, "topic of the statement"),
        Column("passage", ColumnKind.TEXT, "passage that holds the statement"),
        Column("words", ColumnKind.TEXT, "what was said"),
    )
    frame = pl.concat(
        [each.statements.with_columns(stimulus=pl.lit(each.stimulus.id)) for each in watched]
    )
    about = "The statements with their words and times."
    return whole_table(
        "statements",
        about,
        columns,
        frame,
        key=_TO_STATEMENT.their_columns,
        references=(_TO_STIMULUS,),
    )


def reactions_table(watched: Sequence[Watched], names: Mapping[str, str]) -> DataTable:
    """Every press and every undo, in the order in which the later one stands."""
    columns = (
        PERSON,
        Column("stimulus", ColumnKind.CHOICE, "id of the stimulus", stimulus_values(watched)),
        Column("target", ColumnKind.CHOICE, "whom it is about", target_values(watched, names)),
        Column("number", ColumnKind.WHOLE, "place among the person's reactions to this stimulus"),
        Column("stimulus_ms", ColumnKind.WHOLE, "when, ms of stimulus time"),
        Column("kind", ColumnKind.CHOICE, "a press, or taking one back", _KINDS),
        Column("choice", ColumnKind.WHOLE, "from -100 (dislike) to 100 (like); none of an undo"),
    )

    def batches() -> Iterator[pl.DataFrame]:
        for each in watched:
            for part in each.reactions.iter_slices(BATCH_ROWS):
                yield part.select(
                    person=pl.col("row") + 1,
                    stimulus=pl.lit(each.stimulus.id),
                    target=pl.col("target"),
                    number=pl.col("number"),
                    stimulus_ms=pl.col("stimulus_ms"),
                    kind=pl.when("undo").then(pl.lit("undo")).otherwise(pl.lit("press")),
                    choice=pl.when("undo").then(None).otherwise(pl.col("choice")),
                )

    return DataTable(
        "reactions",
        "Every press and every undo; in one interval the last one of a person and target stands.",
        columns,
        sum(len(each.reactions) for each in watched),
        batches,
        ("person", "stimulus", "number"),
        (_TO_PERSON, _TO_STIMULUS),
    )


def presence_table(watched: Sequence[Watched], names: Mapping[str, str]) -> DataTable:
    """What each interval of each person was, and the choice that stands in it."""
    targets = [value.id for value in target_values(watched, names)]
    choices = tuple(
        Column(
            choice_column(target, targets),
            ColumnKind.WHOLE,
            f"the choice that stands, from -100 to 100: {names.get(target) or target}",
            gaps_in="state",
        )
        for target in targets
    )
    columns = (
        PERSON,
        Column("stimulus", ColumnKind.CHOICE, "id of the stimulus", stimulus_values(watched)),
        Column("interval", ColumnKind.WHOLE, "number of the interval, from 0"),
        Column("state", ColumnKind.CHOICE, "what the interval was", STATES),
        *choices,
    )

    def batches() -> Iterator[pl.DataFrame]:
        for each in watched:
            yield from _presence_of(each, targets)

    return DataTable(
        "presence",
        "One row for each interval of each person who was shown the stimulus.",
        columns,
        sum(int(each.shown.sum()) * each.matrix.intervals for each in watched),
        batches,
        ("person", "stimulus", "interval"),
        (_TO_PERSON, _TO_STIMULUS),
    )


def choice_column(target: str, targets: Sequence[str]) -> str:
    """The name of the column that holds the choice about a target."""
    return "choice" if len(targets) == 1 else f"choice_{target}"


def _presence_of(each: Watched, targets: Sequence[str]) -> Iterator[pl.DataFrame]:
    rows, intervals = np.flatnonzero(each.shown), each.matrix.intervals
    at_once = max(BATCH_ROWS // max(intervals, 1), 1)
    for first in range(0, len(rows), at_once):
        own = rows[first : first + at_once]
        cells = {target: each.codes[target][own].ravel() for target in each.codes}
        pressed = {
            target: np.abs(codes.astype(np.int16)) <= CHOICE_MAX for target, codes in cells.items()
        }
        told = next(iter(cells.values()))
        state = np.select([told == SKIPPED, told == AWAY], [1, 2], 3).astype(np.uint32)
        state[np.logical_or.reduce(list(pressed.values()))] = 0
        columns = {
            "person": pl.Series(np.repeat(own + 1, intervals), dtype=pl.Int64),
            "stimulus": pl.repeat(each.stimulus.id, len(state), dtype=pl.String, eager=True),
            "interval": pl.Series(np.tile(np.arange(intervals), len(own)), dtype=pl.Int64),
            "state": _STATE_NAMES.gather(pl.Series(state)),
        }
        for target in targets:
            held = pl.Series(cells[target].astype(np.int64))
            columns[choice_column(target, targets)] = held.set(~pl.Series(pressed[target]), None)
        yield pl.DataFrame(columns)


def person_statement_table(watched: Sequence[Watched], names: Mapping[str, str]) -> DataTable:
    """What each person is for each statement: the class from which verdicts are counted."""
    columns = (
        PERSON,
        Column("stimulus", ColumnKind.CHOICE, "id of the stimulus", stimulus_values(watched)),
        Column("target", ColumnKind.CHOICE, "whom it is about", target_values(watched, names)),
        Column("statement", ColumnKind.TEXT, "id of the statement"),
        Column("class", ColumnKind.CHOICE, "what the person is for the statement", CLASSES),
        Column(
            "score",
            ColumnKind.NUMBER,
            "1 like, 0 neither, -1 dislike; of a slider its mean value / 100",
            gaps_in="class",
        ),
    )

    def batches() -> Iterator[pl.DataFrame]:
        for each in watched:
            persons = np.flatnonzero(each.shown)
            for target, classes in each.classes.items():
                for place, statement in enumerate(each.statements["statement"]):
                    own = [_CLASS_NAMES[PersonClass(c)] for c in classes[persons, place].tolist()]
                    scores = pl.Series(each.scores[target][persons, place])
                    yield pl.DataFrame(
                        {
                            "person": pl.Series(persons + 1, dtype=pl.Int64),
                            "stimulus": each.stimulus.id,
                            "target": target,
                            "statement": statement,
                            "class": own,
                            "score": scores.fill_nan(None),
                        },
                        schema_overrides={"class": pl.String, "score": pl.Float64},
                    )

    return DataTable(
        "person_statement",
        "One row for each person and statement of a stimulus that the person was shown.",
        columns,
        sum(int(each.shown.sum()) * len(each.statements) * len(each.classes) for each in watched),
        batches,
        ("person", "stimulus", "target", "statement"),
        (_TO_PERSON, _TO_STATEMENT),
    )


def comments_table(comments: Sequence[tuple[str, str]]) -> DataTable:
    """Words of participants as (about, words), in the order of the alphabet: it tells nothing of
    who wrote them, or when."""
    held = sorted(comments, key=lambda each: (each[0], each[1].casefold(), each[1]))
    columns = (
        Column("comment", ColumnKind.WHOLE, "place in the order of the alphabet"),
        Column("about", ColumnKind.TEXT, "what was asked"),
        Column("words", ColumnKind.TEXT, "what was written"),
    )
    frame = pl.DataFrame(
        {
            "comment": range(1, len(held) + 1),
            "about": [about for about, _ in held],
            "words": [words for _, words in held],
        },
        schema={"comment": pl.Int64, "about": pl.String, "words": pl.String},
    )
    about = "Words of participants, tied to nobody: they can't be joined with any other table."
    return whole_table("comments", about, columns, frame, key=("comment",))
