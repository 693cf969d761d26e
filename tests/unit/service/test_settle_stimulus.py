"""A complete file in a study; the way there is told in test_receive_stimulus."""

import pytest

from pulsemeter.domain.study import Consent, Stimulus, Study
from pulsemeter.service.settle_stimulus import UploadRefused, settled_ms, stimulus_of
from pulsemeter.service.stimulus_ports import Arrival, ArrivalKind

STUDY = Study("moon", "Moon", "", (Stimulus("rice", "Rice", 0),), (), Consent("", "", "", ""))


def arriving(stimulus: str) -> Arrival:
    return Arrival("x", "moon", stimulus, ArrivalKind.STIMULUS, "", "a.mp4", 1, "m")


def test_the_stimulus_that_a_file_is_for() -> None:
    assert stimulus_of(STUDY, arriving("rice")) == STUDY.stimuli[0]
    with pytest.raises(UploadRefused, match="no stimulus 'ice'"):
        stimulus_of(STUDY, arriving("ice"))
    with pytest.raises(UploadRefused, match="no study 'moon'"):
        stimulus_of(None, arriving("rice"))


@pytest.mark.parametrize(
    ("made_ms", "last_ms", "settled"), [(9_000, 9_500, 9_500), (9_000, 9_501, 9_000), (9, 0, 9)]
)
def test_a_last_word_may_end_a_moment_after_the_film(
    made_ms: int, last_ms: int, settled: int
) -> None:
    assert settled_ms(made_ms, last_ms) == settled
