"""The profiles of protection and the floor that no setting goes below."""

from dataclasses import replace

import pytest

from pulsemeter.domain.protection import (
    CODE_FLOOR,
    PROFILES,
    REPORTED_SHARE,
    RESEARCH,
    SEALED,
    STANDARD,
    ReleaseMoment,
)


def test_the_table_of_the_profiles():
    table = {
        name: (p.smallest_roster, p.rounding_step, p.ends_coded, p.release_moment, p.comments)
        for name, p in PROFILES.items()
    }
    assert table == {
        "research": (5, 1, False, ReleaseMoment.EVERY_SECOND, True),
        "standard": (10, 2, True, ReleaseMoment.WHEN_REPORTED, True),
        "sealed": (30, 3, True, ReleaseMoment.AT_FREEZE, False),
    }
    assert REPORTED_SHARE == 0.8
    assert [name for name, p in PROFILES.items() if p.even_traffic] == ["sealed"]
    assert [name for name, p in PROFILES.items() if p.holds_comments] == ["sealed"]
    assert [name for name, p in PROFILES.items() if p.masks_comments] == ["standard", "sealed"]


def test_stricter_profiles_are_stricter_in_everything():
    for loose, strict in ((RESEARCH, STANDARD), (STANDARD, SEALED)):
        assert loose.smallest_roster < strict.smallest_roster
        assert loose.rounding_step < strict.rounding_step
        assert loose.ends_coded <= strict.ends_coded


@pytest.mark.parametrize("smallest", [CODE_FLOOR - 1, 1, 0, -3])
def test_no_setting_goes_below_the_floor(smallest):
    with pytest.raises(ValueError, match=rf"profile research: smallest roster {smallest} is below"):
        replace(RESEARCH, smallest_roster=smallest)


def test_the_floor_itself_is_allowed():
    assert replace(SEALED, smallest_roster=CODE_FLOOR).smallest_roster == 5


@pytest.mark.parametrize("step", [0, -1])
def test_counts_are_told_in_whole_steps(step):
    with pytest.raises(ValueError, match="rounding step must be 1 or more"):
        replace(STANDARD, rounding_step=step)
