"""A changed stimulus takes the place of the one with its id."""

from dataclasses import replace

import pytest

from pulsemeter.domain.study import Consent, Stimulus, Study
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.changes import with_stimulus

FIRST, SECOND = Stimulus("a", "A", 0), Stimulus("b", "B", 10)
STUDY = Study("moon", "Moon", "", (FIRST, SECOND), (), Consent("", "", "", ""))


def test_the_stimulus_of_the_same_id_is_replaced_in_its_place() -> None:
    known = replace(FIRST, duration_ms=500)
    assert with_stimulus(STUDY, "moon", known).stimuli == (known, SECOND)


def test_what_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(StoreError, match="no stimulus c"):
        with_stimulus(STUDY, "moon", Stimulus("c", "C", 1))
    with pytest.raises(StoreError, match="no study mars"):
        with_stimulus(None, "mars", FIRST)
