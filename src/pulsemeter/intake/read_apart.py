"""Files that a library might fall over are read by a child with limits, not in this process.

The library for SPSS and Stata is C that a spoiled file can end; a workbook may be a bomb that
our counting doesn't see. Whatever happens to the child becomes a refusal in words.
"""

import json
import logging
import tempfile
from pathlib import Path
from typing import Any, Literal

import polars as pl

from pulsemeter.confined.limits import Limits
from pulsemeter.confined.run_module import run_module
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.table import Table, row_names

_diagnostics = logging.getLogger(__name__)
LIMITS = Limits(
    wall_s=900, cpu_s=900, memory_bytes=8 * 1024**3, file_bytes=8 * 1024**3, nice=0
)  # fmt: skip
CHILD = "pulsemeter.intake.table_child"
_REMEDY = {
    "labelled": "Save it again as .sav, or export it as CSV with the encoding UTF-8.",
    "workbook": "Save the sheet as CSV (UTF-8), or split it.",
}

Kind = Literal["labelled", "workbook"]


def read_apart(
    kind: Kind,
    path: Path,
    name: str,
    *,
    sheet: str = "",
    skip_rows: int = 0,
    limits: Limits = LIMITS,
) -> Table:
    """A file of SPSS or Stata (`labelled`) or a workbook as a table, read by a child.

    IntakeError where the file can't be used, and where it ended the child, took it too long or
    made it ask for too much memory.
    """
    with tempfile.TemporaryDirectory() as folder:
        wanted = [kind, str(path.resolve()), name, sheet, str(skip_rows), folder]
        ended = run_module(CHILD, wanted, limits)
        if ended.trouble:
            _diagnostics.warning("a file couldn't be read: %s", ended.errors)
            raise IntakeError(
                name,
                [f"reading it {ended.trouble}: it is damaged or too large. {_REMEDY[kind]}"],
            )
        return load_table(Path(folder))


def keep_table(table: Table, folder: Path) -> None:
    """Write a table into a folder, for the other process."""
    table.frame.write_ipc(folder / "frame.arrow")
    table.rows.alias("row").to_frame().write_ipc(folder / "rows.arrow")
    labels = {column: list(meant.items()) for column, meant in table.labels.items()}
    _write(folder, {"name": table.name, "labels": labels, "notes": list(table.notes)})


def keep_refusal(refusal: IntakeError, folder: Path) -> None:
    """Write why there is no table."""
    complaints = list(refusal.complaints)
    _write(folder, {"name": refusal.name, "refused": complaints, "hidden": refusal.hidden})


def load_table(folder: Path) -> Table:
    """The table that lies in a folder. IntakeError where a refusal lies there."""
    about: dict[str, Any] = json.loads((folder / "about.json").read_text("utf-8"))
    if "refused" in about:
        raise IntakeError(about["name"], about["refused"], about["hidden"])
    return Table(
        name=about["name"],
        frame=pl.read_ipc(folder / "frame.arrow"),
        rows=pl.read_ipc(folder / "rows.arrow")["row"],
        locate=row_names,
        labels={column: dict(meant) for column, meant in about["labels"].items()},
        notes=tuple(about["notes"]),
    )


def _write(folder: Path, about: dict[str, Any]) -> None:
    (folder / "about.json").write_text(json.dumps(about), "utf-8")
