"""The analysis plan of a session: everything that fixes its figures before there are any.

A plan is text, one item a line, the same for the same study everywhere, so that its digest can be
told beforehand (in a preregistration, say) and compared for ever. What was done otherwise is found
by comparing two plans item by item. Texts that people read, quotas and the like fix no figure and
are no part of it. This module must not know who opens a session, or when.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.domain.assignment import ARM
from pulsemeter.domain.instrument import Instrument, target_ids
from pulsemeter.domain.questionnaire import Part
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import Wording

_HEAD = "Pulsemeter analysis plan, form 1"
_PLAIN = re.compile(r"[\w-]+")


class PlanUnreadable(ValueError):
    """A text that is no analysis plan of ours."""


@dataclass(frozen=True)
class AnalysisPlan:
    """Items by key, in order, each value as JSON on one line."""

    items: tuple[tuple[str, str], ...]

    @cached_property
    def text(self) -> str:
        """The plan, word by word."""
        return "\n".join([_HEAD, *(f"{key}: {value}" for key, value in self.items)]) + "\n"

    @cached_property
    def digest(self) -> str:
        """What the text is known by: see `digest_of`."""
        return digest_of(self.text)

    @classmethod
    def read(cls, text: str) -> "AnalysisPlan":
        """The plan that a text says. PlanUnreadable where it is none of this form."""
        head, *lines = text.removesuffix("\n").split("\n")
        items = tuple((key, value) for key, _, value in (line.partition(": ") for line in lines))
        if head != _HEAD or not all(key and _is_value(value) for key, value in items):
            raise PlanUnreadable(f"this is no plan that begins with {_HEAD!r}")
        return cls(items)


def digest_of(text: str) -> str:
    """SHA-256 of a plan's text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def plan_of(study: Study, wording: Wording) -> AnalysisPlan:
    """The plan of a session of this study with this wording."""
    found = dict(_study_items(study)) | dict(_rule_items(study)) | dict(_said_items(wording))
    return AnalysisPlan(tuple((key, _value(value)) for key, value in found.items()))


def deviations(planned: AnalysisPlan, used: AnalysisPlan) -> list[str]:
    """Everything in which what was used differs from what was planned, in words; none is good."""
    before, after = dict(planned.items), dict(used.items)
    told = []
    for key in dict.fromkeys((*before, *after)):
        if key not in after:
            told.append(f"{key}: planned {before[key]}, left out")
        elif key not in before:
            told.append(f"{key}: not planned, used {after[key]}")
        elif before[key] != after[key]:
            told += _differing(key, json.loads(before[key]), json.loads(after[key]))
    return told


def _differing(key: str, planned: Any, used: Any) -> list[str]:
    """Where two values of one item differ, part by part where it has parts."""
    if not isinstance(planned, dict) or not isinstance(used, dict):
        return [f"{key}: planned {_value(planned)}, used {_value(used)}"]
    return [
        f"{key}, {part}: planned {_value(planned.get(part))}, used {_value(used.get(part))}"
        for part in dict.fromkeys((*planned, *used))
        if planned.get(part) != used.get(part)
    ]


def _study_items(study: Study) -> Iterator[tuple[str, Any]]:
    yield "study", study.name
    for place, stimulus in enumerate(study.stimuli, start=1):
        yield (
            f"stimulus {_name(stimulus.id)}",
            {"place": place, "duration_ms": stimulus.duration_ms},
        )
    yield "order of stimuli", study.playlist.order.value
    yield from _instrument_items("", study.instrument)
    for attribute in study.attributes:
        yield (
            f"segments by {_name(attribute.id)}",
            {
                "categories": [category.id for category in attribute.categories],
                "merged in this order": attribute.merge_order,
            },
        )
    yield "two-way segments", study.two_way
    for arm in study.arms:
        name = f"{ARM} {_name(arm.id)}"
        yield (
            name,
            {
                "share": arm.share,
                "stimuli": arm.stimuli,
                "order": arm.order and arm.order.value,
                "presses": arm.presses,
            },
        )
        if arm.instrument is not None:
            yield from _instrument_items(f"{name}, ", arm.instrument)
    asked = study.questionnaire.questions
    yield "compared before and after", [q.id for q in asked if set(q.parts) == set(Part)]
    yield "exploratory segments by", [q.id for q in asked if q.exploratory]
    yield "lag_ms", study.lag_ms
    yield "seed", study.seed
    yield "weights", "none: each person counts the same"
    yield "exclusions", "only persons who withdrew; nobody for how they pressed"


def _instrument_items(of: str, instrument: Instrument) -> Iterator[tuple[str, Any]]:
    yield f"{of}instrument", instrument.analysis_name
    yield f"{of}cadence_ms", instrument.cadence_ms
    yield f"{of}targets", target_ids(instrument)
    yield f"{of}start", instrument.start


def _rule_items(study: Study) -> Iterator[tuple[str, Any]]:
    profile = study.profile
    yield "profile", profile.name
    yield "smallest group", profile.smallest_roster
    yield "counts in steps of", profile.rounding_step
    yield "ends coded", profile.ends_coded
    yield "first release", profile.release_moment.value
    rule = VerdictRule.from_thresholds(study.verdict, profile.smallest_roster)
    for field in fields(VerdictRule):
        if field.name != "floor":
            yield f"verdict.{field.name}", float(getattr(rule, field.name))


def _said_items(wording: Wording) -> Iterator[tuple[str, Any]]:
    for statement in wording.statements:
        yield (
            f"statement {_name(statement.id)}",
            {
                "revision": statement.revision,
                "stimulus": statement.stimulus,
                "start_ms": statement.start_ms,
                "end_ms": statement.end_ms,
            },
        )
    for passage in wording.passages:
        yield (
            f"passage {_name(passage.id)}",
            {
                "revision": passage.revision,
                "statements": passage.statements,
            },
        )


def _is_value(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _name(name: str) -> str:
    """An id that can stand in a key: quoted where it holds more than letters and digits."""
    return name if _PLAIN.fullmatch(name) else json.dumps(name).replace(":", "\\u003a")


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
