"""Values and words become choices −100..100, or say that somebody was there, or away."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pulsemeter.intake.complaint import Complaints
from pulsemeter.intake.numerals import Numbers, numbers
from pulsemeter.intake.scale import Scale, allowed_text, scale_of

_LIKE = ("like", "+", "positive", "pos", "agree", "up", "thumbs up", "👍")
_DISLIKE = ("dislike", "-", "−", "–", "negative", "neg", "disagree", "down", "thumbs down", "👎")
_STRONG_LIKE, _STRONG_DISLIKE = ("++",), ("--", "−−", "––")
PRESS_WORDS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(_LIKE, (100, 50)),
    **dict.fromkeys(_DISLIKE, (-100, -50)),
    **dict.fromkeys(_STRONG_LIKE, (100, 100)),
    **dict.fromkeys(_STRONG_DISLIKE, (-100, -100)),
}
"""What a word means on two buttons, and on four steps."""
KIND_WORDS: dict[str, str] = {
    **dict.fromkeys(("press", "pressed", "reaction"), "press"),
    **dict.fromkeys(("undo", "undone"), "undo"),
    **dict.fromkeys(("skipped", "skip", "present"), "skipped"),
    **dict.fromkeys(("away", "absent"), "away"),
}
_CHOICE_WORDS = (
    "like, dislike, +, -, ++, --, positive, negative, agree, disagree, up, down, undo, skipped, "
    "present, away or a number"
)


@dataclass(frozen=True, slots=True)
class Choices:
    """Parallel to the rows read: the choice, what kind of record it is, and the instrument."""

    choice: pl.Series
    kind: pl.Series
    instrument: str


@dataclass(frozen=True, slots=True)
class ChoiceColumns:
    """Where choices stand: the values, the records' kinds (optional), and how rows are named.

    `header` is the name of the values' column for messages, or one name for each row.
    """

    values: pl.Series
    rows: pl.Series
    header: str | pl.Series
    kinds: pl.Series | None = None


def read_choices(
    columns: ChoiceColumns,
    complaints: Complaints,
    notes: list[str],
    *,
    instrument: str | None = None,
    value_range: tuple[float, float] | None = None,
) -> Choices | None:
    """The choices of a column, or None once something about it is wrong.

    A row whose kind is not a press has choice 0, whatever stands there. Zero on buttons and steps
    means that somebody was there and pressed nothing.
    """
    values, rows, header = columns.values, columns.rows, columns.header
    before = len(complaints.found)
    kind, is_press = _kinds(columns, complaints)
    read = numbers(values)
    is_number = read.values.is_not_null()
    press_words, steps_seen, word_kind = _words(values, is_number)
    kind = pl.select(
        pl.when(is_press).then(pl.coalesce(word_kind, kind)).otherwise(kind)
    ).to_series()
    pressing = kind == "press"
    unread = pressing & ~is_number & press_words.is_null()
    complaints.rows(
        header, unread & read.missing, rows, values, "holds no choice; leave the row out"
    )
    complaints.rows(
        header, unread & ~read.missing, rows, values, f"is no choice; give {_CHOICE_WORDS}"
    )
    numeric = pressing & is_number
    counted = read.values.filter(numeric).value_counts(sort=False).sort(by=read.values.name)
    scale = scale_of(
        counted.to_series(0).to_numpy().astype(np.float64),
        counted.to_series(1).to_numpy().astype(np.int64),
        instrument=instrument,
        value_range=value_range,
        steps_seen=steps_seen,
    )
    where = header if isinstance(header, str) else "the participants' columns"
    if isinstance(scale, str):
        complaints.add(f"{where}: {scale}")
        return None
    _remark(read, where, complaints, notes)
    notes += scale.notes
    if scale.instrument == "slider":
        words = pressing & press_words.is_not_null()
        complaints.rows(
            header, words, rows, values, "is a word, and the values are those of a dial"
        )
    choice = _scaled(read.values, scale, numeric, columns, complaints)
    if len(complaints.found) > before:
        return None
    side = pl.col("word").struct.field("steps" if scale.instrument == "four_steps" else "buttons")
    table = pl.DataFrame(
        [choice.alias("choice"), kind.alias("kind"), press_words.alias("word"), numeric.alias("n")]
    ).select(
        pl.when(pl.col("n") & (pl.col("choice") == 0) & scale.zero_skips)
        .then(pl.lit("skipped"))
        .otherwise("kind")
        .alias("kind"),
        pl.when(pl.col("kind") != "press")
        .then(0)
        .otherwise(pl.coalesce(pl.when(pl.col("n")).then("choice"), side))
        .cast(pl.Int16)
        .alias("choice"),
    )
    return Choices(table["choice"], table["kind"], scale.instrument)


def labelled_words(values: pl.Series, labels: Mapping[Any, str]) -> pl.Series:
    """A column's numbers replaced by their labels, where every label is a word known here.

    So that 1 = "Like", 2 = "Dislike" isn't read as numbers.
    """
    known = {label.strip().lower() for label in labels.values()}
    if not known or not known <= {*PRESS_WORDS, *KIND_WORDS}:
        return values
    return values.replace_strict(
        list(labels), list(labels.values()), default=None, return_dtype=pl.String
    )


def _kinds(columns: ChoiceColumns, complaints: Complaints) -> tuple[pl.Series, pl.Series]:
    """The kind of each row by its own column ("press" without one), and where that says press."""
    if columns.kinds is None:
        return (
            pl.repeat("press", len(columns.values), eager=True),
            pl.repeat(True, len(columns.values), eager=True),
        )
    text = columns.kinds.cast(pl.String)
    distinct = [word for word in text.unique().to_list() if word is not None]
    meaning = {word: KIND_WORDS.get(word.strip().lower(), "") for word in distinct}
    kind = text.replace_strict(
        list(meaning), list(meaning.values()), default=None, return_dtype=pl.String
    ).fill_null("press")
    complaints.rows(
        columns.kinds.name,
        kind == "",
        columns.rows,
        text,
        "is no kind of record; give press, undo, skipped or away",
    )
    return kind, kind == "press"


def _words(values: pl.Series, is_number: pl.Series) -> tuple[pl.Series, bool, pl.Series]:
    """By row what a press word means (on buttons, on steps), whether `++` occurs, and the kind."""
    dtype = pl.Struct({"buttons": pl.Int16, "steps": pl.Int16})
    nothing = pl.repeat(None, len(values), dtype=dtype, eager=True)
    no_kind = pl.repeat(None, len(values), dtype=pl.String, eager=True)
    if values.dtype != pl.String or is_number.all():
        return nothing, False, no_kind
    distinct = values.filter(~is_number).unique().drop_nulls().to_list()
    plain = {word: word.strip().lower() for word in distinct}
    presses = {
        word: dict(zip(("buttons", "steps"), PRESS_WORDS[bare], strict=True))
        for word, bare in plain.items()
        if bare in PRESS_WORDS
    }
    kinds = {word: KIND_WORDS[bare] for word, bare in plain.items() if bare in KIND_WORDS}
    steps_seen = any(plain[word] in (*_STRONG_LIKE, *_STRONG_DISLIKE) for word in presses)
    if presses:
        meanings = pl.Series(list(presses.values()), dtype=dtype)
        index = values.replace_strict(
            list(presses), list(range(len(presses))), default=None, return_dtype=pl.UInt32
        )
        nothing = meanings.gather(index)
    if kinds:
        no_kind = values.replace_strict(
            list(kinds), list(kinds.values()), default=None, return_dtype=pl.String
        )
    return nothing, steps_seen, no_kind


def _remark(read: Numbers, where: str, complaints: Complaints, notes: list[str]) -> None:
    if read.mixed:
        complaints.add(
            f"{where}: decimal points and decimal commas stand beside each other. Use one of them, "
            "and no sign for thousands."
        )
    elif read.commas:
        notes.append(f"{where}: decimal commas read")


def _scaled(
    values: pl.Series,
    scale: Scale,
    numeric: pl.Series,
    columns: ChoiceColumns,
    complaints: Complaints,
) -> pl.Series:
    """Whole choices; what the scale or the instrument doesn't allow goes on the list."""
    if scale.levels is not None:
        wrong = ~values.is_in(scale.levels)
    else:
        wrong = (values < scale.low) | (values > scale.high)
    wrong = (wrong & numeric).fill_null(False)
    complaints.rows(columns.header, wrong, columns.rows, columns.values, allowed_text(scale))
    mapped = values * scale.slope + scale.offset
    # Halves go away from zero, so that a scale read backwards gives the same curve upside down.
    choice = mapped.round(mode="half_away_from_zero").clip(-100, 100).cast(pl.Int16)
    if scale.levels is None and scale.instrument != "slider":
        steps = (-100, -50, 0, 50, 100) if scale.instrument == "four_steps" else (-100, 0, 100)
        between = (numeric & ~wrong & ~choice.is_in(steps)).fill_null(False)
        complaints.rows(
            columns.header,
            between,
            columns.rows,
            columns.values,
            f"lies between the steps of {scale.instrument.replace('_', ' ')}",
        )
    return choice
