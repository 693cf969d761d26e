"""Delivery over couriers that are told how to behave, under a clock that the test turns."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from tests.conftest import ManualClock, settle

from pulsemeter.domain.brief import (
    GIVE_UP_MS,
    WAITS_MS,
    Brief,
    BriefChannel,
    BriefState,
    Recipient,
    Told,
    TryOutcome,
)
from pulsemeter.service.courier_ports import AddressRefused, Message, Undelivered
from pulsemeter.service.deliver_briefs import AT_ONCE, LOOK_EVERY_MS, Delivery
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.memory.briefs import MemoryBriefBook

MAIL = BriefChannel.MAIL
Outcome = Callable[[], Awaitable[str]]


def taken() -> Outcome:
    async def take() -> str:
        return "250 OK"

    return take


def fails(said: str, *, is_final: bool = False, wait_ms: int = 0) -> Outcome:
    async def fail() -> str:
        raise Undelivered(said, is_final, wait_ms)

    return fail


def stalls() -> Outcome:
    async def stall() -> str:
        await asyncio.Event().wait()
        return ""

    return stall


@dataclass
class PlayedCourier:
    """Ends each try as the test says, the last outcome again and again."""

    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    carried: list[Message] = field(default_factory=list)
    drops_copies: bool = False

    def check(self, address: str) -> None:
        if "@" not in address:
            raise AddressRefused("no address")

    def secret_for(self, address: str) -> str:
        return f"secret of {address}"

    async def carry(self, message: Message) -> str:
        self.carried.append(message)
        outcomes = self.outcomes.get(message.to, [taken()])
        outcome = outcomes.pop(0) if len(outcomes) > 1 else outcomes[0]
        return await outcome()


class Post:
    """An outbox with two recipients and a played courier."""

    def __init__(self, **outcomes: list[Outcome]) -> None:
        self.book, self.clock = MemoryBriefBook(), ManualClock()
        self.courier = PlayedCourier({f"{n}@x.example": o for n, o in outcomes.items()})
        self.delivery = Delivery(self.book, {MAIL: self.courier}, self.clock)

    async def fill(self, *recipients: str, each: int = 1) -> None:
        for name in recipients:
            await self.book.put_recipient(
                Recipient(name, "moon", name.title(), MAIL, f"{name}@x.example", "de")
            )
            for k in range(each):
                written = Brief(
                    f"{name}-{k}", "moon", "KENNEDY", name, name.title(), "b1", f"{name}/{k}",
                    self.clock.wall_ms(), "subject", "text",
                    (Told("s1", 2, "all", "resonates", 7),), is_early=True, corrects="m0",
                )  # fmt: skip
                assert await self.book.add(written)

    async def states(self) -> dict[str, BriefState]:
        return {b.id: b.state for b in await self.book.of_session("KENNEDY")}


def play(post: Post, story: Callable[[Post], Awaitable[None]]) -> None:
    async def work() -> None:
        running = asyncio.create_task(post.delivery.keep_on())
        try:
            await story(post)
        finally:
            running.cancel()
            await settle()

    asyncio.run(work())


class AwayBook(MemoryBriefBook):
    """A book that can't be read at first."""

    away = 2

    async def due(self, now_ms: int, limit: int) -> Sequence[Brief]:
        self.away -= 1
        if self.away >= 0:
            raise StoreError("the database is away")
        return await super().due(now_ms, limit)


def test_a_book_that_is_away_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    async def story(post: Post) -> None:
        await post.fill("edda")
        await post.clock.advance(10 * LOOK_EVERY_MS)
        assert await post.states() == {"edda-0": BriefState.ARRIVED}

    post = Post()
    post.book = AwayBook()
    post.delivery = Delivery(post.book, {MAIL: post.courier}, post.clock)
    play(post, story)
    assert caplog.text.count("briefs wait: the database is away") == 2


def test_a_brief_arrives_once_with_all_that_it_tells() -> None:
    async def story(post: Post) -> None:
        await post.fill("edda")
        await post.clock.advance(10 * LOOK_EVERY_MS)
        assert await post.states() == {"edda-0": BriefState.ARRIVED}
        (message,) = post.courier.carried
        assert (message.id, message.to, message.language) == ("edda-0", "edda@x.example", "de")
        assert message.follows == "m0"
        assert message.facts["early"] is True
        assert message.facts["findings"] == [
            {"statement": "s1", "revision": 2, "audience": "all", "verdict": "resonates",
             "release": 7}
        ]  # fmt: skip
        (brief,) = await post.book.of_session("KENNEDY")
        assert [(t.outcome, t.said) for t in brief.tries] == [(TryOutcome.ARRIVED, "250 OK")]

    play(Post(), story)


def test_a_busy_receiver_is_tried_again_with_the_same_id_after_growing_waits() -> None:
    async def story(post: Post) -> None:
        await post.fill("edda")
        await post.clock.advance(LOOK_EVERY_MS)
        assert len(post.courier.carried) == 1
        await post.clock.advance(WAITS_MS[0] - 2 * LOOK_EVERY_MS)
        assert len(post.courier.carried) == 1
        await post.clock.advance(2 * LOOK_EVERY_MS)
        assert len(post.courier.carried) == 2
        await post.clock.advance(WAITS_MS[1] + 2 * LOOK_EVERY_MS)
        assert await post.states() == {"edda-0": BriefState.ARRIVED}
        assert {message.id for message in post.courier.carried} == {"edda-0"}
        (brief,) = await post.book.of_session("KENNEDY")
        assert [t.outcome.value for t in brief.tries] == ["later", "later", "arrived"]

    play(Post(edda=[fails("busy"), fails("busy"), taken()]), story)


def test_who_refuses_for_good_is_not_asked_again_and_nobody_else_suffers() -> None:
    async def story(post: Post) -> None:
        await post.fill("edda", "ben")
        await post.clock.advance(GIVE_UP_MS)
        assert await post.states() == {"edda-0": BriefState.GIVEN_UP, "ben-0": BriefState.ARRIVED}
        assert len(post.courier.carried) == 2

    play(Post(edda=[fails("unknown", is_final=True)]), story)


def test_a_wait_that_is_asked_for_is_kept() -> None:
    async def story(post: Post) -> None:
        await post.fill("edda")
        await post.clock.advance(119_000)
        assert len(post.courier.carried) == 1
        await post.clock.advance(3_000)
        assert len(post.courier.carried) == 2

    play(Post(edda=[fails("busy", wait_ms=120_000), taken()]), story)


def test_who_stalls_holds_up_only_their_own() -> None:
    async def story(post: Post) -> None:
        await post.fill("edda", each=3)
        await post.fill("ben", each=3)
        await post.clock.advance(20 * LOOK_EVERY_MS)
        states = await post.states()
        assert [states[f"ben-{k}"] for k in range(3)] == [BriefState.ARRIVED] * 3
        assert [states[f"edda-{k}"] for k in range(3)] == [BriefState.WAITING] * 3
        assert [m.id for m in post.courier.carried if m.to.startswith("edda")] == ["edda-0"]

    play(Post(edda=[stalls()]), story)


def test_no_more_are_carried_at_once_than_there_is_room_for() -> None:
    names = [f"r{k}" for k in range(AT_ONCE + 5)]

    async def story(post: Post) -> None:
        await post.fill(*names)
        await post.clock.advance(5 * LOOK_EVERY_MS)
        assert len(post.courier.carried) == AT_ONCE

    play(Post(**{name: [stalls()] for name in names}), story)


def test_what_was_cut_short_is_made_again_by_the_next_process() -> None:
    post = Post(edda=[stalls(), taken()])

    async def first(post: Post) -> None:
        await post.fill("edda")
        await post.clock.advance(LOOK_EVERY_MS)
        assert len(post.courier.carried) == 1

    async def second(post: Post) -> None:
        await post.clock.advance(2 * LOOK_EVERY_MS)
        assert await post.states() == {"edda-0": BriefState.ARRIVED}
        assert [m.id for m in post.courier.carried] == ["edda-0", "edda-0"]

    play(post, first)
    post.delivery = Delivery(post.book, {MAIL: post.courier}, post.clock)
    play(post, second)


def test_a_paused_recipient_gets_it_later_or_never() -> None:
    async def story(post: Post) -> None:
        await post.fill("edda")
        edda = (await post.book.recipients("moon"))[0]
        await post.book.put_recipient(replace(edda, is_paused=True))
        await post.clock.advance(60_000)
        assert post.courier.carried == []
        await post.book.put_recipient(edda)
        await post.clock.advance(2 * LOOK_EVERY_MS)
        assert await post.states() == {"edda-0": BriefState.ARRIVED}

        await post.fill("ben")
        ben = (await post.book.recipients("moon"))[1]
        await post.book.put_recipient(replace(ben, is_paused=True))
        await post.clock.advance(2 * LOOK_EVERY_MS)
        sent = len(post.courier.carried)
        post.clock.now_ms += GIVE_UP_MS
        await post.clock.advance(2 * LOOK_EVERY_MS)
        assert (await post.states())["ben-0"] is BriefState.GIVEN_UP
        assert sent == len(post.courier.carried)

    play(Post(), story)


def test_the_many_briefs_of_one_who_is_away_hide_nobody_elses() -> None:
    async def story(post: Post) -> None:
        await post.fill("edda", each=3 * AT_ONCE)
        await post.fill("ben")
        await post.clock.advance(2 * LOOK_EVERY_MS)
        assert (await post.states())["ben-0"] is BriefState.ARRIVED

    play(Post(edda=[stalls()]), story)


def test_a_removed_recipient_and_a_missing_channel_end_it_with_the_reason() -> None:
    async def story(post: Post) -> None:
        await post.fill("edda", "ben")
        ben = (await post.book.recipients("moon"))[1]
        await post.book.put_recipient(replace(ben, channel=BriefChannel.WEBHOOK))
        await post.book.drop_recipient("moon", "edda")
        await post.clock.advance(2 * LOOK_EVERY_MS)
        briefs = await post.book.of_session("KENNEDY")
        assert ["removed" in briefs[0].tries[0].said, "no way to send by webhook" in
                briefs[1].tries[0].said] == [True, True]  # fmt: skip
        assert {b.state for b in briefs} == {BriefState.GIVEN_UP}
        assert post.courier.carried == []

    play(Post(), story)


def test_an_address_in_a_chat_is_taken_only_where_there_is_a_courier_for_it() -> None:
    post = Post()
    post.delivery.check_address(BriefChannel.WEBHOOK, "nothing checks this")
    with pytest.raises(AddressRefused, match="no way to send by teams"):
        post.delivery.check_address(BriefChannel.TEAMS, "desk")


def test_an_address_is_checked_by_the_courier_of_its_channel() -> None:
    post = Post()
    assert post.delivery.channels == {MAIL}
    post.delivery.check_address(MAIL, "edda@x.example")
    post.delivery.check_address(BriefChannel.WEBHOOK, "nothing")
    with pytest.raises(AddressRefused):
        post.delivery.check_address(MAIL, "nothing")


def test_a_recipient_is_shown_the_secret_of_the_channel() -> None:
    edda = Recipient("r1", "moon", "Edda", MAIL, "edda@x.example")
    assert Post().delivery.secret_for(edda) == "secret of edda@x.example"
    assert Post().delivery.secret_for(replace(edda, channel=BriefChannel.WEBHOOK)) == ""
