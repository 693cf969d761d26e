"""A first mapping for files that nobody has described: a proposal, never the last word.

Whoever imports sees it beside the first rows and what they would mean, and changes it there. What
isn't guessed stays empty, and the reader of mappings says what is missing.
"""

import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from pulsemeter.domain.study import Attribute, Study
from pulsemeter.intake.choices import KIND_WORDS, PRESS_WORDS
from pulsemeter.intake.columns import ALIASES, plain_header, unit_of
from pulsemeter.intake.mapped_values import plain_text
from pulsemeter.intake.mapping import Layout
from pulsemeter.intake.numerals import numbers
from pulsemeter.intake.table import Table
from pulsemeter.intake.times import clock_ms

SEEN_MAX = 30
_MOMENTS_MIN = 3
_MOMENT = re.compile(r"([^\d.,:]*?[ _.-]?)(\d{1,7}(?:[.,]\d{1,3})?)")
_SCALES = ((-100.0, 100.0), (0.0, 100.0), (0.0, 10.0), (1.0, 7.0), (1.0, 5.0))
_BUTTONS = ({"1": "like", "-1": "dislike", "0": "skipped"}, {"1": "like", "2": "dislike"})


def guessed_tables(table: Table, study: Study, files: Sequence[str]) -> dict[str, Any]:
    """The tables of a mapping that may fit these files, of which `table` is the first one read."""
    tables: dict[str, Any] = {"source": {"system": "another system"}}
    headers = list(table.frame.columns)
    moments = _moments(headers)
    when, who = _called(headers, "time"), _called(headers, "participant")
    if moments and not when:
        tables["file"] = {"layout": Layout.WIDE.value}
        tables["participant"] = {"column": who or _first(headers, moments)}
        tables["time"] = _times_of_headers(moments, study)
        value = table.frame.select(moments).unpivot()["value"]
    elif len(files) > 1 and not who:
        tables["file"] = {"layout": Layout.FILE_PER_PARTICIPANT.value}
        tables["time"] = _time(table, when, study)
        value = _value(table, tables, study, {when})
    elif when and not who and not _called(headers, "choice") and len(headers) > 2:
        tables["file"] = {"layout": Layout.WIDE_BY_TIME.value}
        tables["time"] = _time(table, when, study)
        value = table.frame.select(pl.exclude(when)).cast(pl.String).unpivot()["value"]
    else:
        tables["file"] = {"layout": Layout.LONG.value}
        tables["participant"] = {"column": who}
        tables["time"] = _time(table, when, study)
        value = _value(table, tables, study, {when, who})
    tables.setdefault("value", {}).update(_meaning(value))
    attributes = [found for a in study.attributes if (found := _attribute(table, a))]
    if attributes:
        tables["attribute"] = attributes
    return tables


def _called(headers: Sequence[str], role: str) -> str:
    """The column whose name says that it is this, "" where there is none, or several."""
    for alias in ALIASES[role]:
        same = [header for header in headers if plain_header(header) == alias]
        if same:
            return same[0]
    return ""


def _moments(headers: Sequence[str]) -> list[str]:
    """The columns whose names are times with the same words before them."""
    begun: dict[str, list[str]] = {}
    for header in headers:
        found = _MOMENT.fullmatch(header)
        if found is not None:
            begun.setdefault(found[1], []).append(header)
    most = max(begun.values(), key=len, default=[])
    return most if len(most) >= _MOMENTS_MIN and 2 * len(most) >= len(headers) else []


def _first(headers: Sequence[str], moments: Sequence[str]) -> str:
    return next((header for header in headers if header not in moments), "")


def _times_of_headers(moments: Sequence[str], study: Study) -> dict[str, Any]:
    found = _MOMENT.fullmatch(moments[0])
    prefix = found[1] if found else ""
    last = float(moments[-1].removeprefix(prefix).replace(",", "."))
    unit = "ms" if 1_000 * last > 20 * study.stimuli[0].duration_ms else "s"
    if prefix.strip():
        return {"unit": unit, "prefix": prefix}
    first, second = (float(header.replace(",", ".")) for header in moments[:2])
    ends = {"first": moments[0], "last": moments[-1]}
    return {"unit": unit, **ends, "start": first, "step": second - first}


def _time(table: Table, header: str, study: Study) -> dict[str, Any]:
    if not header:
        return {"unit": "s"}
    column = table.frame[header]
    if column.dtype == pl.String and clock_ms(column).is_not_null().any():
        return {"unit": "clock", "column": header}
    last = numbers(column).values.max()
    is_far = isinstance(last, float) and 1_000 * last > 20 * study.stimuli[0].duration_ms
    return {"unit": unit_of(header) or ("ms" if is_far else "s"), "column": header}


def _value(table: Table, tables: dict[str, Any], study: Study, taken: set[str]) -> pl.Series:
    """The column of what was chosen, by its name or as the only one that is left."""
    headers = [header for header in table.frame.columns if header not in taken]
    header = _called(headers, "choice") or (headers[0] if len(headers) == 1 else "")
    tables["value"] = {"column": header} if header else {}
    target = _called(headers, "target")
    if target and header and len(study.instrument.targets) > 1:
        tables["value"]["target_column"] = target
    return table.frame[header] if header else pl.Series([], dtype=pl.String)


def _meaning(values: pl.Series) -> dict[str, Any]:
    """Codes for a few words or signs, a scale for numbers, nothing for what is neither."""
    seen = plain_text(values).drop_nulls().unique().sort().head(SEEN_MAX).to_list()
    codes: dict[str, str] = {}
    for text in seen:
        word = text.casefold()
        if word in PRESS_WORDS:
            sides = PRESS_WORDS[word]
            codes[text] = "like" if sides[0] > 0 else "dislike"
        elif KIND_WORDS.get(word, "press") != "press":
            codes[text] = KIND_WORDS[word]
    if codes:
        return {"codes": codes}
    for buttons in _BUTTONS:
        if seen and set(seen) <= buttons.keys():
            return {"codes": {text: buttons[text] for text in seen}}
    read = numbers(plain_text(values)).values.drop_nulls()
    if read.is_empty():
        return {}
    low, high = float(read.min()), float(read.max())  # type: ignore[arg-type]
    for ends in sorted(_SCALES, key=lambda ends: ends[1] - ends[0]):
        if ends[0] <= low and high <= ends[1]:
            return {"range": [int(end) for end in ends]}
    return {"range": [low, high]} if low < high else {}


def _attribute(table: Table, attribute: Attribute) -> dict[str, Any]:
    """Where this attribute of the study stands, by its name."""
    names = {plain_header(attribute.id), plain_header(attribute.label)}
    for header in table.frame.columns:
        if plain_header(header) in names:
            return {"id": attribute.id, "column": header}
    return {}
