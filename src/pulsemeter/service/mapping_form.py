"""A mapping between its three shapes: tables, the text of its file, and the fields of a form.

A form has a field for everything that common files need. A mapping that says more has no fields
and is changed as text; none of it is ever lost by way of the form.
"""

from collections.abc import Mapping
from typing import Any

from pulsemeter.domain.study import Attribute, Study
from pulsemeter.service.toml_text import Table, toml_text
from pulsemeter.transcript.toml_tables import TomlRefused, toml_tables

Tables = dict[str, Any]

TEXTS = {
    "system": ("source", "system"),
    "layout": ("file", "layout"),
    "sheet": ("file", "sheet"),
    "encoding": ("file", "encoding"),
    "delimiter": ("file", "delimiter"),
    "person": ("participant", "column"),
    "unit": ("time", "unit"),
    "time": ("time", "column"),
    "prefix": ("time", "prefix"),
    "first": ("time", "first"),
    "last": ("time", "last"),
    "value": ("value", "column"),
    "target": ("value", "target_column"),
    "silence": ("presence", "silence"),
    "absent": ("presence", "missing"),
    "panel_file": ("panel", "file"),
    "panel_person": ("panel", "participant"),
}
NUMBERS = {
    "skip_rows": ("file", "skip_rows"),
    "fps": ("time", "fps"),
    "offset_ms": ("time", "offset_ms"),
    "start": ("time", "start"),
    "step": ("time", "step"),
    "unused_percent": ("limits", "unused_percent"),
}
LISTS = {"leave_out": ("participant", "leave_out"), "missing": ("value", "missing")}
CODES = ("like", "dislike", "strong_like", "strong_dislike", "undo", "skipped", "away")
_RANGE = ("low", "high")
_ORDER = ("source", "file", "participant", "time", "value", "presence", "panel", "limits")


def mapping_text(tables: Tables) -> str:
    """The text of the file of a mapping that brings no study along."""
    written = []
    for section in _ORDER:
        if tables.get(section):
            table = Table(f"[{section}]")
            for key, value in tables[section].items():
                table.put(key, value)
            written.append(table)
    for attribute in tables.get("attribute", ()):
        table = Table("[[attribute]]")
        for key, value in attribute.items():
            if key != "category":
                table.put(key, value)
        written.append(table)
        for category in attribute.get("category", ()):
            row = Table("[[attribute.category]]")
            for key, value in category.items():
                row.put(key, value)
            written.append(row)
    return toml_text(written)


def tables_of(fields: Mapping[str, str], study: Study) -> Tables:
    """What the fields of a form say; empty ones say nothing. A number that is none stays as it was
    typed: the reader of mappings complains of it."""
    told = {name: text.strip() for name, text in fields.items() if text.strip()}
    tables: Tables = {}

    def put(section: str, key: str, value: object) -> None:
        tables.setdefault(section, {})[key] = value

    for name, place in TEXTS.items():
        if name in told:
            put(*place, told[name])
    for name, place in NUMBERS.items():
        if name in told:
            put(*place, _number(told[name]))
    for name, place in LISTS.items():
        if name in told:
            put(*place, _listed(told[name]))
    codes = {value: code for code in CODES for value in _listed(told.get(f"code.{code}", ""))}
    if codes:
        put("value", "codes", codes)
    if any(name in told for name in _RANGE):
        put("value", "range", [_number(told.get(name, "")) for name in _RANGE])
    if "held" in told:
        put("value", "held", True)
    attributes = [_attribute(told, held) for held in study.attributes]
    if any(attributes):
        tables["attribute"] = [one for one in attributes if one]
    return tables


def _attribute(told: Mapping[str, str], attribute: Attribute) -> Tables:
    at = f"attribute.{attribute.id}"
    if f"{at}.column" not in told:
        return {}
    found: Tables = {"id": attribute.id, "column": told[f"{at}.column"]}
    if f"{at}.missing" in told:
        found["missing"] = told[f"{at}.missing"]
    rows = [
        {"id": category.id, "values": _listed(told[f"{at}.values.{category.id}"])}
        for category in attribute.categories
        if f"{at}.values.{category.id}" in told
    ]
    return {**found, "category": rows} if rows else found


def fields_of(text: str, study: Study) -> dict[str, str] | None:
    """The fields of a form that say all that this mapping says; None where no form can."""
    try:
        tables = toml_tables(text)
    except TomlRefused:
        return None
    fields = {}
    for name, (section, key) in {**TEXTS, **NUMBERS}.items():
        fields[name] = _shown(_in(tables, section).get(key))
    for name, (section, key) in LISTS.items():
        fields[name] = _joined(_in(tables, section).get(key))
    value = _in(tables, "value")
    codes = value.get("codes")
    if isinstance(codes, dict):
        for code in CODES:
            meant = [said for said, meaning in codes.items() if meaning == code]
            fields[f"code.{code}"] = ", ".join(meant)
    ends = value.get("range")
    if isinstance(ends, list) and len(ends) == len(_RANGE):
        fields |= {name: _shown(end) for name, end in zip(_RANGE, ends, strict=True)}
    fields["held"] = "yes" if value.get("held") is True else ""
    attributes = tables.get("attribute")
    for attribute in attributes if isinstance(attributes, list) else []:
        fields |= _attribute_fields(attribute)
    return fields if tables_of(fields, study) == tables else None


def _attribute_fields(attribute: object) -> dict[str, str]:
    if not isinstance(attribute, dict):
        return {}
    at = f"attribute.{attribute.get('id')}"
    fields = {f"{at}.{key}": _shown(attribute.get(key)) for key in ("column", "missing")}
    rows = attribute.get("category")
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict):
            fields[f"{at}.values.{row.get('id')}"] = _joined(row.get("values"))
    return fields


def _in(tables: Tables, section: str) -> Tables:
    held = tables.get(section)
    return held if isinstance(held, dict) else {}


def _shown(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else "" if value is None else str(value)


def _joined(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else ""


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _number(text: str) -> int | float | str:
    """A number as it is typed, a text where it is none."""
    plain = text.replace(",", ".").replace("\u2212", "-")
    try:
        return int(plain) if plain.lstrip("-").isdecimal() and len(plain) < 16 else float(plain)
    except ValueError:
        return text
