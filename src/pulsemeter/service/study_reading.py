"""Walking over a parsed study file: values by kind, complaints by key and line.

A walk goes on after a complaint, so that one reading shows everything that is wrong.
"""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from pulsemeter.release.plan import ALL

_Value = TypeVar("_Value")
SECTIONS = {
    "study": {
        "name", "title", "question", "language", "seed", "lag_ms", "profile", "join", "two_way",
        "simulated", "read_by", "personal_summary", "cues",
    },
    "language": {"code", "read_by", "texts"},
    "stimulus": {
        "id", "title", "file", "address", "captions", "captions_in", "transcript", "statements",
        "duration_ms", "broadcast",
    },
    "attribute": {"id", "label", "question", "category", "merge_order"},
    "category": {"id", "label", "quota", "screens_out"},
    "recruitment": {
        "over", "reserve", "no_show_minutes", "joins_a_second", "categories_from", "vendor",
        "vendor_parameter", "complete", "screened_out", "quota_full",
    },
    "instrument": {
        "kind", "cadence_ms", "cue", "like", "dislike", "strong_like", "strong_dislike", "start",
        "ends", "target",
    },
    "target": {"name"},
    "questions": {"overall", "comment"},
    "playlist": {"order", "break_s"},
    "question": {
        "id", "kind", "text", "asked", "hint", "answer", "steps", "low", "high", "min", "max",
        "required", "exploratory", "show_if",
    },
    "answer": {"id", "label", "alone"},
    "why": {"text", "moments", "one_word"},
    "arm": {"id", "label", "share", "stimuli", "order", "presses", "kind", "cue"},
    "protection": {"comments"},
    "retention": {"contacts_days", "persons_days", "reason"},
    "consent": {"runner", "payer", "kept", "withdraw", "version"},
}  # fmt: skip
TOP = {
    "study",
    "playlist",
    "arm",
    "question",
    "why",
    "recruitment",
    "quota",
    "language",
    "stimulus",
    "attribute",
    "instrument",
    "questions",
    "consent",
    "protection",
    "retention",
    "verdict",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: the key, its line (0 where nothing stands), what, how to mend."""

    key: str
    line: int
    what: str

    def __str__(self) -> str:
        return (
            f"line {self.line}, {self.key}: {self.what}"
            if self.line
            else f"{self.key}: {self.what}"
        )


class StudyFileError(ValueError):
    """A study file that can't become a study. Holds every complaint, not only the first."""

    def __init__(self, name: str, complaints: list[Complaint]) -> None:
        self.complaints = complaints
        listing = "\n".join(f"  {complaint}" for complaint in complaints)
        super().__init__(f"{name} can't be used as a study:\n{listing}")


@dataclass(slots=True)
class Reading:
    """A walk over the parsed file that collects complaints instead of stopping at the first."""

    lines: dict[str, int]
    complaints: list[Complaint] = field(default_factory=list)
    notes: list[Complaint] = field(default_factory=list)

    def complain(self, key: str, what: str) -> None:
        """Say what is wrong: no study comes of it."""
        self.complaints.append(Complaint(key, self._line(key), what))

    def note(self, key: str, what: str) -> None:
        """Say what its author should know, though the study can be used."""
        self.notes.append(Complaint(key, self._line(key), what))

    def _line(self, key: str) -> int:
        return self.lines.get(key, 0) or self.lines.get(key.rsplit(".", 1)[0], 0)

    def known(self, table: dict[str, Any], path: str, section: str) -> None:
        for key in sorted(set(table) - SECTIONS[section]):
            names = ", ".join(sorted(SECTIONS[section]))
            self.complain(f"{path}.{key}", f"is not a key here; known are {names}")

    def take(
        self, table: dict[str, Any], path: str, key: str, kind: type[_Value], default: _Value | None
    ) -> _Value:
        """The value of a key; complains where it is missing or of a wrong kind."""
        value = table.get(key)
        if value is None:
            if default is None:
                self.complain(f"{path}.{key}", f"is missing; give a {_kind_name(kind)}")
                return kind()
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.complain(f"{path}.{key}", f"must be a {_kind_name(kind)}, not {value!r}")
            return kind() if default is None else default
        if kind is str and default is None and not str(value).strip():
            self.complain(f"{path}.{key}", "is empty; give a text")
        return value


def within(
    reading: Reading, table: dict[str, Any], path: str, key: str, default: int,
    limits: tuple[int, int],
) -> int:  # fmt: skip
    """A whole number between two limits."""
    value = reading.take(table, path, key, int, default)
    low, high = limits
    if not low <= value <= high:
        reading.complain(f"{path}.{key}", f"{value} lies outside {low} to {high}")
        return default
    return value


_RESERVED = ":+×/"


def named_id(reading: Reading, table: dict[str, Any], path: str) -> str:
    """An id that can stand in the names of segments and addresses of pages."""
    name = reading.take(table, path, "id", str, None)
    if any(sign in name for sign in _RESERVED):
        reading.complain(f"{path}.id", f"{name!r} may not hold any of {' '.join(_RESERVED)}")
    if name == ALL:
        reading.complain(f"{path}.id", f"{ALL!r} is the whole panel; choose another id")
    return name


def _kind_name(kind: type) -> str:
    return {str: "text", int: "whole number", bool: "true or false", list: "list"}.get(
        kind, "table"
    )
