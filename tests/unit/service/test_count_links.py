"""What is told of used links moves by groups, and never says nobody or everybody."""

import pytest

from pulsemeter.service.count_links import used_at_least

STEP = 10


@pytest.mark.parametrize("made", [*range(20, 45), 100, 407])
def test_every_number_that_is_told_stands_for_as_many_as_the_smallest_group(made):
    told = [used_at_least(made, used, STEP) for used in range(made + 1)]
    assert all(least <= used for used, least in enumerate(told)), "it is true"
    assert told == sorted(told), "more used, no less told"
    for value in set(told):
        assert told.count(value) >= STEP, "who knows all others learns nothing of the last"
    assert told[0] == 0, "nobody and a few are told alike"
    assert told[-1] <= made - STEP, "everybody and all but a few are told alike"


@pytest.mark.parametrize("made", range(2 * STEP))
def test_of_too_few_links_nothing_is_told(made):
    assert {used_at_least(made, used, STEP) for used in range(made + 1)} == {None}
