"""What a data package says of itself: `datapackage.json` for programs, a codebook for people.

The description follows the Data Package and Table Schema of Frictionless, version 1; the tables in
it are the CSV files. This module must not know where files go.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pulsemeter.report.data_table import Column, ColumnKind, DataPackage, DataTable, Reference
from pulsemeter.report.table import defused_text
from pulsemeter.report.variable_names import variable_names

SIMULATED = "SIMULATED: these reactions were made by a program, not by people."
_TYPES: Mapping[ColumnKind, str] = {
    ColumnKind.TEXT: "string",
    ColumnKind.CHOICE: "string",
    ColumnKind.WHOLE: "integer",
    ColumnKind.NUMBER: "number",
    ColumnKind.FLAG: "boolean",
}
Files = Mapping[str, Sequence[tuple[str, int]]]
"""Names and sizes in bytes of the files of each table, the CSV first."""


def datapackage_json(package: DataPackage, files: Files) -> str:
    """The description for programs; other forms of a table are named beside its CSV."""
    told: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": package.name.lower(),
        "title": package.title,
        "description": _description(package),
        "version": package.version,
        "simulated": package.simulated,
        "resources": [_resource(table, files[table.name]) for table in package.tables],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _description(package: DataPackage) -> str:
    return " ".join([*([SIMULATED] if package.simulated else []), package.about])


def _resource(table: DataTable, files: Sequence[tuple[str, int]]) -> dict[str, Any]:
    (path, size_bytes), *others = files
    told: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path,
        "title": table.name,
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size_bytes,
        "schema": _schema(table),
    }
    if others:
        told["alsoAs"] = [name for name, _ in others]
    return told


def _schema(table: DataTable) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [_foreign_key(each) for each in table.references]
    return schema


def _field(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.kind],
        "description": column.meaning,
    }
    if column.kind is ColumnKind.CHOICE and column.values:
        told["constraints"] = {"enum": [defused_text(value.id) for value in column.values]}
        told["labels"] = {value.id: value.label for value in column.values}
    return told


def _foreign_key(reference: Reference) -> dict[str, Any]:
    return {
        "fields": list(reference.columns),
        "reference": {"resource": reference.table, "fields": list(reference.their_columns)},
    }


def codebook(package: DataPackage, files: Files) -> str:
    """The description for people: every table, column and value, and the names that statistics
    programs know them by."""
    lines = [package.title, "=" * len(package.title), "", package.about]
    if package.simulated:
        lines = [SIMULATED, "", *lines]
    lines += ["", *_HOW_TO_READ]
    if package.notes:
        lines += ["", "Notes on these data", *(f"- {note}" for note in package.notes)]
    for table in package.tables:
        lines += ["", "", *_table_lines(table, [name for name, _ in files[table.name]])]
    return "\n".join(lines) + "\n"


_HOW_TO_READ = (
    "How to read the files",
    "- CSV: UTF-8 with a byte order mark, commas, empty = no value. Text that a spreadsheet would",
    "  run as a formula has an apostrophe before it. Choices are ids. datapackage.json describes",
    "  the CSV files to programs (Frictionless).",
    "- Parquet: the same with types, and without apostrophes.",
    "- SPSS and Stata: choices are the numbers below with their labels. Where a number is missing",
    "  for a known reason, SPSS has a user-missing value, Stata one of .a, .b …, with a label.",
    "  Labels longer than these programs take are cut; here they are whole.",
    "- Shares run 0..1, net approval -1..1 (times 100: points). Times are ms of stimulus time.",
)


def _table_lines(table: DataTable, files: Sequence[str]) -> list[str]:
    lines = [f"{table.name}: {table.rows:,} rows", table.about, f"Files: {', '.join(files)}"]
    if table.key:
        lines.append(f"One row per {', '.join(table.key)}.")
    lines += [
        f"{', '.join(each.columns)} → {each.table} ({', '.join(each.their_columns)})"
        for each in table.references
    ]
    names = variable_names(column.name for column in table.columns)
    for column in table.columns:
        variable = names[column.name]
        other = "" if variable == column.name else f", in SPSS and Stata {variable}"
        lines.append(f"  {column.name} ({column.kind.value}{other}): {column.meaning}")
        lines += [f"    {text}" for text in _value_lines(table, column)]
    return lines


def _value_lines(table: DataTable, column: Column) -> list[str]:
    if column.kind is ColumnKind.CHOICE:
        return [
            f"{code} = {value.id}" + (f": {value.label}" if value.label != value.id else "")
            for code, value in enumerate(column.values, start=1)
        ]
    named = [f"{number} = {label}" for number, label in column.labels]
    gaps = [
        f"{code} in SPSS, .{chr(ord('a') + place)} in Stata = none: {label}"
        for place, (code, label) in enumerate(table.gaps_of(column).values())
    ]
    return named + gaps
