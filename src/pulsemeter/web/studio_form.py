"""Forms of the studio: fields are named by the paths of a study file.

So what the reader of files complains of is found beside the field that it speaks of. A form is
laid over the tables of the study: what it doesn't hold stays as it is, rows are matched by their
ids, and what was typed is kept in the tables even where it can't be read.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pulsemeter.service.edit_study import Tables

_NAME = re.compile(r"[a-z_]+(?:\[\d{1,3}\])?(?:\.[a-z_]+(?:\[\d{1,3}\])?)*")
_PART = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")


class Kind(StrEnum):
    """What a field holds, and so how it is written in a study file."""

    ID = "an id, made of the label where there is none"
    TEXT = "a text"
    LINES = "a text a line"
    NUMBER = "a number"
    FLAG = "yes or no"
    ROWS = "rows that have fields"
    PAIRS = "rows of two ids"
    CELLS = "rows of two categories, each with its attribute, and more"
    WORDS = "two texts"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: what it holds, what people call it, and what it is without being said."""

    kind: Kind
    label: str
    usual: str = ""


Fields = Mapping[str, Field]
_ROWS = frozenset((Kind.ROWS, Kind.PAIRS, Kind.CELLS))


def given_of(items: Iterable[tuple[str, str]]) -> Tables:
    """What a form sent, nested by its names; rows by their numbers. Other names are passed over."""
    root: dict[Any, Any] = {}
    for name, value in items:
        if not _NAME.fullmatch(name):
            continue
        place: Any = root
        *outer, last = keys_of(name)
        for key in outer:
            place = place.setdefault(key, {})
            if not isinstance(place, dict):
                break
        else:
            if not isinstance(place.get(last), dict):
                place[last] = value.replace("\r\n", "\n")
    return root


def keys_of(path: str) -> list[str | int]:
    """The keys and row numbers of a path, in order."""
    found: list[str | int] = []
    for part in path.split("."):
        match = _PART.fullmatch(part)
        if match is None:
            return [path]
        found += [match[1]] if match[2] is None else [match[1], int(match[2])]
    return found


def overlaid(tables: Tables, given: Tables, fields: Fields) -> Tables:
    """The tables with what a form sent."""
    return _table(tables, given, "", fields)


def _table(old: Tables, given: Tables, prefix: str, fields: Fields) -> Tables:
    table = dict(old)
    for key in _keys(prefix, fields):
        if key not in given:
            continue
        path = f"{prefix}{key}"
        field = fields.get(path)
        value: Any
        if field is None:
            value = _table(as_table(old.get(key)), as_table(given[key]), f"{path}.", fields)
        elif field.kind in _ROWS:
            value = _rows(old.get(key), as_table(given[key]), path, fields)
        else:
            value = _typed(field.kind, given[key])
        if value in (None, "", [], {}):
            table.pop(key, None)
        else:
            table[key] = value
    return table


def _keys(prefix: str, fields: Fields) -> list[str]:
    """The keys right under a path, in their order."""
    under = (path.removeprefix(prefix) for path in fields if path.startswith(prefix))
    return list(dict.fromkeys(path.split(".")[0] for path in under))


def as_table(value: Any) -> dict[Any, Any]:
    """The value where it is a table; what was sent or written may be anything."""
    return value if isinstance(value, dict) else {}


def _typed(kind: Kind, value: Any) -> Any:
    if kind is Kind.WORDS:
        words = [str(as_table(value).get(side, "")).strip() for side in "ab"]
        return words if any(words) else None
    text = value if isinstance(value, str) else ""
    if kind is Kind.FLAG:
        return text != ""
    if kind is Kind.LINES:
        return [line.strip() for line in text.split("\n") if line.strip()]
    if kind is Kind.NUMBER:
        return _number(text.strip())
    return text.strip()


def _number(text: str) -> int | float | str:
    """A number, or the text where it is none: the reader says what it should be."""
    plain = text.replace("−", "-")
    if re.fullmatch(r"-?\d{1,18}", plain):
        return int(plain)
    if re.fullmatch(r"-?\d{0,9}[.,]\d{1,9}", plain):
        return float(plain.replace(",", "."))
    return text


def _rows(old: Any, given: dict[Any, Any], path: str, fields: Fields) -> list[Any]:
    sent = [as_table(given[n]) for n in sorted(k for k in given if isinstance(k, int))]
    sent = [row for row in sent if not _is_blank(row, path, fields)]
    kind = fields[path].kind
    if kind is Kind.PAIRS:
        return [[str(row.get("a", "")), str(row.get("b", ""))] for row in sent]
    if kind is Kind.CELLS:
        return [_cell(row) for row in sent]
    held = {row["id"]: row for row in old or [] if isinstance(row, dict) and "id" in row}
    rows = [_table(held.get(row.get("id"), {}), row, f"{path}.", fields) for row in sent]
    if f"{path}.id" in fields:
        _name_rows(rows, path.rsplit(".", 1)[-1])
    return rows


def _is_blank(row: dict[Any, Any], path: str, fields: Fields) -> bool:
    """Whether nothing was typed into a row; a box that is ticked alone makes no row."""
    for key, value in row.items():
        field = fields.get(f"{path}.{key}")
        if isinstance(value, dict):
            if not all(_is_blank(as_table(v), f"{path}.{key}", fields) for v in value.values()):
                return False
        elif str(value).strip() and (field is None or field.kind is not Kind.FLAG):
            return False
    return True


def _cell(row: dict[Any, Any]) -> Tables:
    """A row of two categories as `[[quota]]` writes it."""
    cell: Tables = {}
    for side in "ab":
        attribute, sign, category = str(row.get(side, "")).partition(":")
        if sign:
            cell[attribute] = category
    most = _number(str(row.get("max", "")).strip())
    return cell if most == "" else {**cell, "max": most}


def _name_rows(rows: list[Tables], kind: str) -> None:
    """Give an id to rows without one, made of their label or title."""
    taken = {row.get("id") for row in rows}
    for number, row in enumerate(rows, start=1):
        if row.get("id"):
            continue
        words = re.findall(r"[a-z0-9]+", str(row.get("label") or row.get("title") or "").lower())
        plain = "_".join(words)[:40].strip("_") or f"{kind}_{number}"
        plain = f"{kind}_{number}" if plain == "all" else plain
        names = [plain, *(f"{plain}_{n}" for n in range(2, len(rows) + 2))]
        row["id"] = next(name for name in names if name not in taken)
        taken.add(row["id"])


def changed_rows(given: Tables, act: str, path: str) -> None:
    """Take a row away, or move it before the one above: `path` is such as `stimulus[1]`."""
    match = re.fullmatch(r"(.*)\[(\d{1,3})\]", path)
    if match is None:
        return
    rows: Any = given
    for key in keys_of(match[1]):
        rows = as_table(rows).get(key)
    if not isinstance(rows, dict) or int(match[2]) not in rows:
        return
    number = int(match[2])
    if act == "drop":
        del rows[number]
    elif act == "raise" and number - 1 in rows:
        rows[number - 1], rows[number] = rows[number], rows[number - 1]


def mark_of(tables: Tables, fields: Fields) -> str:
    """By what is told whether somebody else changed a form's part of the study. Lengths aren't
    looked at: they come with a file that is uploaded meanwhile."""
    seen = _part(tables, "", {path: f for path, f in fields.items() if "duration" not in path})
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:32]


def _part(table: Tables, prefix: str, fields: Fields) -> Tables:
    found: Tables = {}
    for key in _keys(prefix, fields):
        value, field = table.get(key), fields.get(f"{prefix}{key}")
        if field is None:
            value = _part(as_table(value), f"{prefix}{key}.", fields)
        elif field.kind is Kind.ROWS:
            value = [_part(as_table(row), f"{prefix}{key}.", fields) for row in value or []]
        found[key] = value
    return found
