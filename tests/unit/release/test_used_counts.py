import pytest

from pulsemeter.domain.protection import RESEARCH, SEALED, STANDARD
from pulsemeter.release.figures import IntervalFigure, StatementFigure, shown
from pulsemeter.release.rounding import code_triple
from pulsemeter.release.used_counts import NOBODY, used_counts


def told(triple):
    counts = (shown(triple.likes), shown(triple.dislikes), shown(triple.present))
    return StatementFigure("all", *counts, "undecided", "")


@pytest.mark.parametrize("profile", [RESEARCH, STANDARD, SEALED], ids=lambda p: p.name)
@pytest.mark.parametrize("roster", [5, 10, 11, 29, 30, 31, 32, 44])
def test_whatever_was_told_leads_back_to_what_the_gate_used(profile, roster):
    checked = 0
    for present in range(roster + 1):
        for likes in range(present + 1):
            for dislikes in range(present - likes + 1):
                triple = code_triple(likes, dislikes, present, roster, profile)
                assert used_counts(told(triple), profile) == triple.used
                checked += 1
    assert checked > roster


def test_of_an_interval_it_is_the_same():
    triple = code_triple(9, 2, 19, 20, STANDARD)
    counts = (shown(triple.likes), shown(triple.dislikes), shown(triple.present))
    assert used_counts(IntervalFigure("all", *counts, "most_liked", 1), STANDARD) == triple.used


def test_too_few_are_nobody():
    assert used_counts(told(code_triple(2, 1, 4, 12, STANDARD)), STANDARD) == NOBODY
