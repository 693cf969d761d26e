"""Package A: every released figure of a session as tables, for everybody who may see them.

Says again what has left and computes nothing. This module must not know exact counts, files or
who asks.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.majority import Majority
from pulsemeter.analysis.verdicts import Verdict
from pulsemeter.domain.study import Stimulus
from pulsemeter.report.codebook import TABLES, meaning
from pulsemeter.report.data_table import (
    TYPES,
    Column,
    ColumnKind,
    DataTable,
    Reference,
    Value,
    whole_table,
)

ABOUT = (
    "Released figures: counts of persons are rounded and their ends coded as the study's "
    "protection profile has it, and every figure derives from the rounded counts. Nothing is in "
    "here that wasn't released before."
)
_CODINGS = (
    Value("near", "rounded to the profile's step"),
    Value("under", "fewer than it says"),
    Value("over", "more than it says"),
)
_PARTS = (Value("before", "before the stimulus"), Value("after", "after the stimulus"))
_BANDS = (Value("pointwise", "each interval alone"), Value("none", "none"))
_COUNTED = ("likers", "dislikers", "present")
_NET = ("net", "low", "high")
_JUDGED = (
    *(name for count in _COUNTED for name in (count, f"{count}_coding")),
    *_NET, "verdict", "people_to_settle", "sentence",
)  # fmt: skip
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "segments": ("segment", "label", "attribute", "persons"),
    "statement_list": (
        "stimulus", "statement", "start_ms", "end_ms", "speaker", "topic", "passage", "words",
    ),
    "curve": (
        "stimulus", "target", "segment", "interval", "start_ms",
        "likes", "likes_coding", "dislikes", "dislikes_coding", "present", "present_coding",
        *_NET, "majority", "strength", "band", "faded",
    ),
    "statements": ("stimulus", "target", "statement", "segment", *_JUDGED),
    "passages": ("stimulus", "target", "passage", "segment", *_JUDGED),
    "answers": (
        "question", "part", "segment", "answer", "answer_label", "persons", "persons_coding",
        "answered", "answered_coding", "share", "low", "high",
    ),
    "change": (
        "question", "answer", "segment", "persons", "persons_coding", "up", "up_coding", "down",
        "down_coding", "unchanged", "unchanged_coding", *_NET, "changed_share", "changed_low",
        "changed_high",
    ),
    "turnover": ("question", "before", "after", "persons", "persons_coding"),
}  # fmt: skip
_KEYS: Mapping[str, tuple[str, ...]] = {
    "segments": ("segment",),
    "statement_list": ("stimulus", "statement"),
    "curve": ("stimulus", "target", "segment", "interval"),
    "statements": ("stimulus", "target", "statement", "segment"),
    "passages": ("stimulus", "target", "passage", "segment"),
    "answers": ("question", "part", "segment", "answer"),
}
_TO_STATEMENT = Reference(("stimulus", "statement"), "statement_list", ("stimulus", "statement"))
_OF_STIMULUS = ("statement_list", "curve", "statements", "passages")


def released_tables(
    found: Sequence[tuple[Stimulus, Analysis]], questions: Mapping[str, str]
) -> tuple[DataTable, ...]:
    """The tables of package A.

    Parameters
    ----------
    found : sequence of (Stimulus, Analysis)
        What each stimulus of the session has released, all with the same segments.
    questions : mapping of str to str
        Texts of the questions by their ids.

    Returns
    -------
    tuple of DataTable
        `stimuli`, `segments`, `statement_list`, `curve`, `statements`, and where there are any
        rows `passages`, `answers`, `change`, `turnover`.
    """
    values = _values(found, questions)
    tables = [_stimuli(found)]
    for name, columns in _COLUMNS.items():
        if name in _OF_STIMULUS:
            frame = pl.concat(
                [
                    getattr(analysis, name).with_columns(pl.lit(stimulus.id).alias("stimulus"))
                    for stimulus, analysis in found
                ]
            )
        else:
            frame = getattr(found[0][1], name)
        optional = name in ("passages", "answers", "change", "turnover")
        if optional and frame.is_empty():
            continue
        described = tuple(_column(name, column, frame.schema, values) for column in columns)
        tables.append(
            whole_table(
                name,
                TABLES[name],
                described,
                frame,
                key=_KEYS.get(name, ()),
                references=_references(name, columns),
            )
        )
    return tuple(tables)


def _references(table: str, columns: Sequence[str]) -> tuple[Reference, ...]:
    found = []
    if "stimulus" in columns:
        found.append(Reference(("stimulus",), "stimuli", ("stimulus",)))
    if "segment" in columns and table != "segments":
        found.append(Reference(("segment",), "segments", ("segment",)))
    if table == "statements":
        found.append(_TO_STATEMENT)
    return tuple(found)


def _stimuli(found: Sequence[tuple[Stimulus, Analysis]]) -> DataTable:
    frame = pl.DataFrame(
        {
            "stimulus": [stimulus.id for stimulus, _ in found],
            "title": [stimulus.title for stimulus, _ in found],
            "duration_ms": [analysis.duration_ms for _, analysis in found],
            "interval_ms": [analysis.interval_ms for _, analysis in found],
        }
    )
    columns = (
        Column("stimulus", ColumnKind.TEXT, "id of the stimulus"),
        Column("title", ColumnKind.TEXT, "title of the stimulus"),
        Column("duration_ms", ColumnKind.WHOLE, "length, ms"),
        Column("interval_ms", ColumnKind.WHOLE, "length of an interval, ms of stimulus time"),
    )
    return whole_table("stimuli", "What was watched.", columns, frame, key=("stimulus",))


def _values(
    found: Sequence[tuple[Stimulus, Analysis]], questions: Mapping[str, str]
) -> dict[str, tuple[Value, ...]]:
    """The values of choices, by the name of the column."""
    segments = found[0][1].segments
    return {
        "stimulus": tuple(Value(s.id, s.title) for s, _ in found),
        "segment": tuple(Value(*row) for row in segments.select("segment", "label").iter_rows()),
        "majority": tuple(_named(each.value) for each in Majority),
        "verdict": tuple(_named(each.value) for each in Verdict),
        "band": _BANDS,
        "part": _PARTS,
        "question": tuple(Value(name, text) for name, text in questions.items()),
    }


def _named(name: str) -> Value:
    return Value(name, name.replace("_", " "))


def _column(
    table: str, name: str, schema: pl.Schema, values: Mapping[str, tuple[Value, ...]]
) -> Column:
    if name == "stimulus":
        return Column(name, ColumnKind.CHOICE, "id of the stimulus", values[name])
    told = meaning(table, name)
    if name.endswith("_coding"):
        return Column(name, ColumnKind.CHOICE, told, _CODINGS)
    if name in values and not (table == "segments" and name == "segment"):
        return Column(name, ColumnKind.CHOICE, told, values[name])
    kinds = {kind: held for held, kind in TYPES.items() if held is not ColumnKind.CHOICE}
    return Column(name, kinds[type(schema[name])], told)
