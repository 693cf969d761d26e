"""The study that a mapping brings along, made of its sections by the reader of study files."""

from collections.abc import Sequence
from typing import Any

from pulsemeter.domain.study import Study
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.mapped_attributes import ReadAttributes
from pulsemeter.intake.mapping import ImportMapping
from pulsemeter.service.read_study import read_tables

_CONSENT = {
    "runner": "Not known here: the reactions were collected with another system.",
    "payer": "Not known here: the reactions were collected with another system.",
    "kept": "Not known here: what participants agreed to was asked by another system.",
    "withdraw": "Not possible here: which reactions are whose isn't known any more. "
    "Ask whoever collected them.",
}


def base_study(mapping: ImportMapping, name: str) -> Study:
    """The study without its attributes: what values mean hangs on its instrument and length.

    Raises StudyFileError with every complaint; IntakeError where the mapping brings no study, or
    none with a length.
    """
    if not mapping.makes_study:
        raise IntakeError(
            mapping.name,
            [
                f"there is no study {name!r} in the store, and the mapping makes none. Add [study] "
                "with a title and [stimulus] with duration_ms, or name a study that is there."
            ],
        )
    study = read_tables(_tables(mapping, name, ()), mapping.name).study
    if study.stimuli[0].duration_ms <= 0:
        raise IntakeError(
            mapping.name, ["stimulus.duration_ms is missing; give the length of what was watched."]
        )
    return study


def whole_study(mapping: ImportMapping, name: str, attributes: ReadAttributes) -> Study:
    """The study with the attributes that were read. StudyFileError with every complaint."""
    tables = _tables(mapping, name, attributes.tables(mapping.attributes))
    return read_tables(tables, mapping.name).study


def _tables(
    mapping: ImportMapping, name: str, attributes: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The sections of a study file."""
    held = mapping.study
    stimulus = {k: v for k, v in held.get("stimulus", {}).items() if k != "transcript"}
    stimulus.setdefault("id", "stimulus")
    stimulus.setdefault("title", held["study"].get("title", name))
    tables: dict[str, Any] = {key: held[key] for key in held if key not in ("study", "stimulus")}
    tables["study"] = {**held["study"], "name": name}
    tables["stimulus"] = [stimulus]
    # Whether a bar moved beside the buttons isn't known; that none did claims the least.
    tables["instrument"] = {"cue": False, **held.get("instrument", {})}
    tables["consent"] = {**_CONSENT, **held.get("consent", {})}
    if attributes:
        tables["attribute"] = list(attributes)
    return tables
