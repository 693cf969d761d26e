"""A table as one CSV and one Parquet file, written batch by batch."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from pulsemeter.report.data_table import DataTable
from pulsemeter.report.table import defused

Tell = Callable[[int], None]
"""Told how many rows were written; may raise to end the work."""


def write_csv(table: DataTable, path: Path, tell: Tell) -> None:
    """The table as CSV: UTF-8 with a byte order mark, as spreadsheets need it."""
    with path.open("wb") as file:
        head = defused(pl.DataFrame(schema=table.schema))
        head.write_csv(file, include_bom=True)
        for batch in table.batches():
            defused(batch).write_csv(file, include_header=False)
            tell(len(batch))


def write_parquet(table: DataTable, path: Path, tell: Tell) -> None:
    """The table as Parquet, with values as they are."""

    def batches(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[pl.DataFrame]:
        for batch in table.batches():
            yield batch if with_columns is None else batch.select(with_columns)
            tell(len(batch))

    register_io_source(batches, schema=table.schema).sink_parquet(path)
