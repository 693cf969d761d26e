"""A mapping's own study is judged as any study file, and claims nothing that isn't known."""

import pytest

from pulsemeter.domain.instrument import InstrumentKind
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.imported_study import base_study, whole_study
from pulsemeter.intake.mapped_attributes import ReadAttributes
from pulsemeter.intake.mapping import AttributeRule, CategoryRule, ImportMapping
from pulsemeter.intake.read_mapping import read_mapping
from pulsemeter.service.study_reading import StudyFileError

REST = """
[source]
system = "dials"
[file]
layout = "long"
[participant]
column = "ID"
[time]
unit = "s"
column = "t"
[value]
column = "v"
range = [0, 100]
"""
STUDY = """
[study]
title = "Town hall"
profile = "sealed"
[stimulus]
duration_ms = 6000
[instrument]
kind = "slider"
ends = ["bad", "good"]
"""


def mapping(study: str = STUDY) -> ImportMapping:
    return read_mapping(study + REST)


def test_the_study_is_what_its_sections_say() -> None:
    study = base_study(mapping(), "town")
    assert (study.name, study.title, study.profile.name) == ("town", "Town hall", "sealed")
    assert study.stimuli[0].title == "Town hall"
    assert study.instrument.kind is InstrumentKind.SLIDER
    assert not study.instrument.cue
    assert study.consent.runner.startswith("Not known here")


def test_attributes_come_with_their_categories() -> None:
    rule = AttributeRule("side", "side", "Side")
    sides = (CategoryRule("n", "North"), CategoryRule("s", "South"))
    one = read_mapping(STUDY + REST + '[[attribute]]\nid = "side"\nlabel = "Side"\n')
    study = whole_study(one, "town", ReadAttributes({"side": sides}, {"side": ["n"]}))
    assert rule.id == study.attributes[0].id
    assert [c.label for c in study.attributes[0].categories] == ["North", "South"]


def test_a_study_without_a_length_is_refused() -> None:
    with pytest.raises(IntakeError, match="duration_ms is missing"):
        base_study(mapping(STUDY.replace("duration_ms = 6000", "")), "town")


def test_what_a_study_file_may_not_say_a_mapping_may_not_either() -> None:
    with pytest.raises(StudyFileError, match=r"instrument\.cadence_ms"):
        base_study(mapping(STUDY + "cadence_ms = 1\n"), "town")
    with pytest.raises(StudyFileError, match=r"study\.name"):
        base_study(mapping(), "a/b")
