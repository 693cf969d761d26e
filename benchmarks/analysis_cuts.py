"""Cuts: likes, dislikes and present per category and interval, ours beside DuckDB and Polars.

Ours reads the dense matrix that a session is kept in; the engines read a long table in memory with
the attributes already beside each record and in the smallest types, so they join nothing and read
nothing from disk. The same numbers come out of all three, or this ends with an error.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from measuring import middle_s, needs
from numpy.typing import NDArray
from simulated_cells import AGES, REGIONS, Panel, draw_panel, long_columns

from pulsemeter.analysis.cut import cut

INTERVALS = 1_440
CUTS = {"one attribute": ("region",), "two-way": ("region", "age")}
_SIZES = {"region": REGIONS, "age": AGES}
Counts = NDArray[np.int64]


def measure_cuts(cells: int) -> dict[str, Any]:
    """Time every cut of so many cells; figures in ms, ratios against ours."""
    pl, duckdb = needs("polars"), needs("duckdb")
    panel = draw_panel(-(-cells // INTERVALS), INTERVALS)
    codes = np.ascontiguousarray(panel.codes.T)
    table = pl.DataFrame(long_columns(panel))
    panel = Panel(panel.codes[:, :0], panel.region, panel.age)  # the cells are needed once
    connection = duckdb.connect()
    connection.register("given", table.to_arrow())
    connection.execute("CREATE TABLE records AS SELECT * FROM given")
    connection.unregister("given")
    repeats = 7 if cells <= 10_000_000 else 3
    figures: dict[str, Any] = {"records": table.height, "persons": len(codes)}
    for name, by in CUTS.items():
        ours_s, ours = middle_s(lambda by=by: _ours(codes, panel, by), repeats)
        figures[name] = {"ours_ms": 1000 * ours_s}
        engines: dict[str, Callable[[tuple[str, ...]], Counts]] = {
            "polars": lambda by: _polars(pl, table, by),
            "duckdb": lambda by: _duckdb(connection, by),
        }
        for engine, work in engines.items():
            taken_s, theirs = middle_s(lambda by=by, work=work: work(by), repeats)
            if not np.array_equal(ours, theirs):
                raise SystemExit(f"{engine} counts otherwise than we do: {name}, {cells} cells")
            figures[name][f"{engine}_ms"] = 1000 * taken_s
            figures[name][f"{engine}_ratio"] = taken_s / ours_s
    return figures


def _ours(codes: NDArray[np.int8], panel: Panel, by: tuple[str, ...]) -> Counts:
    """Counts (categories, intervals, 3) from the matrix."""
    category, size = np.zeros(len(codes), dtype=np.int64), 1
    for attribute in by:
        category = category * _SIZES[attribute] + getattr(panel, attribute)
        size *= _SIZES[attribute]
    found = cut(codes, category, size)
    return np.stack([found.likes, found.dislikes, found.present], axis=-1)


def _polars(pl: Any, table: Any, by: tuple[str, ...]) -> Counts:
    code = pl.col("code")
    found = (
        table.lazy()
        .group_by([*by, "interval"])
        .agg(
            ((code > 0) & (code <= 100)).sum(),
            ((code < 0) & (code >= -100)).sum().alias("dislikes"),
            ((code >= -100) & (code <= 101)).sum().alias("present"),
        )
        .collect()
    )
    return _placed([found[column].to_numpy() for column in found.columns], by)


def _duckdb(connection: Any, by: tuple[str, ...]) -> Counts:
    found = connection.execute(
        f"SELECT {', '.join(by)}, interval, count(*) FILTER (code BETWEEN 1 AND 100) likes, "
        "count(*) FILTER (code BETWEEN -100 AND -1) dislikes, "
        "count(*) FILTER (code BETWEEN -100 AND 101) present FROM records GROUP BY ALL"
    ).fetchnumpy()
    return _placed([np.asarray(column) for column in found.values()], by)


def _placed(columns: list[NDArray[Any]], by: tuple[str, ...]) -> Counts:
    """An engine's rows, in any order, as counts (categories, intervals, 3)."""
    category, size = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column, attribute in zip(columns, by, strict=False):
        category = category * _SIZES[attribute] + column
        size *= _SIZES[attribute]
    counts = np.zeros((size, INTERVALS, 3), dtype=np.int64)
    counts[category, columns[len(by)]] = np.stack(columns[len(by) + 1 :], axis=-1)
    return counts
