"""The link mends itself, sends again what is not acknowledged, and plays its mishaps."""

import asyncio

import msgspec
import pytest

from pulsemeter.rehearsal.page import PageModel
from pulsemeter.rehearsal.page_link import GaveUpError, PageLink
from pulsemeter.wire.participant import Ack


def linked(server, act, speed=100.0):
    """Run `act(link)` with a link that is kept; returns the messages it heard."""
    server.seats["the-key"] = 1
    heard = []

    async def run():
        async with server.serve():
            link = PageLink(server.base_url, "the-key", PageModel(7), speed, heard.append)
            async with asyncio.TaskGroup() as tasks:
                keeper = tasks.create_task(link.keep())
                await link.welcomed.wait()
                await act(link)
                keeper.cancel()
            link.close()

    asyncio.run(asyncio.wait_for(run(), 20))
    return heard


async def emptied(link):
    while not link.page.is_empty:
        link.heard.clear()
        await link.heard.wait()


def stored(server):
    return [(r.writer, r.sequence) for r in server.log]


def test_records_made_while_the_link_is_broken_follow_later(make_server):
    server = make_server()

    async def act(link):
        link.page.make("press", 1, 100)
        link.send()
        link.break_off(0.01)
        link.page.make("press", 2, 100)
        link.send()
        assert link.is_blocked
        await emptied(link)

    linked(server, act)
    assert sorted(stored(server)) == [(7, 1), (7, 2)]


def test_lost_acknowledgements_make_everything_come_again(make_server):
    server = make_server()

    async def act(link):
        link.go_deaf(0.05)
        link.page.make("press", 1, 100)
        link.send()
        await server.until(lambda: server.counts["new"] == 1)
        assert not link.page.is_empty
        await emptied(link)

    heard = linked(server, act)
    assert not any(isinstance(message, Ack) for message in heard)
    assert stored(server) == [(7, 1)]


def test_a_duplicated_frame_is_sent_twice(make_server):
    server = make_server()

    async def act(link):
        link.duplicates_next = True
        link.page.make("press", 1, 100)
        link.send()
        await server.until(lambda: server.counts["again"] == 1)
        await emptied(link)

    linked(server, act)
    assert stored(server) == [(7, 1)]


def test_a_held_frame_comes_after_the_next_or_when_no_other_follows(make_server):
    server = make_server()

    async def act(link):
        for holds in (True, False, True):
            link.holds_next = holds
            link.page.make("press", 1, 100)
            link.send()
        link.hold_no_more()
        await emptied(link)

    linked(server, act)
    assert stored(server) == [(7, 2), (7, 1), (7, 3)]


def test_another_page_takes_charge_with_its_own_writer(make_server):
    server = make_server()

    async def act(link):
        link.take_charge(PageModel(8))
        await link.welcomed.wait()
        link.page.make("press", 1, 100)
        link.send()
        await emptied(link)

    linked(server, act)
    assert server.writers["the-key"] == [7, 8]
    assert stored(server) == [(8, 1)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [(Ack(7, 99, "open", 0), "acknowledges record 99"), (Ack(7, -1, "nowhere", 0), "nowhere")],
)
def test_a_server_that_talks_nonsense_is_given_up(make_server, answer, said):
    server = make_server()
    server.answer = lambda page_key, message: answer

    with pytest.raises(ExceptionGroup) as caught:
        linked(server, lambda link: asyncio.sleep(0))
    assert caught.group_contains(GaveUpError, match=said)


def test_nonsense_is_what_the_wire_does_not_know():
    # The test above leans on this: an unknown state is refused by the decoder.
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"type": "ack", "writer": 7, "upto": 1, "state": "x", "session_ms": 0}, Ack)
