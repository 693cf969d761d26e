from dataclasses import replace

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.recruitment import CellQuota, Recruitment
from pulsemeter.service.keep_reserve import Reserve

NORTH = CellQuota((("region", "north"),), 10)
WAITS = Seat(1, "C", SeatStep.RESERVE, 1, {"region": "north"})


def test_seats_wait_in_the_order_of_arrival_and_leave_when_they_stand_elsewhere():
    reserve = Reserve()
    for number in (3, 1, 2, 3):
        reserve.follow(None, replace(WAITS, id=number))
    assert reserve.waiting == [3, 1, 2]
    reserve.follow(replace(WAITS, id=1), Seat(1, "C", SeatStep.WITHDRAWN))
    assert reserve.waiting == [3, 2]


def test_a_reserve_has_as_many_places_as_the_study_says_in_every_full_cell():
    reserve, recruitment = Reserve(), Recruitment(reserve=1)
    south = CellQuota((("region", "south"),), 10)
    assert reserve.has_room(recruitment, [NORTH])
    reserve.follow(None, WAITS)
    assert not reserve.has_room(recruitment, [NORTH])
    assert not reserve.has_room(recruitment, [south, NORTH])
    assert reserve.has_room(recruitment, [south])
    reserve.follow(WAITS, replace(WAITS, step=SeatStep.PRACTICE))
    assert reserve.has_room(recruitment, [NORTH])
    assert not Reserve().has_room(Recruitment(), [NORTH])
    reserve.is_over = True
    assert not reserve.has_room(recruitment, [NORTH])


def test_a_place_that_comes_free_is_noticed():
    reserve = Reserve()
    reserve.may_move = False
    sits = replace(WAITS, step=SeatStep.PRACTICE)
    reserve.follow(WAITS, sits)
    assert not reserve.may_move
    reserve.follow(sits, Seat(1, "C", SeatStep.WITHDRAWN))
    assert reserve.may_move
