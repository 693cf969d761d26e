"""Run as a program with limits: reads the uploaded files of one import by a mapping.

    python -m pulsemeter.intake.import_child FOLDER

Writes `found.json` (a `ReadFiles`) into the folder, and the panel where there is a preview; prints
how far it is: the share that is done, a blank, what goes on.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from pulsemeter.domain.study import Study
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.guess_mapping import guessed_tables
from pulsemeter.intake.import_preview import preview_of
from pulsemeter.intake.mapped_table import read_mapped_table
from pulsemeter.intake.mapped_values import plain_text
from pulsemeter.intake.mapping import FileRule, Layout
from pulsemeter.intake.read_import import ReadImport, read_import
from pulsemeter.intake.read_mapping import read_mapping
from pulsemeter.intake.table import Table
from pulsemeter.service.import_job_ports import ImportPreview, LookedTable, ReadFiles
from pulsemeter.service.import_session import ImportRefused, check_panel
from pulsemeter.service.mapping_form import mapping_text
from pulsemeter.service.study_reading import StudyFileError

MAPPING = "mapping.toml"
COLUMNS_SHOWN, ROWS_SHOWN, CELL_SHOWN = 24, 6, 40
_REFUSALS = (IntakeError, ImportRefused, StudyFileError)


class Wanted(msgspec.Struct, frozen=True):
    """What is to be read: the names of its files, for which study, and the mapping."""

    study: Study
    files: tuple[str, ...]
    mapping: str | None = None


class Panel(msgspec.Struct, frozen=True):
    """Who took part; their records lie beside it."""

    categories: list[dict[str, str]]
    system: str
    digest: str
    silence: str
    missing: str
    unused_percent: int


Tell = Callable[[str], None]


def silent(what: str) -> None:
    """Tells nobody."""


def telling(steps: int) -> Tell:
    """Prints at which of so many steps the reading is."""
    done = 0

    def tell(what: str) -> None:
        nonlocal done
        sys.stdout.write(f"{min(done / steps, 1):.3f} {what}\n")
        sys.stdout.flush()
        done += 1

    return tell


def main(folder: Path) -> None:
    """Read what `wanted.json` in the folder asks for."""
    wanted = msgspec.json.decode((folder / "wanted.json").read_bytes(), type=Wanted)
    # Each file, then putting in order and the preview; a guess reads the first file before.
    steps = len(wanted.files) + 2 + (wanted.mapping is None)
    found = read_files(folder, wanted, telling(steps))
    (folder / "found.json").write_bytes(msgspec.json.encode(found))


def read_files(folder: Path, wanted: Wanted, tell: Tell = silent) -> ReadFiles:
    """The files of a folder by the mapping, guessed where there is none."""
    study = wanted.study
    text, looked = wanted.mapping or "", None
    try:
        if wanted.mapping is None:
            tell("guessing a mapping")
            table = read_mapped_table(folder / "files" / wanted.files[0], FileRule(Layout.LONG))
            looked = look(table)
            text = mapping_text(guessed_tables(table, study, wanted.files))
            del table
        found, looked = _by_mapping(folder, wanted, text, looked, tell)
        tell("preparing the preview")
        return ReadFiles(text, looked, _kept(folder, found))
    except _REFUSALS as refusal:
        if wanted.mapping is not None:
            looked = _looked(folder, wanted, text)
        return ReadFiles(text, looked, None, str(refusal))


def _by_mapping(
    folder: Path, wanted: Wanted, text: str, looked: LookedTable | None, tell: Tell
) -> tuple[ReadImport, LookedTable | None]:
    mapping = read_mapping(text, MAPPING)
    if mapping.makes_study:
        raise IntakeError(
            MAPPING,
            ["makes a study of its own. Leave [study], [stimulus], [instrument] and the like out."],
        )
    panel = mapping.panel_file
    if panel and panel not in wanted.files:
        raise IntakeError(MAPPING, [f"panel.file: {panel!r} is none of the files that came."])
    paths = [folder / "files" / name for name in wanted.files if name != panel]
    if not paths:
        raise IntakeError(MAPPING, ["panel.file: no file is left for the reactions."])
    if looked is None:
        looked = look(read_mapped_table(paths[0], mapping.file))
    panel_path = folder / "files" / panel if panel else None
    study = wanted.study
    found = read_import(paths, mapping, study.name, study, panel_path=panel_path, tell=tell)
    check_panel(study, found.panel)
    return found, looked


def _looked(folder: Path, wanted: Wanted, text: str) -> LookedTable | None:
    """How the first file looks where the mapping doesn't fit it; None where nothing reads it."""
    try:
        rule = read_mapping(text, MAPPING).file
    except _REFUSALS:
        rule = FileRule(Layout.LONG)
    try:
        return look(read_mapped_table(folder / "files" / wanted.files[0], rule))
    except _REFUSALS:
        return None


def look(table: Table) -> LookedTable:
    """The first rows and columns of a table, as text that fits a page."""
    frame = table.frame
    shown = frame.columns[:COLUMNS_SHOWN]
    cells = [plain_text(frame[column].head(ROWS_SHOWN)).fill_null("") for column in shown]
    rows = zip(*(column.to_list() for column in cells), strict=True)
    return LookedTable(
        table.name,
        tuple(name[:CELL_SHOWN] for name in shown),
        tuple(tuple(cell[:CELL_SHOWN] for cell in row) for row in rows),
        frame.height,
        frame.width,
    )


def _kept(folder: Path, found: ReadImport) -> ImportPreview:
    """Leave the panel beside its records; the preview."""
    origin = found.origin
    panel = Panel(
        [dict(person) for person in found.panel.categories],
        origin.system, origin.mapping, str(origin.silence), str(origin.missing),
        origin.unused_percent,
    )  # fmt: skip
    (folder / "panel.json").write_bytes(msgspec.json.encode(panel))
    np.save(folder / "records.npy", found.panel.records, allow_pickle=False)
    return preview_of(found, (), ())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
