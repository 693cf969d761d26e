"""Which sessions can be made longer, and by how much."""

from dataclasses import replace

import pytest

from pulsemeter.domain.extension import LONGEST_MS, extended, goes_on, why_not_longer
from pulsemeter.domain.session import Session, SessionKind, SessionState, SessionStateError
from pulsemeter.domain.study import Consent, Stimulus, Study

STUDY = Study(
    name="debate", title="Debate", question="?", stimuli=(Stimulus("air", "On air", 600_000),),
    attributes=(), consent=Consent("we", "we", "presses", "any time"),
)  # fmt: skip
RUNNING = Session("KENNEDY", "debate", SessionKind.LIVE, state=SessionState.RUNNING)


def test_the_end_moves_and_how_far_is_kept():
    study, session = extended(STUDY, RUNNING, 300_000)
    assert study.stimuli[0].duration_ms == 900_000
    again = extended(study, session, 60_000)
    assert (again[0].stimuli[0].duration_ms, again[1].extended_ms) == (960_000, 360_000)


@pytest.mark.parametrize(
    ("study", "session", "said"),
    [
        (STUDY, replace(RUNNING, kind=SessionKind.ON_DEMAND), "own clock"),
        (STUDY, replace(RUNNING, state=SessionState.CLOSED), "over"),
        (replace(STUDY, stimuli=STUDY.stimuli * 2), RUNNING, "several stimuli"),
        (replace(STUDY, stimuli=(Stimulus("f", "F", 9, "f.mp4"),)), RUNNING, "has a file"),
        (replace(STUDY, stimuli=(Stimulus("l", "L", LONGEST_MS),)), RUNNING, "12 hours"),
    ],
)
def test_what_can_not_be_extended_says_why(study, session, said):
    assert said in why_not_longer(study, session)
    with pytest.raises(SessionStateError, match=said):
        extended(study, session, 60_000)
    assert why_not_longer(STUDY, RUNNING) == ""


@pytest.mark.parametrize("by_ms", [0, 59_999, 3_600_001])
def test_a_minute_at_least_and_an_hour_at_most(by_ms):
    with pytest.raises(SessionStateError, match="1 to 60 minutes"):
        extended(STUDY, RUNNING, by_ms)


def test_no_session_is_longer_than_half_a_day():
    nearly = replace(STUDY, stimuli=(Stimulus("l", "L", LONGEST_MS - 1_000),))
    study, session = extended(nearly, RUNNING, 600_000)
    assert (study.stimuli[0].duration_ms, session.extended_ms) == (LONGEST_MS, 1_000)


def test_a_page_that_knows_an_earlier_end_is_led_back():
    study, session = extended(STUDY, RUNNING, 60_000)
    assert goes_on(study, session, 600_500)
    assert not goes_on(study, session, 659_900)
    assert not goes_on(study, replace(session, state=SessionState.CLOSED), 600_500)
    assert not goes_on(STUDY, RUNNING, 1_000)
