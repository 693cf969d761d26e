import asyncio

from pulsemeter.channel import local
from pulsemeter.channel.local import LocalChannel
from pulsemeter.release.activity import Activity
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.release.plan import PlannedCell


def release(number):
    return IntervalRelease(number, 0, number, "frozen", 100, [])


def activity(session_ms):
    return Activity("running", session_ms, 0, 0, 0, 0, 0, 0)


def test_releases_come_in_order_and_of_the_activity_only_the_newest():
    async def story():
        channel = LocalChannel()
        mailbox = channel.subscribe("C")
        other = channel.subscribe("D")
        for number in (1, 2):
            channel.release("C", release(number))
            channel.activity("C", activity(number))
        channel.plan("C", [PlannedCell("all", "All", "all", (), 10)])
        taken = await mailbox.take(1)
        assert [number for number, _ in taken] == [1, 2, 0, 0]
        assert taken[0][1].startswith(b"event: release\nid: 1\ndata: {")
        assert taken[2][1].startswith(b"event: plan\ndata: ")
        assert b'"session_ms":2' in taken[3][1]
        assert await mailbox.take(0) == []
        assert await other.take(0) == []

    asyncio.run(story())


def test_everyone_gets_the_same_bytes():
    async def story():
        channel = LocalChannel()
        first, second = channel.subscribe("C"), channel.subscribe("C")
        channel.release("C", release(1))
        assert (await first.take(1))[0][1] is (await second.take(1))[0][1]

    asyncio.run(story())


def test_a_mailbox_that_is_full_is_closed_and_the_others_go_on(monkeypatch):
    monkeypatch.setattr(local, "MAILBOX_LENGTH_MAX", 2)

    async def story():
        channel = LocalChannel()
        slow, quick = channel.subscribe("C"), channel.subscribe("C")
        got = []
        for number in range(1, 6):
            channel.release("C", release(number))
            got += [n for n, _ in await quick.take(1)]
        assert got == [1, 2, 3, 4, 5]
        assert slow.is_closed
        assert await slow.take(1) == []
        assert not quick.is_closed

    asyncio.run(story())


def test_who_leaves_is_forgotten_and_closing_ends_every_stream():
    async def story():
        channel = LocalChannel()
        first, second = channel.subscribe("C"), channel.subscribe("C")
        first.leave()
        assert channel.screens("C") == 1
        channel.close()
        assert second.is_closed
        assert await second.take(5) == []

    asyncio.run(story())
