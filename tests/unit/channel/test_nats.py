"""What gets lost on the way between servers; what every channel must do is in tests/contract."""

import asyncio
import itertools
import logging

import msgspec
import pytest
from tests.conftest import settle
from tests.nats_servers import log_address, nats_server

from pulsemeter.channel import nats as channel_module
from pulsemeter.channel.nats import LOOK_MS, NatsChannel
from pulsemeter.domain.stage_view import StageSetting
from pulsemeter.release.activity import Activity
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.service.heard_elsewhere import Heard
from pulsemeter.service.ports import StoreError
from pulsemeter.service.stages_elsewhere import OnAir
from pulsemeter.storage.jetstream import connected, read_address

__all__ = ["nats_server"]
_numbers = itertools.count(1)


def release(number):
    return IntervalRelease(number, 0, number, "frozen", 100, [])


class Book:
    """Releases that were written down, whoever heard of them."""

    def __init__(self, upto=0):
        self.upto, self.asked, self.fails = upto, [], False

    async def missed(self, session, after):
        self.asked.append((session, after))
        if self.fails:
            raise StoreError("the book is closed")
        return [release(number) for number in range(after + 1, self.upto + 1)]


@pytest.fixture
def told(nats_server, clock):
    """Runs a story over one server's channel, its clock, its book, and a way to tell it things."""

    def run(story):
        async def whole():
            address = read_address(log_address(nats_server, f"told{next(_numbers)}", 1))
            async with connected(address) as client, connected(address) as other:
                book = Book()
                mine = NatsChannel(client, address.stream, 1, book.missed, clock)
                theirs = NatsChannel(other, address.stream, 2, book.missed, clock)
                tasks = [asyncio.create_task(end.run()) for end in (mine, theirs)]
                for end in (mine, theirs):
                    await end.listens.wait()
                await client.flush()
                try:
                    await story(mine, theirs, book, clock)
                finally:
                    for task in tasks:
                        task.cancel()
                    await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run(whole())

    return run


async def numbers(mailbox, count):
    taken = []
    async with asyncio.timeout(20):
        while len(taken) < count:
            taken += [number for number, _ in await mailbox.take(5)]
    return taken


async def until_told(condition):
    async with asyncio.timeout(20):
        while not condition():
            await settle()


def test_what_got_lost_before_a_release_is_taken_from_the_book_in_order(told):
    async def story(mine, theirs, book, clock):
        mailbox = mine.subscribe("C")
        theirs.release("C", release(1))
        assert await numbers(mailbox, 1) == [1]
        theirs.release("C", release(4))
        theirs.remarks("C")
        assert await numbers(mailbox, 1) == [0]
        book.upto = 5
        await clock.advance(LOOK_MS // 10)
        assert await numbers(mailbox, 4) == [2, 3, 4, 5]
        theirs.release("C", release(5))
        theirs.release("C", release(6))
        assert await numbers(mailbox, 1) == [6]

    told(story)


def test_the_book_is_asked_now_and_again_where_screens_are_open(told):
    async def story(mine, theirs, book, clock):
        mailbox, book.upto = mine.subscribe("C"), 3
        await clock.advance(LOOK_MS)
        assert await numbers(mailbox, 3) == [1, 2, 3]
        assert {session for session, _ in book.asked} == {"C"}
        mailbox.leave()
        book.asked.clear()
        await clock.advance(2 * LOOK_MS)
        assert book.asked == []

    told(story)


def test_a_release_that_was_found_in_the_book_before_it_was_told_comes_once(told):
    async def story(mine, theirs, book, clock):
        mailbox, elsewhere = mine.subscribe("C"), theirs.subscribe("C")
        mine.release("C", release(1))
        assert await numbers(elsewhere, 1) == [1]
        book.upto = 2  # written, and not told yet
        await clock.advance(LOOK_MS)
        mine.release("C", release(2))
        mine.release("C", release(3))
        assert await numbers(mailbox, 3) == [1, 2, 3]
        assert await numbers(elsewhere, 2) == [2, 3]

    told(story)


def test_the_first_screens_are_told_the_newest_only(told, monkeypatch):
    monkeypatch.setattr(channel_module, "RECENT", 2)

    async def story(mine, theirs, book, clock):
        mailbox, book.upto = mine.subscribe("C"), 9
        await clock.advance(LOOK_MS)
        assert await numbers(mailbox, 2) == [8, 9]

    told(story)


def test_screens_that_would_have_a_hole_are_sent_to_ask_for_what_they_miss(told, monkeypatch):
    monkeypatch.setattr(channel_module, "RECENT", 2)

    async def story(mine, theirs, book, clock):
        mailbox = mine.subscribe("C")
        theirs.release("C", release(1))
        assert await numbers(mailbox, 1) == [1]
        book.upto = 3  # two were missed: they are told
        await clock.advance(LOOK_MS)
        assert await numbers(mailbox, 2) == [2, 3]
        book.upto = 6  # three are too many
        await clock.advance(LOOK_MS)
        assert mailbox.is_closed
        again = mine.subscribe("C")
        assert not again.is_closed
        theirs.release("C", release(7))
        assert await numbers(again, 1) == [7]

    told(story)


def test_what_was_told_last_of_a_session_is_known_to_who_only_shows(told):
    async def story(mine, theirs, book, clock):
        assert mine.told_activity("C") is None
        mailbox, clock.now_ms = mine.subscribe("C"), 700
        activity = Activity("running", 1, 2, 3, 4, 5, 6, 7)
        theirs.activity("C", activity)
        assert await numbers(mailbox, 1) == [0]
        assert mine.told_activity("C") == (activity, 700)
        assert theirs.told_activity("C") is None

    told(story)


def test_servers_tell_each_other_what_is_on_air(told):
    async def story(mine, theirs, book, clock):
        on_air = (OnAir("C", b"\x00\xff", StageSetting(("all",), 30), 7),)
        assert mine.stages_elsewhere()[0] == ()
        clock.now_ms = 900
        theirs.tell_stages(on_air)
        await until_told(lambda: mine.stages_elsewhere()[0])
        assert mine.stages_elsewhere() == (on_air, 900)
        theirs.tell_stages(())
        await until_told(lambda: not mine.stages_elsewhere()[0])

    told(story)


def test_a_book_that_can_not_be_read_is_asked_again(told, caplog):
    async def story(mine, theirs, book, clock):
        mailbox, book.upto, book.fails = mine.subscribe("C"), 1, True
        await clock.advance(LOOK_MS)
        book.fails = False
        await clock.advance(LOOK_MS)
        assert await numbers(mailbox, 1) == [1]

    told(story)
    assert "the book is closed" in caplog.text


def test_own_messages_come_once(told):
    async def story(mine, theirs, book, clock):
        mailbox, echo = mine.subscribe("C"), theirs.subscribe("C")
        mine.release("C", release(1))
        mine.remarks("C")
        assert await numbers(echo, 2) == [1, 0]
        theirs.remarks("C")
        assert await numbers(mailbox, 3) == [1, 0, 0]

    told(story)


def test_what_a_server_of_another_version_says_is_passed_over(told, caplog):
    caplog.set_level(logging.WARNING)

    async def story(mine, theirs, book, clock):
        mailbox = mine.subscribe("C")
        theirs._tell("C", "weather", "fine")
        theirs._tell("C", "activity", "fine")
        await theirs._client.publish(f"{theirs._subject}.x", b"\xc1")
        await theirs._client.publish(f"{theirs._subject}.x", msgspec.msgpack.encode(["a"]))
        theirs.activity("C", Activity("running", 7, 0, 0, 0, 0, 0, 0))
        assert await numbers(mailbox, 1) == [0]

    told(story)
    assert len({one.message for one in caplog.records if "another version" in one.message}) == 4


def test_while_no_server_is_connected_nothing_is_kept_for_later(clock):
    class Away:
        is_connected = False

    async def story():
        channel = NatsChannel(Away(), "x", 1, Book().missed, clock)
        mailbox = channel.subscribe("C")
        for number in range(1, 4):
            channel.release("C", release(number))
        assert await numbers(mailbox, 3) == [1, 2, 3]
        sending = asyncio.create_task(channel._send())
        await settle()
        assert not channel._waiting
        sending.cancel()

    asyncio.run(story())


def test_servers_tell_each_other_who_is_there(told):
    async def story(mine, theirs, book, clock):
        mailbox = mine.subscribe("C")
        theirs.tell_heard(Heard((1, 2**63), (3,), {"C": [40]}))
        theirs.remarks("C")
        await numbers(mailbox, 1)
        assert mine.heard_elsewhere() == [Heard((1, 2**63), (3,), {"C": [40]})]
        assert mine.heard_elsewhere() == theirs.heard_elsewhere() == []

    told(story)
