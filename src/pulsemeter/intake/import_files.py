"""The files of an import read one after the other, as far as rows are concerned."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pulsemeter.domain.study import Study
from pulsemeter.intake.complaint import IntakeError, listed
from pulsemeter.intake.mapped_grid import grid_by_time, wide_rows
from pulsemeter.intake.mapped_rows import long_rows, one_persons_rows
from pulsemeter.intake.mapped_table import read_mapped_table
from pulsemeter.intake.mapping import ImportMapping, Layout
from pulsemeter.intake.raw_rows import RawRows
from pulsemeter.intake.table import Table
from pulsemeter.intake.understood import understood
from pulsemeter.intake.unused import Unused

FILES_MAX = 5_000
RECORDS_MAX = 10_000_000
SAMPLE_ROWS = 12


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One row as it was understood: where it stands, whose it is by number, when, and what."""

    place: str
    participant: int
    stimulus_ms: int
    value: str
    kind: str
    choice: int
    target: int


@dataclass(slots=True)
class ImportFiles:
    """What was read. `frames` have the columns of `understood` and `file`, a number; `tables` are
    kept where attributes stand beside the reactions."""

    unused: Unused
    frames: list[pl.DataFrame] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)


def read_files(
    paths: Sequence[Path], mapping: ImportMapping, base: Study, tell: Callable[[str], None]
) -> ImportFiles:
    """Every file by the mapping. IntakeError for one that can't be read, or too many."""
    layout = mapping.file.layout
    several = layout in (Layout.LONG, Layout.FILE_PER_PARTICIPANT)
    if not several and len(paths) > 1:
        raise IntakeError(
            mapping.name, [f"file.layout: {layout} is of one file; {len(paths)} were given."]
        )
    if len(paths) > FILES_MAX:
        raise IntakeError(mapping.name, [f"{len(paths):,} files; at most {FILES_MAX:,} are read."])
    stems = Counter(path.stem for path in paths)
    twice = sorted(stem for stem, count in stems.items() if count > 1)
    if twice:
        raise IntakeError(
            mapping.name, [f"files are called alike: {listed(twice)}. Give each its own name."]
        )
    files = ImportFiles(Unused(names_files=len(paths) > 1))
    total = 0
    for place, path in enumerate(paths, start=1):
        tell(f"reading file {place} of {len(paths)}")
        raw = _raw(path, mapping, files.unused)
        rows = understood(raw, mapping, base.instrument, base.stimuli[0].duration_ms, files.unused)
        total += rows.height
        if total > RECORDS_MAX:
            raise IntakeError(
                called(paths), [f"more than {RECORDS_MAX:,} records; thin the files out."]
            )
        _keep(files, raw, rows, has_attributes=bool(mapping.attributes))
    return files


def _raw(path: Path, mapping: ImportMapping, unused: Unused) -> RawRows:
    layout = mapping.file.layout
    if layout is Layout.FILE_PER_PARTICIPANT:
        return one_persons_rows(path, mapping, unused)
    table = read_mapped_table(path, mapping.file)
    if layout is Layout.WIDE:
        return wide_rows(table, mapping, unused)
    if layout is Layout.WIDE_BY_TIME:
        return grid_by_time(table, mapping, unused)
    return long_rows(table, mapping, unused)


def _keep(files: ImportFiles, raw: RawRows, rows: pl.DataFrame, *, has_attributes: bool) -> None:
    room = SAMPLE_ROWS - len(files.places)
    named = f"{raw.table.name}, " if files.unused.names_files else ""
    place = len(files.frames)
    if room > 0:
        first = rows["row"].head(room).to_list()
        for row, where in zip(first, raw.table.locate(first), strict=True):
            files.places[f"{place} {row}"] = f"{named}{where}"
    files.frames.append(rows.with_columns(file=pl.lit(place, dtype=pl.UInt32)))
    files.notes += [*(f"{named}{note}" for note in raw.table.notes), *raw.notes]
    if has_attributes:
        files.tables.append(raw.table)


def called(paths: Sequence[Path]) -> str:
    """How messages call these files together."""
    return paths[0].name if len(paths) == 1 else "the import"


def sample_of(frame: pl.DataFrame, files: ImportFiles) -> tuple[SampleRow, ...]:
    """The first rows, whose persons are numbers by now."""
    return tuple(
        SampleRow(
            files.places.get(f"{row['file']} {row['row']}", ""),
            row["person"] + 1,
            row["ms"],
            row["value"] or "",
            row["kind"],
            row["choice"],
            row["target"],
        )
        for row in frame.head(SAMPLE_ROWS).iter_rows(named=True)
    )
