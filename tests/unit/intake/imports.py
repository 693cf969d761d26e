"""One small panel with known reactions, written as any other system might export it.

Simulated: nobody was asked. What comes back is told without names, so sessions are compared as
bags of persons.
"""

import csv
from collections import Counter
from pathlib import Path

import openpyxl
import polars as pl
import pyreadstat

from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.intake.read_import import ReadImport, read_import
from pulsemeter.intake.read_mapping import read_mapping

SECONDS = 6
TRUTH: dict[str, tuple[str, list[int | None]]] = {
    # What a person chose in each second: 1 like, -1 dislike, 0 there without a reaction.
    "anna": ("North", [1, 0, None, -1, 1, 0]),
    "ben": ("South", [0, 0, 1, 1, None, -1]),
    "çelik": ("North", [-1, -1, 0, 0, 1, 1]),
    "dora": ("South", [None, 1, 1, 0, 0, -1]),
    "émile": ("South", [0, 0, 0, 1, -1, 1]),
}
KIND_OF = {1: ("press", 100), -1: ("press", -100), 0: ("skipped", 0)}
NAMES = {
    (RecordKind.PRESS, 100): "press",
    (RecordKind.PRESS, -100): "press",
    (RecordKind.PRESENCE, SKIPPED): "skipped",
    (RecordKind.PRESENCE, AWAY): "away",
}

STUDY = """
[study]
title = "Town hall (simulated)"
profile = "research"
simulated = true
[stimulus]
id = "speech"
title = "The speech"
duration_ms = 6000
[instrument]
cadence_ms = 1000
[source]
system = "a dial system (simulated)"
"""
VALUES = '[value]\n{column}codes = {{"1" = "like", "-1" = "dislike", "0" = "skipped"}}\n'
REGION = '[[attribute]]\nid = "region"\nlabel = "Region"\ncolumn = "Region"\n'
LAYOUTS = ("long", "wide", "wide_by_time", "file_per_participant")
FORMATS = ("csv", "semicolon", "xlsx", "parquet", "sav", "zsav")


def expected(truth: dict[str, tuple[str, list[int | None]]] = TRUTH) -> Counter:
    """The bag of persons that must come out."""
    return Counter(
        (
            region.lower(),
            tuple((1_000 * k, *KIND_OF[v]) for k, v in enumerate(values) if v is not None),
        )
        for region, values in truth.values()
    )


def told(found: ReadImport, *, attribute: str | None = "region") -> Counter:
    """The bag of persons that came out."""
    bag: Counter = Counter()
    for place, categories in enumerate(found.panel.categories, start=1):
        mine = found.panel.records[found.panel.records["seat"] == place]
        rows = sorted(
            (
                int(row["clock_ms"]),
                NAMES.get((int(row["kind"]), int(row["choice"])), "press"),
                int(row["choice"]) if row["kind"] == RecordKind.PRESS else 0,
            )
            for row in mine
        )
        bag[categories[attribute] if attribute else "", tuple(rows)] += 1
    return bag


def export(folder: Path, layout: str, kind: str) -> tuple[list[Path], str]:
    """The panel as files of this layout and format, and the mapping that reads them."""
    if layout == "long":
        rows = [
            [name, k, v, region]
            for name, (region, values) in TRUTH.items()
            for k, v in enumerate(values)
            if v is not None
        ]
        paths = [write(folder / "all", kind, ["ID", "t", "v", "Region"], rows)]
        own = '[participant]\ncolumn = "ID"\n[time]\nunit = "s"\ncolumn = "t"\n'
        own += VALUES.format(column='column = "v"\n') + REGION
    elif layout == "wide":
        heads = ["ID", "Region", *(f"s{k}" for k in range(SECONDS))]
        rows = [[name, region, *values] for name, (region, values) in TRUTH.items()]
        paths = [write(folder / "all", kind, heads, rows)]
        own = '[participant]\ncolumn = "ID"\n[time]\nunit = "s"\nprefix = "s"\n'
        own += VALUES.format(column="") + REGION
    elif layout == "wide_by_time":
        heads = ["t", *(f"p{n}" for n in range(len(TRUTH)))]
        columns = [values for _, values in TRUTH.values()]
        rows = [[k, *(values[k] for values in columns)] for k in range(SECONDS)]
        paths = [write(folder / "all", kind, heads, rows)]
        own = '[time]\nunit = "s"\ncolumn = "t"\n' + VALUES.format(column="") + _panel(folder)
    else:
        paths = [
            write(
                folder / f"p{n}",
                kind,
                ["t", "v"],
                [[k, v] for k, v in enumerate(values) if v is not None],
            )
            for n, (_, values) in enumerate(TRUTH.values())
        ]
        own = '[time]\nunit = "s"\ncolumn = "t"\n' + VALUES.format(column='column = "v"\n')
        own += _panel(folder)
    return paths, f'{STUDY}[file]\nlayout = "{layout}"\n{own}'


def _panel(folder: Path) -> str:
    rows = [[f"p{n}", region] for n, (region, _) in enumerate(TRUTH.values())]
    write(folder / "panel", "csv", ["who", "Region"], rows)
    return f'[panel]\nfile = "panel.csv"\nparticipant = "who"\n{REGION}'


def write(path: Path, kind: str, heads: list[str], rows: list[list]) -> Path:
    """A table as a file of this format."""
    if kind in ("csv", "semicolon"):
        path = path.with_suffix(".csv")
        encoding = "utf-8" if kind == "csv" else "cp1252"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter="," if kind == "csv" else ";")
            writer.writerows([heads, *rows])
        return path
    if kind == "xlsx":
        path = path.with_suffix(".xlsx")
        book = openpyxl.Workbook()
        for row in (heads, *rows):
            book.active.append(row)
        book.save(path)
        return path
    frame = pl.DataFrame(rows, schema=heads, orient="row", strict=False)
    path = path.with_suffix(f".{kind}")
    if kind == "parquet":
        frame.write_parquet(path)
    else:
        pyreadstat.write_sav(frame.to_pandas(), str(path), compress=kind == "zsav")
    return path


def read(paths: list[Path], mapping: str, **kwargs) -> ReadImport:
    """The import of these files by this mapping's text."""
    parsed = read_mapping(mapping)
    panel = paths[0].parent / parsed.panel_file if parsed.panel_file else None
    return read_import(paths, parsed, "town", kwargs.pop("study", None), panel_path=panel, **kwargs)
