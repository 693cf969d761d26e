"""What every book of seats must do."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.ports import ClosingAnswers, SeatRecord, StoreError, Stores

ANN = SeatRecord(
    Seat(
        2**62 + 3,
        "KENNEDY",
        SeatStep.STIMULUS,
        2,
        {"region": "north", "age": "18–29"},
        likes_left=False,
    ),
    b"a" * 32,
    b"A" * 32,
)
BOB = SeatRecord(Seat(17, "KENNEDY"), b"b" * 32, b"B" * 32, enters=4)
EVE = SeatRecord(Seat(18, "NIXON"), b"e" * 32, b"E" * 32)


async def add(stores: Stores, *records: SeatRecord) -> None:
    await stores.seats.add(records)


async def seated(stores: Stores) -> Sequence[SeatRecord]:
    return await stores.seats.all("KENNEDY")


def test_seats_are_kept_by_session_and_listed_by_id(engine: Any) -> None:
    engine.tell(lambda stores: add(stores, ANN, BOB, EVE))

    assert engine.tell(seated) == [BOB, ANN]
    assert engine.tell(lambda stores: stores.seats.all("NIXON")) == [EVE]
    assert engine.tell(lambda stores: stores.seats.all("NOBODY")) == []


def test_seats_are_added_all_or_none(engine: Any) -> None:
    twin = replace(EVE, secret_hash=ANN.secret_hash)

    with pytest.raises(StoreError):
        engine.tell(lambda stores: add(stores, BOB, ANN, twin))

    assert engine.tell(seated) == []


def test_writers_given_with_a_seat_are_kept(engine: Any) -> None:
    old = replace(ANN, seat=replace(ANN.seat, writers=(5, 9)))
    engine.tell(lambda stores: add(stores, old))

    assert engine.tell(seated) == [old]


@pytest.mark.parametrize(
    "twin",
    [
        SeatRecord(Seat(99, "KENNEDY"), ANN.secret_hash, b"?" * 32),
        SeatRecord(Seat(ANN.seat.id, "NIXON"), b"?" * 32, b"?" * 32),
    ],
    ids=["same secret", "same id"],
)
def test_a_seat_cannot_be_added_twice(engine: Any, twin: SeatRecord) -> None:
    async def story(stores: Stores) -> None:
        await add(stores, ANN)
        with pytest.raises(StoreError, match="exists already"):
            await stores.seats.add([twin])

    engine.tell(story)
    assert engine.tell(seated) == [ANN]


def test_the_state_of_seats_is_written_together(engine: Any) -> None:
    ann = replace(ANN.seat, step=SeatStep.CLOSING, categories={"region": "south"})
    bob = replace(BOB.seat, consent_version=3, likes_left=False, step=SeatStep.PROFILE)

    async def story(stores: Stores) -> None:
        await add(stores, ANN, BOB)
        await stores.seats.put([ann, bob])

    engine.tell(story)
    assert engine.tell(seated) == [replace(BOB, seat=bob), replace(ANN, seat=ann)]


def test_arm_order_and_stage_are_kept_and_erased(engine: Any) -> None:
    assigned = replace(BOB, seat=replace(BOB.seat, arm="cue", order=(2, 0, 1), stage=1))
    engine.tell(lambda stores: add(stores, assigned))
    assert engine.tell(seated) == [assigned]

    moved = replace(assigned.seat, stage=2)
    engine.tell(lambda stores: stores.seats.put([moved]))
    assert engine.tell(seated)[0].seat == moved

    engine.tell(lambda stores: stores.seats.erase("KENNEDY", moved.id))
    left = engine.tell(seated)[0].seat
    assert (left.arm, left.order, left.stage) == ("", (), 0)


def test_putting_a_seat_leaves_its_writers_alone(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await add(stores, ANN)
        await stores.seats.claim([(ANN.seat.id, 5)])
        await stores.seats.put([replace(ANN.seat, step=SeatStep.THANKS, writers=(1, 2, 3))])

    engine.tell(story)
    (kept,) = engine.tell(seated)
    assert (kept.seat.step, kept.seat.writers) == (SeatStep.THANKS, (5,))


def test_an_unknown_seat_is_refused_and_nothing_of_the_batch_is_written(engine: Any) -> None:
    stranger = Seat(404, "KENNEDY")

    async def story(stores: Stores) -> None:
        await add(stores, BOB)
        with pytest.raises(StoreError, match="no such seat"):
            await stores.seats.put([replace(BOB.seat, step=SeatStep.THANKS), stranger])
        with pytest.raises(StoreError, match="no such seat"):
            await stores.seats.claim([(BOB.seat.id, 5), (stranger.id, 5)])
        with pytest.raises(StoreError, match="no such seat"):
            await stores.seats.answer("KENNEDY", stranger.id, ClosingAnswers("good", "so"), 1)

    engine.tell(story)
    assert engine.tell(seated) == [BOB]
    assert engine.tell(lambda stores: stores.seats.answers("KENNEDY")) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    batches=st.lists(
        st.lists(
            st.tuples(st.sampled_from([ANN.seat.id, BOB.seat.id]), st.integers(1, 4)), max_size=6
        ),
        max_size=4,
    )
)
def test_a_writers_rank_is_the_order_of_its_first_claim(
    new_engine: Callable[[], Any], batches: list[list[tuple[int, int]]]
) -> None:
    engine = new_engine()
    engine.tell(lambda stores: add(stores, ANN, BOB))
    expected: dict[int, list[int]] = {ANN.seat.id: [], BOB.seat.id: []}
    for batch in batches:
        for seat, writer in batch:
            if writer not in expected[seat]:
                expected[seat].append(writer)
        ranks = engine.tell(lambda stores, batch=batch: stores.seats.claim(batch))
        assert ranks == [expected[seat].index(writer) + 1 for seat, writer in batch]
    assert {r.seat.id: list(r.seat.writers) for r in engine.tell(seated)} == expected


def test_a_seat_is_handed_over_and_its_former_secrets_are_kept(engine: Any) -> None:
    async def story(stores: Stores) -> list[bytes]:
        await add(stores, ANN, BOB)
        book = stores.seats
        former = [await book.hand_over(ANN.seat.id, secret * 32) for secret in (b"z", b"y")]
        await book.erase("KENNEDY", ANN.seat.id)
        return former

    assert engine.tell(story) == [b"a" * 32, b"z" * 32]
    bob, ann = engine.tell(seated)
    assert bob == BOB
    assert (ann.secret_hash, ann.recovery_hash) == (b"y" * 32, ANN.recovery_hash)
    assert ann.former_hashes == (b"a" * 32, b"z" * 32), "who withdrew is still told so everywhere"


def test_a_secret_holds_one_seat_once(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await add(stores, ANN, BOB)
        book = stores.seats
        await book.hand_over(ANN.seat.id, b"z" * 32)
        for secret in (BOB.secret_hash, ANN.secret_hash, b"z" * 32):
            with pytest.raises(StoreError, match="holds a seat, or held one"):
                await book.hand_over(ANN.seat.id, secret)
        with pytest.raises(StoreError, match="no such seat"):
            await book.hand_over(404, b"q" * 32)

    engine.tell(story)
    assert engine.tell(seated) == [
        BOB,
        replace(ANN, secret_hash=b"z" * 32, former_hashes=(ANN.secret_hash,)),
    ]


def test_a_seat_on_the_roster_keeps_its_first_interval(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await add(stores, ANN, BOB, EVE)
        await stores.seats.enter(
            "KENNEDY", [(ANN.seat.id, 0), (BOB.seat.id, 9), (EVE.seat.id, 1), (404, 1)]
        )

    engine.tell(story)
    assert {r.seat.id: r.enters for r in engine.tell(seated)} == {BOB.seat.id: 4, ANN.seat.id: 0}
    assert engine.tell(lambda stores: stores.seats.all("NIXON")) == [EVE]


def test_answers_come_back_without_saying_who_wrote_which_comment(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await add(stores, ANN, BOB, EVE)
        book = stores.seats
        await book.answer("KENNEDY", ANN.seat.id, ClosingAnswers("mixed", "Too long."), 50)
        await book.answer("KENNEDY", BOB.seat.id, ClosingAnswers("good", "Bravo!"), 70)
        await book.answer("NIXON", EVE.seat.id, ClosingAnswers("bad", "No."), 60)

    engine.tell(story)
    assert engine.tell(lambda stores: stores.seats.answers("KENNEDY")) == [
        ClosingAnswers("good"),
        ClosingAnswers("mixed"),
        ClosingAnswers("", "Too long."),
        ClosingAnswers("", "Bravo!"),
    ]


def test_impressions_come_by_seat_until_it_is_erased(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await add(stores, ANN, BOB, EVE)
        for record, said in ((ANN, "bad"), (BOB, "good"), (EVE, "neither")):
            code = record.seat.session
            await stores.seats.answer(code, record.seat.id, ClosingAnswers(said), 1)
        await stores.seats.erase("KENNEDY", BOB.seat.id)

    engine.tell(story)
    told = engine.tell(lambda stores: stores.seats.impressions("KENNEDY"))
    assert told == {ANN.seat.id: "bad"}


def test_an_answer_sent_again_takes_the_place_of_the_first(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await add(stores, ANN)
        for _ in range(2):
            await stores.seats.answer("KENNEDY", ANN.seat.id, ClosingAnswers("good", "Yes."), 50)
        await stores.seats.answer("KENNEDY", ANN.seat.id, ClosingAnswers("bad"), 51)
        await stores.seats.answer("KENNEDY", ANN.seat.id, ClosingAnswers(""), 52)

    engine.tell(story)
    assert engine.tell(lambda stores: stores.seats.answers("KENNEDY")) == [
        ClosingAnswers("bad"),
        ClosingAnswers("", "Yes."),
    ]


def test_an_erased_seat_stays_as_withdrawn_and_takes_nothing_more(engine: Any) -> None:
    async def story(stores: Stores) -> Sequence[int]:
        await add(stores, ANN, BOB)
        book = stores.seats
        await book.claim([(ANN.seat.id, 5), (BOB.seat.id, 6)])
        await book.answer("KENNEDY", ANN.seat.id, ClosingAnswers("good"), 50)
        await book.answer("KENNEDY", BOB.seat.id, ClosingAnswers("bad"), 51)
        await book.erase("NIXON", BOB.seat.id)
        await book.erase("KENNEDY", ANN.seat.id)
        await book.put([ANN.seat])
        await book.answer("KENNEDY", ANN.seat.id, ClosingAnswers("late", "late"), 52)
        return await book.claim([(ANN.seat.id, 8), (BOB.seat.id, 6)])

    assert engine.tell(story) == [0, 1]
    withdrawn = replace(ANN.seat, step=SeatStep.WITHDRAWN, categories={}, writers=())
    assert engine.tell(seated) == [
        replace(BOB, seat=replace(BOB.seat, writers=(6,))),
        replace(ANN, seat=withdrawn),
    ]
    assert engine.tell(lambda stores: stores.seats.answers("KENNEDY")) == [ClosingAnswers("bad")]
