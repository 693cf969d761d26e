"""What is planned: segments with their numbers of persons, from options or from a study file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.domain.protection import CODE_FLOOR, PROFILES, STANDARD
from pulsemeter.domain.study import Study
from pulsemeter.service.read_study import read_study

EVERYBODY = "everybody"
GIVEN = "given"
"""The attribute of segments whose name says none: they are compared with each other."""
PERSONS_MAX = 100_000
_STUDY_BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """A segment with the persons that are expected to be present.

    `attribute` and `category` say whom it holds of an earlier panel, "" for everybody.
    """

    name: str
    persons: int
    attribute: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Design:
    """Everything a plan is made of; shares are of those present, `intervals` None if unknown."""

    segments: tuple[PlannedSegment, ...]
    like: float
    dislike: float
    rule: VerdictRule
    free_pressing: bool = False
    intervals: int | None = None


def read_segment(text: str) -> PlannedSegment:
    """The segment written as `name=N`, or `attribute:category=N`."""
    name, equals, number = text.rpartition("=")
    name = name.strip()
    if not equals or not name or not number.strip().isdecimal():
        raise click.BadParameter(f"{text!r} isn't written as name=N, such as --segment North=40")
    attribute, colon, category = (part.strip() for part in name.partition(":"))
    persons = _checked_persons(int(number), name)
    return PlannedSegment(name, persons, *((attribute, category) if colon else (GIVEN, "")))


def _checked_persons(persons: int, name: str) -> int:
    if not 1 <= persons <= PERSONS_MAX:
        raise click.BadParameter(
            f"{name} has {persons:,} persons; plan for 1 to {PERSONS_MAX:,} in a segment"
        )
    return persons


def read_duration(text: str) -> int:
    """Milliseconds of a duration: `45:00`, `1:30:00`, or seconds."""
    parts = text.strip().split(":")
    if not re.fullmatch(r"[0-9]{1,9}(:[0-9]{1,2}){0,2}", text.strip()):
        raise click.BadParameter(f"{text[:60]!r} isn't a duration; write 45:00, 1:30:00 or seconds")
    seconds = 0
    for part in parts:
        seconds = 60 * seconds + int(part)
    if not 1 <= seconds <= 24 * 3_600:
        raise click.BadParameter(f"{text[:60]!r} isn't between one second and 24 hours")
    return 1_000 * seconds


def read_range(text: str) -> tuple[float, float]:
    """The ends of a scale written as `A:B`."""
    low, colon, high = text.partition(":")
    try:
        ends = float(low), float(high)
    except ValueError:
        colon = ""
    if not colon or not ends[0] < ends[1]:
        raise click.BadParameter(
            f"{text[:60]!r} isn't a range; write the ends of the scale, as 0:100"
        )
    return ends


def read_planned_study(path: Path) -> Study:
    """The study of a file; its video needn't be there yet."""
    try:
        if path.stat().st_size > _STUDY_BYTES_MAX:
            raise Stop(f"{path} is too large for a study file")
        return read_study(path.read_text("utf-8"), str(path)).study
    except OSError as error:
        raise Stop(f"{path} can't be read ({error.strerror}); check the name") from error
    except UnicodeDecodeError as error:
        raise Stop(f"{path} isn't UTF-8 text; save it with the encoding UTF-8") from error


def study_segments(study: Study, persons: int | None) -> tuple[PlannedSegment, ...]:
    """Everybody, and every category by its quota; what no quota takes is spread evenly."""
    total = persons if persons is not None else _total_of_quotas(study)
    found = [PlannedSegment(EVERYBODY, _checked_persons(total, EVERYBODY))]
    for attribute in study.attributes:
        taken = sum(category.quota for category in attribute.categories)
        free = [category for category in attribute.categories if not category.quota]
        if taken > total or (not free and taken < total):
            click.echo(
                f"Note: the quotas of {attribute.label} add up to {taken}, not to {total} persons.",
                err=True,
            )
        for category in attribute.categories:
            expected = category.quota or max(0, total - taken) // max(1, len(free))
            if expected:
                name = f"{attribute.label}: {category.label}"
                found.append(PlannedSegment(name, expected, attribute.id, category.id))
            else:
                click.echo(f"Note: no persons are left for {category.label}.", err=True)
    return tuple(found)


def _total_of_quotas(study: Study) -> int:
    full = [
        sum(category.quota for category in attribute.categories)
        for attribute in study.attributes
        if attribute.categories and all(category.quota for category in attribute.categories)
    ]
    if not full:
        raise click.UsageError(
            f"the study {study.name} has no attribute with a quota for every category, so the "
            "size of the panel isn't known; say it with --persons N"
        )
    return min(full)


def study_intervals(study: Study) -> int | None:
    """Intervals of the longest stimulus; None where a video's length isn't in the file."""
    longest = max((stimulus.duration_ms for stimulus in study.stimuli), default=0)
    return -(-longest // study.instrument.cadence_ms) or None


def planned_rule(
    study: Study | None, profile: str | None, floor: int | None, thresholds: Sequence[str]
) -> VerdictRule:
    """The rule of verdicts: the study's, over it what options say."""
    keys = dict(study.verdict) if study else {}
    for text in thresholds:
        key, equals, value = text.partition("=")
        try:
            keys[key.strip().removeprefix("verdict.")] = _number(value)
        except ValueError:
            equals = ""
        if not equals:
            raise click.BadParameter(f"{text!r} isn't written as key=value, such as a=0.10")
    protection = PROFILES[profile] if profile else study.profile if study else STANDARD
    smallest = protection.smallest_roster if floor is None else floor
    if smallest < CODE_FLOOR:
        raise click.BadParameter(f"no group smaller than {CODE_FLOOR} is ever shown; raise --floor")
    try:
        return VerdictRule.from_thresholds(keys.items(), smallest)
    except ValueError as error:
        raise click.BadParameter(f"{error}; mend it in [verdict] or --threshold") from error


def _number(text: str) -> float:
    number = float(text)
    return int(number) if number.is_integer() else number
