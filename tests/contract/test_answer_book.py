"""What every book of answers must do."""

from typing import Any

import pytest

from pulsemeter.domain.participant import Seat
from pulsemeter.service.answer_ports import Said
from pulsemeter.service.ports import SeatRecord, StoreError, Stores

ANN, BOB = SeatRecord(Seat(31, "MOON22"), b"a", b"A"), SeatRecord(Seat(17, "MOON22"), b"b", b"B")


async def seated(stores: Stores) -> None:
    await stores.seats.add([ANN, BOB])


def test_answers_are_kept_by_part_and_the_newer_stands(engine: Any) -> None:
    engine.tell(seated)
    engine.tell(lambda s: s.answers.put("MOON22", 31, "before", {"mood": "3", "voted": "yes"}))
    engine.tell(lambda s: s.answers.put("MOON22", 31, "after", {"mood": "5"}))
    engine.tell(lambda s: s.answers.put("MOON22", 31, "after", {"mood": "4"}))
    expected = {("before", "mood"): "3", ("before", "voted"): "yes", ("after", "mood"): "4"}
    assert engine.tell(lambda s: s.answers.of_seat("MOON22", 31)) == expected
    assert engine.tell(lambda s: s.answers.all("MOON22")) == {31: expected}
    assert engine.tell(lambda s: s.answers.of_seat("MOON22", 17)) == {}


def test_an_unknown_seat_is_refused(engine: Any) -> None:
    with pytest.raises(StoreError):
        engine.tell(lambda s: s.answers.put("MOON22", 99, "after", {"mood": "1"}))


def test_words_come_by_their_random_ids_and_once(engine: Any) -> None:
    engine.tell(seated)
    first, second = Said("more", "Well."), Said("why", "True!", "moon", "s1", 100)
    engine.tell(lambda s: s.answers.say("MOON22", [(70, first), (50, second)]))
    engine.tell(lambda s: s.answers.say("MOON22", [(70, second)]))
    engine.tell(lambda s: s.answers.say("OTHER2", [(60, first)]))
    assert engine.tell(lambda s: s.answers.said("MOON22")) == [second, first]


def test_withdrawal_takes_the_answers_along_and_lets_none_in(engine: Any) -> None:
    engine.tell(seated)
    for seat in (31, 17):
        engine.tell(lambda s, seat=seat: s.answers.put("MOON22", seat, "after", {"mood": "1"}))
    engine.tell(lambda s: s.seats.erase("MOON22", 31))
    engine.tell(lambda s: s.answers.put("MOON22", 31, "after", {"mood": "2"}))
    assert engine.tell(lambda s: s.answers.all("MOON22")) == {17: {("after", "mood"): "1"}}
