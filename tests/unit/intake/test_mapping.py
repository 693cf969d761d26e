"""What a mapping is, as a value."""

from pulsemeter.intake.mapping import (
    FileRule,
    ImportMapping,
    Layout,
    TimeRule,
    Told,
    Unit,
    ValueRule,
)


def test_a_mapping_makes_a_study_if_it_has_sections_of_one() -> None:
    bare = ImportMapping(
        "m", "", "dials", FileRule(Layout.LONG), "id", TimeRule(Unit.SECONDS), ValueRule(),
        Told.UNKNOWN, Told.UNKNOWN,
    )  # fmt: skip
    assert not bare.makes_study
    whole = ImportMapping(
        "m", "", "dials", FileRule(Layout.LONG), "id", TimeRule(Unit.SECONDS), ValueRule(),
        Told.UNKNOWN, Told.UNKNOWN, study={"study": {"title": "Town hall"}},
    )  # fmt: skip
    assert whole.makes_study
