import asyncio
import contextlib
from dataclasses import replace
from types import SimpleNamespace

import nats.errors
import pytest
from tests.nats_servers import log_address, nats_servers

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream import stream as stream_module
from pulsemeter.storage.jetstream.connection import connected
from pulsemeter.storage.jetstream.stream import OtherNewest, Stream


@pytest.fixture
def told(address):
    def run(story):
        async def whole():
            async with connected(address) as client:
                stream = Stream(client, address)
                await stream.make()
                return await story(stream, f"{address.stream}.log")

        return asyncio.run(whole())

    return run


def test_messages_are_fetched_in_order_and_in_as_many_answers_as_it_takes(told, monkeypatch):
    monkeypatch.setattr(stream_module, "_MESSAGES_AT_ONCE", 3)

    async def story(stream, root):
        for n in range(10):
            await stream.publish(f"{root}.{'ab'[n % 2]}.x", b"%d" % n)
        assert [m.data for m in await stream.fetch(f"{root}.a.>", 0, 4)] == [b"0", b"2", b"4", b"6"]
        assert [m.data for m in await stream.fetch(f"{root}.>", 5, 99)] == [
            b"%d" % n for n in range(5, 10)
        ]
        assert [m.sequence for m in await stream.fetch(f"{root}.b.x", 8, 9)] == [10]
        assert await stream.fetch(f"{root}.c.>", 0, 9) == []
        assert await stream.fetch(f"{root}.a.>", 9, 9) == []

    told(story)


def test_large_messages_come_in_several_answers(told, monkeypatch):
    monkeypatch.setattr(stream_module, "_BYTES_AT_ONCE", 2_000)

    async def story(stream, root):
        for n in range(7):
            await stream.publish(f"{root}.a.x", bytes([n]) * 900)
        assert [m.data[0] for m in await stream.fetch(f"{root}.a.x", 0, 99)] == [*range(7)]

    told(story)


def test_an_id_is_stored_once(told):
    async def story(stream, root):
        first = await stream.publish(f"{root}.a.x", b"one", id="7")
        assert await stream.publish(f"{root}.a.x", b"two", id="7") == first
        assert await stream.publish(f"{root}.a.x", b"three", id="8") == first + 1
        return [m.data for m in await stream.fetch(f"{root}.a.x", 0, 9)]

    assert told(story) == [b"one", b"three"]


def test_who_expects_another_newest_message_is_refused(told):
    async def story(stream, root):
        first = await stream.publish(f"{root}.a.x", b"one", newest=0)
        with pytest.raises(OtherNewest):
            await stream.publish(f"{root}.a.x", b"two", newest=0)
        await stream.publish(f"{root}.a.x", b"three", newest=first)
        newest = await stream.newest(f"{root}.a.>")
        assert (newest.sequence, newest.data) == (first + 1, b"three")
        assert await stream.newest(f"{root}.b.>") is None
        assert await stream.subjects(f"{root}.>") == {f"{root}.a.x"}

    told(story)


def test_what_is_erased_is_gone_and_twice_is_harmless(told):
    async def story(stream, root):
        first = await stream.publish(f"{root}.a.x", b"one")
        await stream.publish(f"{root}.a.x", b"two")
        await stream.erase(first)
        await stream.erase(first)
        await stream.erase(99)
        return [m.data for m in await stream.fetch(f"{root}.a.x", 0, 9)]

    assert told(story) == [b"two"]


def test_a_refusal_is_told_in_the_servers_words(address):
    async def story():
        async with connected(address) as client:
            await Stream(client, replace(address, replicas=3)).make()

    with pytest.raises(StoreError, match="refused: replicas > 1 not supported"):
        asyncio.run(story())


def test_a_log_without_its_servers_says_so_and_goes_on_when_they_are_back(tmp_path, monkeypatch):
    monkeypatch.setattr(stream_module, "ANSWER_S", 0.5)

    async def story(servers):
        address = stream_module.LogAddress(
            (log_address(servers, "x", 1).rpartition("/")[0],), "out", 1
        )
        async with connected(address) as client:
            stream = Stream(client, address)
            await stream.make()
            servers[0].kill()
            with pytest.raises(StoreError, match=r"doesn't answer .*more than half"):
                await stream.publish("out.log.a.x", b"one", id="1")
            with pytest.raises(StoreError, match="doesn't answer"):
                await stream.fetch("out.log.>", 0, 9)
            servers[0].start()
            async with asyncio.timeout(30):
                while True:
                    try:
                        await stream.publish("out.log.a.x", b"one", id="1")
                        break
                    except StoreError:
                        continue
            assert [m.data for m in await stream.fetch("out.log.>", 0, 9)] == [b"one"]

    with nats_servers(tmp_path / "one") as servers:
        asyncio.run(story(servers))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("nats: 'Authorization Violation'", "refuse this user or password .*in --log or PULSE"),
        ("[Errno 111] Connect call failed", "doesn't answer .*Connect call failed"),
        ("", "doesn't answer .no answer in time.*more than half"),
    ],
)
def test_why_no_server_lets_this_one_in_is_told(address, monkeypatch, said, told):
    monkeypatch.setattr(stream_module, "ANSWER_S", 0.01)

    class Outside:
        is_connected = is_closed = False
        last_error = nats.errors.Error(said) if said else None

    with pytest.raises(StoreError, match=told):
        asyncio.run(Stream(Outside(), address).info())


class LosingClient:
    """Servers without a leader, and a client that loses a cancellation: an answer comes in the
    same moment, and is handed on instead."""

    is_connected, is_closed, last_error = True, False, None

    def __init__(self):
        self.asked = asyncio.Event()

    async def request(self, subject, data, timeout, headers=None):
        assert not self.asked.is_set(), "it goes on asking"
        self.asked.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return SimpleNamespace(data=b'{"error": {"code": 503, "err_code": 10008}}')

    def new_inbox(self):
        return "inbox"

    async def subscribe(self, inbox):
        return self

    subject = "inbox"

    async def publish(self, subject, data, reply):
        pass

    async def next_msg(self, timeout):
        await self.request("", b"", timeout)
        raise nats.errors.TimeoutError

    async def unsubscribe(self):
        pass


@pytest.mark.parametrize("ask", [Stream.info, lambda stream: stream.fetch("log.>", 0, 9)])
def test_the_end_of_patience_and_a_cancellation_are_heeded_where_an_answer_covers_them(
    address, monkeypatch, ask
):
    async def patience_ends():
        with pytest.raises(StoreError, match="doesn't answer"):
            await ask(Stream(LosingClient(), address))

    async def is_cancelled():
        client = LosingClient()
        asking = asyncio.create_task(ask(Stream(client, address)))
        await client.asked.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    asyncio.run(is_cancelled())
    monkeypatch.setattr(stream_module, "ANSWER_S", 0.01)
    asyncio.run(patience_ends())


def test_what_tidies_up_after_a_cancellation_still_asks(told):
    async def story(stream, root):
        async def work():
            try:
                await asyncio.Event().wait()
            finally:
                await stream.publish(f"{root}.a.x", b"last")

        working = asyncio.create_task(work())
        await asyncio.sleep(0)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working
        return [m.data for m in await stream.fetch(f"{root}.>", 0, 9)]

    assert told(story) == [b"last"]
