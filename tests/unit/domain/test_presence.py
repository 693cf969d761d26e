"""The codes of a cell: presses, named states, nothing between."""

import numpy as np

from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN, Presence, is_present, is_press


def test_all_codes_of_a_byte():
    for code in range(-128, 128):
        assert is_press(code) is (abs(code) <= 100)
        assert is_present(code) is (abs(code) <= 100 or code == SKIPPED)


def test_codes_are_those_of_the_record_and_fit_a_signed_byte():
    assert (SKIPPED, AWAY, UNKNOWN) == (101, 102, -128)
    assert [np.int8(code) for code in Presence] == [101, 102, -128]
    assert not any(is_press(code) for code in Presence)


def test_who_is_away_or_unheard_of_is_not_there():
    assert is_present(SKIPPED)
    assert not is_present(AWAY)
    assert not is_present(UNKNOWN)
