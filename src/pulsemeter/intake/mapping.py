"""What a mapping says of another system's files, as values.

How it is written stands in `read_mapping`; this module must not know files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Layout(StrEnum):
    """How a file is laid out: a row for each reaction; a row for each participant and a column
    for each moment; the other way round; or a file for each participant."""

    LONG = "long"
    WIDE = "wide"
    WIDE_BY_TIME = "wide_by_time"
    FILE_PER_PARTICIPANT = "file_per_participant"


class Unit(StrEnum):
    """What a time counts."""

    SECONDS = "s"
    MILLISECONDS = "ms"
    FRAMES = "frames"
    CLOCK = "clock"


class Told(StrEnum):
    """What an interval without a value is taken as: nothing is known, there without a reaction, or
    not there."""

    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value stands for: a record's kind ("press", "undo", "skipped", "away"), or "missing";
    the choice of a press."""

    kind: str
    choice: int = 0


@dataclass(frozen=True, slots=True)
class FileRule:
    """How files are read: empty texts are seen from the file, `sheet` is the first one."""

    layout: Layout
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    skip_rows: int = 0


@dataclass(frozen=True, slots=True)
class TimeRule:
    """When something was: in a column, or in the headers of columns.

    Headers are those that begin with `prefix`, the rest of them the time; or all from `first` to
    `last`, which begin at `start` and follow each other by `step`, both in `unit`. `offset_ms` is
    added to every time.
    """

    unit: Unit
    column: str = ""
    fps: float = 0.0
    offset_ms: int = 0
    prefix: str = ""
    first: str = ""
    last: str = ""
    start: float = 0.0
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class ValueRule:
    """What was chosen: by `codes` (value as text), else by its place in `range`. `held` says that
    the files have changes only and a value stands until the next."""

    column: str = ""
    codes: Mapping[str, Meaning] = field(default_factory=dict)
    range: tuple[float, float] | None = None
    missing: tuple[str, ...] = ()
    target_column: str = ""
    targets: Mapping[str, str] = field(default_factory=dict)
    held: bool = False


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """One category and the values that stand for it; its id and label always do."""

    id: str
    label: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """One attribute and its column; without categories they are those of the data. `missing` is
    the category of whoever has no value."""

    id: str
    column: str
    label: str = ""
    categories: tuple[CategoryRule, ...] = ()
    missing: str = ""
    merge_order: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """A whole mapping. `study` holds the sections of a study file that it brings, none where the
    study is in the store; `digest` is the SHA-256 of its text."""

    name: str
    digest: str
    system: str
    file: FileRule
    participant: str
    time: TimeRule
    value: ValueRule
    silence: Told
    missing: Told
    attributes: tuple[AttributeRule, ...] = ()
    panel_file: str = ""
    panel_participant: str = ""
    leave_out: tuple[str, ...] = ()
    unused_percent_max: float = 1.0
    study: Mapping[str, Any] = field(default_factory=dict)
    transcript: str = ""

    @property
    def makes_study(self) -> bool:
        """Whether it brings its study along."""
        return bool(self.study)
