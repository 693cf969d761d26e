"""A study with two attributes of several categories, at every profile."""

from collections.abc import Callable

import pytest

from pulsemeter.domain.protection import STANDARD, ProtectionProfile
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study


@pytest.fixture(scope="session")
def study_of() -> Callable[..., Study]:
    """Makes the study; merge orders and two-way tables as given."""

    def make(
        profile: ProtectionProfile = STANDARD,
        *,
        merge_order: tuple[tuple[str, str], ...] = (),
        two_way: tuple[tuple[str, str], ...] = (),
    ) -> Study:
        regions = tuple(Category(c, c.title()) for c in ("north", "east", "south", "west"))
        ages = tuple(Category(c, c.title()) for c in ("young", "middle", "old"))
        return Study(
            name="tiny",
            title="Tiny",
            question="?",
            stimuli=(Stimulus("talk", "A talk", 60_000),),
            attributes=(
                Attribute("region", "Region", "Where?", regions, merge_order),
                Attribute("age", "Age", "How old?", ages),
            ),
            consent=Consent("we", "we", "little", "any time"),
            profile=profile,
            two_way=two_way,
        )

    return make
