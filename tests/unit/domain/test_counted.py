"""Numbers with their nouns."""

import pytest

from pulsemeter.domain.counted import counted


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((0, "cue"), "0 cues"),
        ((1, "cue"), "1 cue"),
        ((2, "cue"), "2 cues"),
        ((1_440, "person of the panel", "persons of the panel"), "1,440 persons of the panel"),
        ((1, "row lies", "rows lie"), "1 row lies"),
    ],
)
def test_one_is_one_and_all_else_are_many(asked, told):
    assert counted(*asked) == told
