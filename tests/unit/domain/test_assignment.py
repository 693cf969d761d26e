"""What a study comes to for one seat, by its arm, its order and how far it has come."""

from dataclasses import replace

import pytest

from pulsemeter.domain.assignment import (
    arm_of,
    instrument_of,
    order_kind,
    presses,
    segment_attributes,
    segment_categories,
    shown_in,
    stimuli_left,
    stimuli_of,
    stimulus_now,
)
from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.participant import Seat
from pulsemeter.domain.playlist import Arm, Order, Playlist
from pulsemeter.domain.study import Stimulus

STIMULI = tuple(Stimulus(name, name.upper(), 10_000) for name in ("a", "b", "c"))
SLIDER = Instrument(kind=InstrumentKind.SLIDER)
ARMS = (
    Arm("all", "All"),
    Arm("two", "Two", stimuli=("c", "a"), instrument=SLIDER, order=Order.RANDOM),
    Arm("control", "Control", presses=False),
)


@pytest.fixture
def study(make_study):
    return make_study(stimuli=STIMULI, arms=ARMS, playlist=Playlist(Order.LATIN, 5_000))


def test_a_study_without_arms_shows_everything_in_its_own_order(make_study) -> None:
    study, seat = make_study(stimuli=STIMULI), Seat(1, "CODE")
    assert arm_of(study, seat) is None
    assert stimuli_of(study, seat) == (0, 1, 2)
    assert instrument_of(study, seat) is study.instrument
    assert presses(study, seat)


def test_an_arm_changes_instrument_stimuli_and_order(study) -> None:
    seat = Seat(1, "CODE", arm="two", order=(2, 0))
    assert instrument_of(study, seat) is SLIDER
    assert shown_in(study, arm_of(study, seat)) == (0, 2)
    assert stimuli_of(study, seat) == (2, 0)
    assert order_kind(study, arm_of(study, seat)) is Order.RANDOM
    assert order_kind(study, arm_of(study, Seat(1, "CODE", arm="all"))) is Order.LATIN


def test_a_control_arm_does_not_press(study) -> None:
    assert not presses(study, Seat(1, "CODE", arm="control"))
    assert presses(study, Seat(1, "CODE", arm="all"))


def test_the_seat_walks_through_its_own_order(study) -> None:
    seat = Seat(1, "CODE", arm="two", order=(2, 0))
    walked = [
        (
            study.stimuli[stimulus_now(study, replace(seat, stage=stage))].id,
            stimuli_left(study, replace(seat, stage=stage)),
        )
        for stage in range(4)
    ]
    assert walked == [("c", 2), ("a", 1), ("a", 0), ("a", 0)]
    assert stimulus_now(study, seat) == 2


def test_arms_that_press_are_an_attribute_of_segments(study, make_study) -> None:
    assert [a.id for a in segment_attributes(study)] == ["region", "arm"]
    assert [c.id for c in segment_attributes(study)[-1].categories] == ["all", "two"]
    seat = Seat(1, "CODE", categories={"region": "north"}, arm="two")
    assert segment_categories(study, seat) == {"region": "north", "arm": "two"}
    plain = make_study()
    assert segment_attributes(plain) == plain.attributes
    assert segment_categories(plain, seat) == {"region": "north"}
