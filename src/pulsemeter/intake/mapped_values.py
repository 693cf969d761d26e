"""Values by the rule of a mapping: codes, and the place on a scale, become kinds and choices.

Each different value is judged once: a dial writes the same hundred numbers a million times.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.mapping import ImportMapping, Meaning, ValueRule
from pulsemeter.intake.numerals import MISSING_WORDS, numbers

MISSING, UNREAD, BEYOND, BETWEEN = "missing", "unread", "beyond", "between"


def plain_text(column: pl.Series) -> pl.Series:
    """A column as text without blanks around it; whole numbers without a fraction.

    >>> plain_text(pl.Series([1.0, 2.5, None])).to_list()
    ['1', '2.5', None]
    """
    if column.dtype.is_float():
        column = column.fill_nan(None)
        return column.cast(pl.String).str.strip_suffix(".0")
    if column.dtype == pl.Boolean:
        return column.cast(pl.String).str.to_lowercase()
    return column.cast(pl.String).str.strip_chars()


def check_codes(mapping: ImportMapping, instrument: Instrument) -> None:
    """Refuse codes that this instrument can't give. IntakeError."""
    possible = instrument.choices()
    wrong = [
        f"value.codes: {value!r} stands for {meaning.choice}, which {_called(instrument)} can't "
        "give; change the code, or the instrument"
        for value, meaning in mapping.value.codes.items()
        if meaning.kind == "press" and meaning.choice not in possible
    ]
    if mapping.value.held and instrument.kind is not InstrumentKind.SLIDER:
        wrong.append("value.held: only a slider keeps its value; leave it out")
    if wrong:
        raise IntakeError(mapping.name, wrong)


def _called(instrument: Instrument) -> str:
    return instrument.kind.value.replace("_", " ")


def meanings_of(
    values: pl.Series,
    rule: ValueRule,
    instrument: Instrument,
    labels: Mapping[Any, str] | None = None,
) -> pl.DataFrame:
    """What each different one of these texts means: columns `value`, `kind`, `choice`.

    `kind` is that of a record, or why there is none: missing, unread, beyond the scale, or between
    the steps of the instrument. `labels` name values in the file itself and may be codes, too.
    """
    distinct = values.unique().drop_nulls()
    read = numbers(distinct)
    codes = {code.casefold(): meaning for code, meaning in rule.codes.items()}
    absent = {text.casefold() for text in rule.missing}
    named = {plain_text(pl.Series([key]))[0]: label for key, label in (labels or {}).items()}
    rows = []
    for text, number in zip(distinct.to_list(), read.values.to_list(), strict=True):
        said = (text.casefold(), named.get(text, "").strip().casefold())
        rows.append((text, *_meaning(said, number, codes, absent, rule, instrument)))
    schema = {"value": pl.String, "kind": pl.String, "choice": pl.Int16}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _meaning(
    said: tuple[str, str],
    number: float | None,
    codes: dict[str, Meaning],
    absent: set[str],
    rule: ValueRule,
    instrument: Instrument,
) -> tuple[str, int]:
    for text in said:
        if text in absent:
            return MISSING, 0
        if text in codes:
            return codes[text].kind, codes[text].choice
    if said[0] in MISSING_WORDS:
        return MISSING, 0
    if number is None or rule.range is None:
        return UNREAD, 0
    low, high = rule.range
    if not min(low, high) <= number <= max(low, high):
        return BEYOND, 0
    slope = 200 / (high - low)
    place = number * slope + (-100 - low * slope)
    # Halves go away from zero, so that a scale read backwards gives the same curve upside down.
    choice = max(-100, min(100, int(abs(place) + 0.5) * (1 if place >= 0 else -1)))
    if choice in instrument.choices():
        return "press", choice
    # The middle of a scale with two sides says that somebody was there and chose neither.
    return ("skipped", 0) if choice == 0 else (BETWEEN, 0)


def reason_of(kind: str, rule: ValueRule, instrument: Instrument) -> str:
    """Why a value of this kind makes no record, in words."""
    if kind == BEYOND and rule.range is not None:
        return f"lies outside the scale {rule.range[0]:g} to {rule.range[1]:g}"
    if kind == BETWEEN:
        return f"lies between the steps of {_called(instrument)}"
    scale = "" if rule.range is None else " and no number"
    return f"is none of the codes of the mapping{scale}"
