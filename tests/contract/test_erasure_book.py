"""What every book of erasures must do."""

from dataclasses import replace
from typing import Any

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.answer_ports import Said
from pulsemeter.service.erasure_ports import Withdrawal
from pulsemeter.service.ports import ClosingAnswers, SeatRecord, Stores

ENGINES = ("memory", "sqlite", "postgresql", "jetstream")
ANN = Seat(11, "KENNEDY", SeatStep.STIMULUS, 1, {"region": "north"}, arm="loud", order=(1, 0))
BOB = Seat(12, "KENNEDY", SeatStep.STIMULUS, 1, {"region": "south"})
EVE = Seat(13, "NIXON", SeatStep.STIMULUS, 1, {"region": "south"})
NORTH, CELL = (("region", "north"),), (("age", "old"), ("region", "north"))


async def begin(stores: Stores) -> None:
    secret = (bytes([n]) * 32 for n in range(9))
    await stores.seats.add([SeatRecord(s, next(secret), next(secret)) for s in (ANN, BOB, EVE)])
    await stores.seats.claim([(seat.id, 7) for seat in (ANN, BOB, EVE)])


async def seats(stores: Stores, code: str = "KENNEDY") -> dict[int, SeatRecord]:
    return {record.seat.id: record for record in await stores.seats.all(code)}


def test_a_withdrawal_is_listed_and_unfinished_until_the_log_is_clean(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await begin(stores)
        await stores.seats.erase("KENNEDY", ANN.id)
        await stores.seats.erase("KENNEDY", ANN.id)
        await stores.seats.erase("NIXON", BOB.id)  # no seat of that session

    gone = Withdrawal("KENNEDY", ANN.id)
    engine.tell(story)
    assert engine.tell(lambda stores: stores.erasures.unfinished()) == [gone]
    engine.tell(lambda stores: stores.erasures.finish(gone))
    engine.tell(lambda stores: stores.erasures.finish(gone))
    engine.tell(lambda stores: stores.seats.erase("KENNEDY", ANN.id))
    assert engine.tell(lambda stores: stores.erasures.unfinished()) == []
    assert engine.tell(lambda stores: stores.erasures.withdrawals()) == [gone]


def test_a_coarse_profile_stays_coarse(engine: Any) -> None:
    coarse = replace(ANN, categories={"region": "north+south"}, arm="", order=())

    async def story(stores: Stores) -> None:
        await begin(stores)
        await stores.erasures.coarsen("KENNEDY", [coarse], {NORTH: 1, CELL: 2})
        # What was on its way to the store when the profile was coarsened comes too late.
        await stores.seats.put([replace(ANN, step=SeatStep.THANKS, stage=1), BOB])
        await stores.erasures.coarsen("KENNEDY", [], {NORTH: 4})
        await stores.erasures.tidy()

    engine.tell(story)
    held = engine.tell(seats)
    assert held[ANN.id].seat == replace(coarse, step=SeatStep.THANKS, stage=1, writers=(7,))
    assert [held[s.id].is_coarse for s in (ANN, BOB)] == [True, False]
    assert held[BOB.id].seat == replace(BOB, writers=(7,))
    assert engine.tell(lambda stores: stores.erasures.margins("KENNEDY")) == {CELL: 2, NORTH: 5}
    assert engine.tell(lambda stores: stores.erasures.margins("NIXON")) == {}


def test_a_withdrawn_seat_gets_no_profile_back(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await begin(stores)
        await stores.erasures.coarsen("KENNEDY", [ANN], {})
        await stores.seats.erase("KENNEDY", ANN.id)
        await stores.erasures.coarsen("KENNEDY", [ANN, BOB], {})

    engine.tell(story)
    held = engine.tell(seats)[ANN.id]
    assert (held.seat.categories, held.seat.arm, held.seat.order) == ({}, "", ())
    assert not held.is_coarse


def test_times_are_dropped_where_they_stand(engine: Any, frame_of: Any) -> None:
    async def story(stores: Stores) -> tuple[int, int]:
        for number in range(3):
            await stores.log.append(frame_of([ANN.id, BOB.id], number=number))
        await stores.log.append(frame_of([EVE.id], "NIXON"))
        erasures = stores.erasures
        return await erasures.drop_times("KENNEDY"), await erasures.drop_times("KENNEDY")

    assert engine.tell(story) == (3, 0)
    frames = engine.tell(lambda stores: stores.log.read("KENNEDY"))
    assert [frame.gateway_sequence for _, frame in frames] == [0, 1, 2]
    assert all(not frame.records["received_ms"].any() for _, frame in frames)
    assert all(list(frame.records["seat"]) == [ANN.id, BOB.id] for _, frame in frames)
    ((_, other),) = engine.tell(lambda stores: stores.log.read("NIXON"))
    assert other.records["received_ms"].any()


def test_answers_of_a_session_are_dropped_and_nothing_else(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await begin(stores)
        for seat, code in ((ANN, "KENNEDY"), (BOB, "KENNEDY"), (EVE, "NIXON")):
            await stores.answers.put(code, seat.id, "after", {"q": "a"})
            await stores.seats.answer(code, seat.id, ClosingAnswers("good"), 0)
        await stores.erasures.drop_answers("KENNEDY")

    engine.tell(story)
    assert engine.tell(lambda stores: stores.answers.all("KENNEDY")) == {}
    assert len(engine.tell(lambda stores: stores.answers.all("NIXON"))) == 1
    assert len(engine.tell(lambda stores: stores.seats.answers("KENNEDY"))) == 2
    assert engine.tell(seats)[ANN.id].seat.categories == ANN.categories


def test_persons_of_a_session_are_erased_and_of_others_kept(engine: Any, frame_of: Any) -> None:
    async def story(stores: Stores) -> None:
        await begin(stores)
        for seat, code in ((ANN, "KENNEDY"), (BOB, "KENNEDY"), (EVE, "NIXON")):
            await stores.log.append(frame_of([seat.id], code, seat.id))
            await stores.seats.answer(code, seat.id, ClosingAnswers("good", "!"), seat.id)
            await stores.answers.put(code, seat.id, "after", {"q": "a"})
            await stores.answers.say(code, [(seat.id, Said("q", "words"))])
        await stores.seats.hand_over(ANN.id, b"!" * 32)
        await stores.erasures.coarsen("KENNEDY", [ANN], {NORTH: 1})
        await stores.erasures.note_step("KENNEDY", "coarsened")
        await stores.erasures.note_step("KENNEDY", "coarsened")
        await stores.seats.erase("KENNEDY", BOB.id)
        await stores.erasures.erase_persons("KENNEDY")
        await stores.erasures.erase_persons("KENNEDY")

    async def left(stores: Stores, code: str) -> list[int]:
        return [
            len(found)
            for found in (
                await stores.seats.all(code),
                await stores.log.read(code),
                await stores.seats.answers(code),
                await stores.answers.all(code),
                await stores.answers.said(code),
                await stores.erasures.margins(code),
            )
        ]

    engine.tell(story)
    assert engine.tell(lambda stores: left(stores, "KENNEDY")) == [0] * 6
    assert engine.tell(lambda stores: left(stores, "NIXON")) == [1, 1, 2, 1, 1, 0]
    assert engine.tell(lambda stores: stores.erasures.withdrawals()) == []
    assert engine.tell(lambda stores: stores.erasures.steps("KENNEDY")) == {"coarsened"}
    # The log goes on at a position of its own.
    at = engine.tell(lambda stores: stores.log.append(frame_of([EVE.id], "NIXON", 2)))
    assert at == 4


def test_a_log_without_its_order_holds_the_same_records_at_the_same_positions(
    engine: Any, frame_of: Any
) -> None:
    async def story(stores: Stores) -> Any:
        for session, number in (("KENNEDY", 1), ("NIXON", 2), ("KENNEDY", 3)):
            await stores.log.append(frame_of([9, number, 5], session, number))
        before = await stores.log.read("KENNEDY"), await stores.log.read("NIXON")
        await stores.erasures.forget_order("KENNEDY")
        await stores.erasures.forget_order("NOBODY")
        await stores.erasures.forget_arrival()
        await stores.credentials.forget_order()
        return before, (await stores.log.read("KENNEDY"), await stores.log.read("NIXON"))

    (mine, other), (now, other_now) = engine.tell(story)
    assert [at for at, _ in now] == [at for at, _ in mine] == [1, 3]
    assert rows_of(now) != rows_of(mine)
    assert rows_of(now) == sorted(rows_of(mine), key=lambda row: (row[0], row[1], row[3]))
    assert rows_of(other_now) == rows_of(other), "another session's records stay where they are"


def rows_of(frames: Any) -> list[Any]:
    return [row for _, frame in frames for row in frame.records.tolist()]
