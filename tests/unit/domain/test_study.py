"""The study: what its parts answer about themselves."""

import pytest

from pulsemeter.domain.study import (
    Attribute,
    Category,
    Consent,
    Instrument,
    InstrumentKind,
    JoinMode,
    Stimulus,
    Study,
    missing_answers,
)


@pytest.fixture
def study():
    return Study(
        name="moon",
        title="Moon",
        question="?",
        stimuli=(Stimulus("talk", "A talk", 60_000), Stimulus("ad", "An ad", 20_000)),
        attributes=(
            Attribute("region", "Region", "Where?", (Category("n", "North"), Category("s", "S"))),
            Attribute("age", "Age", "How old?", (Category("young", "–34"), Category("old", "35+"))),
        ),
        consent=Consent("we", "we", "little", "any time"),
    )


def test_defaults_are_the_plain_instrument_under_standard_protection(study):
    assert study.profile.name == "standard"
    assert study.instrument.kind is InstrumentKind.TWO_BUTTONS
    assert study.instrument.cadence_ms == 5_000
    assert study.lag_ms == 3_000
    assert study.join is JoinMode.TOKENS
    assert len(study.instrument.targets) == 1


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        (InstrumentKind.TWO_BUTTONS, {100, -100}),
        (InstrumentKind.TWO_BUTTONS_PER_TARGET, {100, -100}),
        (InstrumentKind.FOUR_STEPS, {100, 50, -50, -100}),
        (InstrumentKind.SLIDER, set(range(-100, 101))),
    ],
)
def test_choices_of_each_instrument(kind, choices):
    assert Instrument(kind).choices() == choices


def test_parts_are_found_by_id(study):
    age = study.attribute("age")
    assert age is not None
    assert age.category("old") == Category("old", "35+")
    assert age.category("n") is None
    assert study.attribute("gender") is None


def test_a_stimulus_is_known_by_its_place(study):
    assert study.stimulus_index("talk") == 0
    assert study.stimulus_index("ad") == 1
    with pytest.raises(KeyError, match="study moon has no stimulus 'film'"):
        study.stimulus_index("film")


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({"region": "n", "age": "old"}, []),
        ({"region": "n", "age": "old", "shoe": "42"}, []),
        ({"region": "n"}, ["age"]),
        ({"region": "n", "age": ""}, ["age"]),
        ({"region": "old", "age": "n"}, ["region", "age"]),
        ({}, ["region", "age"]),
    ],
)
def test_answers_that_are_missing_or_no_category(study, answers, missing):
    assert missing_answers(study, answers) == missing
