"""A small study with one stimulus of a minute, and three statements on it."""

import pytest

from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study


@pytest.fixture
def study() -> Study:
    regions = (Category("north", "North"), Category("south", "South"))
    ages = (Category("young", "18–34"), Category("old", "35+"))
    return Study(
        name="tiny",
        title="Tiny",
        question="?",
        stimuli=(Stimulus("talk", "A talk", 61_000),),
        attributes=(
            Attribute("region", "Region", "Where?", regions),
            Attribute("age", "Age", "How old?", ages),
        ),
        consent=Consent("we", "we", "little", "any time"),
        simulated=True,
    )


@pytest.fixture
def statements() -> list[Statement]:
    return [
        Statement("s1", 1, "talk", 0, 20_000, "One."),
        Statement("s2", 1, "talk", 20_000, 40_000, "Two."),
        Statement("s3", 1, "elsewhere", 40_000, 60_000, "Not in this talk."),
    ]
