"""Another system's files, a mapping and perhaps a study become a session that can be taken in.

Nothing is written here, and of what the files call their participants nothing gets out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pulsemeter.domain.origin import Origin
from pulsemeter.domain.study import Study
from pulsemeter.intake.complaint import IntakeError, listed
from pulsemeter.intake.import_files import ImportFiles, SampleRow, called, read_files, sample_of
from pulsemeter.intake.import_records import filled, odd_times, records_of
from pulsemeter.intake.imported_study import base_study, whole_study
from pulsemeter.intake.mapped_attributes import ReadAttributes, read_attributes
from pulsemeter.intake.mapped_table import read_mapped_table
from pulsemeter.intake.mapped_values import check_codes
from pulsemeter.intake.mapping import FileRule, ImportMapping, Layout, Told
from pulsemeter.intake.table import Table
from pulsemeter.intake.unused import Unused
from pulsemeter.service.import_session import ImportedPanel

PARTICIPANTS_MAX = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class ReadImport:
    """A session that can be taken in, and how its files were understood. `counts` are records by
    kind, `filled` those that no row holds (held values, silence)."""

    study: Study
    panel: ImportedPanel
    origin: Origin
    unused: Unused
    sample: tuple[SampleRow, ...]
    counts: Mapping[str, int]
    filled: int
    notes: tuple[str, ...] = ()


def read_import(
    paths: Sequence[Path],
    mapping: ImportMapping,
    name: str,
    study: Study | None,
    *,
    panel_path: Path | None = None,
    tell: Callable[[str], None] = lambda what: None,
) -> ReadImport:
    """Everything that these files say, by this mapping.

    Parameters
    ----------
    paths : sequence of path
        One file, or several of the layouts long and file_per_participant.
    mapping : ImportMapping
        See `read_mapping`.
    name : str
        The study's name.
    study : Study or None
        The study in the store, None where the mapping brings it along.
    panel_path : path, optional
        The file of the participants' attributes, where the mapping names one.
    tell : callable
        Hears what is being done.

    Raises
    ------
    IntakeError
        For files that can't be used by this mapping; rows that can't are counted instead, up to
        the share that the mapping allows.
    StudyFileError
        For sections of the mapping that make no study.
    """
    base = base_study(mapping, name) if study is None else study
    check_codes(mapping, base.instrument)
    duration_ms = base.stimuli[0].duration_ms
    files = read_files(paths, mapping, base, tell)
    frame = pl.concat(files.frames)
    if frame.is_empty():
        raise IntakeError(called(paths), [_nothing(files.unused)])
    if 100 * files.unused.wrong > mapping.unused_percent_max * files.unused.read:
        raise IntakeError(called(paths), _too_many(files.unused, mapping))
    people = frame["person"].unique(maintain_order=True)
    if len(people) > PARTICIPANTS_MAX:
        raise IntakeError(
            called(paths),
            [f"{len(people):,} participants; at most {PARTICIPANTS_MAX:,} are imported at once."],
        )
    attributes = _attributes(mapping, files, people.to_list(), study, panel_path)
    number = frame["person"].replace_strict(people, pl.int_range(len(people), eager=True))
    frame = frame.with_columns(person=number.cast(pl.UInt32))
    sample = sample_of(frame, files)
    files.notes += odd_times(frame)
    tell("putting records in order")
    whole = filled(frame, mapping, base, len(people), duration_ms)
    settled = base if study is not None else whole_study(mapping, name, attributes)
    return ReadImport(
        study=settled,
        panel=ImportedPanel(
            [attributes.of_person(place) for place in range(len(people))], records_of(whole)
        ),
        origin=Origin(
            system=mapping.system,
            mapping=mapping.digest,
            silence=_in_words(mapping.silence),
            missing=_in_words(mapping.missing),
            unused_percent=files.unused.percent,
        ),
        unused=files.unused,
        sample=sample,
        counts=dict(sorted(whole["kind"].value_counts().iter_rows())),
        filled=whole.height - frame.height,
        notes=(*dict.fromkeys(files.notes), *attributes.notes),
    )


def _nothing(unused: Unused) -> str:
    shown = "".join(f"\n  {line}" for line in unused.found[:5])
    return (
        f"no row could be used: {unused.read:,} read, {unused.wrong:,} not understood, "
        f"{unused.missing:,} without a value, {unused.outside:,} outside the stimulus.{shown}"
    )


def _too_many(unused: Unused, mapping: ImportMapping) -> list[str]:
    return [
        f"{unused.wrong:,} of {unused.read:,} rows can't be used, more than "
        f"{mapping.unused_percent_max:g} %. Mend the mapping or the file, or raise unused_percent "
        "under [limits] if that is how the file is:",
        *unused.found[:8],
    ]


def _in_words(told: Told) -> str:
    return {
        Told.UNKNOWN: "unknown",
        Told.SKIPPED: "there without a reaction",
        Told.AWAY: "not there",
    }[told]


def _attributes(
    mapping: ImportMapping,
    files: ImportFiles,
    people: Sequence[str],
    study: Study | None,
    panel_path: Path | None,
) -> ReadAttributes:
    lacking = [] if study is None else [
        attribute.id
        for attribute in study.attributes
        if attribute.id not in {rule.id for rule in mapping.attributes}
    ]  # fmt: skip
    if lacking:
        raise IntakeError(
            mapping.name,
            [f"attribute: nothing says where the study's {listed(lacking)} stand in the files."],
        )
    if not mapping.attributes:
        return ReadAttributes({}, {})
    if not mapping.panel_file:
        table, column = _beside(files), mapping.participant
    else:
        if panel_path is None:
            raise IntakeError(
                mapping.name, [f"panel.file: {mapping.panel_file!r} isn't among the files."]
            )
        table = read_mapped_table(panel_path, FileRule(Layout.LONG))
        column = mapping.panel_participant
    return read_attributes(table, column, people, mapping.attributes, study)


def _beside(files: ImportFiles) -> Table:
    """The one file whose columns stand beside its reactions."""
    if len(files.tables) > 1:
        raise IntakeError(
            "the import",
            ["attributes of several files of reactions need a file of their own: see [panel]."],
        )
    return files.tables[0]
