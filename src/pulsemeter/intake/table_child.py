"""Run as a program with limits: reads one file and leaves its table, or why there is none.

python -m pulsemeter.intake.table_child KIND PATH NAME SHEET SKIP_ROWS FOLDER
"""

import sys
from pathlib import Path

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.read_apart import keep_refusal, keep_table
from pulsemeter.intake.table import Table


def main(kind: str, path: Path, name: str, sheet: str, skip_rows: int, folder: Path) -> None:
    """Read the file; what comes of it lies in `folder` afterwards."""
    try:
        keep_table(_table(kind, path, name, sheet, skip_rows), folder)
    except IntakeError as refusal:
        keep_refusal(refusal, folder)


def _table(kind: str, path: Path, name: str, sheet: str, skip_rows: int) -> Table:
    if kind == "labelled":
        from pulsemeter.intake.spss import read_labelled

        return read_labelled(path, name)
    from pulsemeter.intake.workbook import read_workbook

    return read_workbook(path.read_bytes(), name, sheet=sheet, skip_rows=skip_rows)


if __name__ == "__main__":
    wanted, source, named, of_sheet, skipped, into = sys.argv[1:]
    main(wanted, Path(source), named, of_sheet, int(skipped), Path(into))
