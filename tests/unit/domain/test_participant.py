"""The seat: when its reactions are taken, and in which order page loads took it."""

import pytest

from pulsemeter.domain.participant import Seat, SeatStep

REACTING = {
    SeatStep.BEFORE,
    SeatStep.PRACTICE,
    SeatStep.AFTER,
    SeatStep.WHY,
    SeatStep.STIMULUS,
    SeatStep.BREAK,
    SeatStep.CLOSING,
    SeatStep.THANKS,
}


@pytest.mark.parametrize("step", SeatStep)
def test_reactions_are_taken_after_consent_and_profile(step):
    assert Seat(7, "KENNEDY", step, consent_version=1).may_react is (step in REACTING)


@pytest.mark.parametrize("step", SeatStep)
def test_without_consent_nothing_is_taken(step):
    assert not Seat(7, "KENNEDY", step).may_react


def test_writers_rank_from_one_in_the_order_of_their_coming():
    seat = Seat(7, "KENNEDY", writers=(555, 12))
    assert seat.writer_rank(555) == 1
    assert seat.writer_rank(12) == 2
    assert seat.writer_rank(13) is None


def test_a_new_seat_begins_with_consent_and_shares_nothing():
    first, second = Seat(1, "KENNEDY"), Seat(2, "KENNEDY")
    assert first.step is SeatStep.CONSENT
    first.categories["region"] = "north"
    assert second.categories == {}
