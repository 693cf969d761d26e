import asyncio

from pulsemeter.channel import local
from pulsemeter.channel.local import LocalChannel
from pulsemeter.domain.decision import (
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionState,
)
from pulsemeter.domain.staff import Role
from pulsemeter.release.activity import Activity
from pulsemeter.release.figures import Count, IntervalFigure, IntervalRelease
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.view import View


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


def test_each_view_is_encoded_once_and_filtered():
    figures = [
        IntervalFigure(
            cell, Count(4, "near"), Count(5, "near"), Count(9, "near"), "most_disliked", 1
        )
        for cell in ("all", "region:north", "region:south")
    ]
    whole = IntervalRelease(1, 0, 0, "frozen", 100, figures)
    north = View(frozenset(("region:north",)), with_activity=False)

    async def story():
        channel = LocalChannel()
        everything = channel.subscribe("C")
        first, second = channel.subscribe("C", north), channel.subscribe("C", north)
        nothing = channel.subscribe("C", View(frozenset(("age",))))
        assert channel.screens("C") == 4
        channel.release("C", whole)
        cells = [PlannedCell(each.cell, each.cell, "region", (), 10) for each in figures]
        channel.plan("C", cells)
        channel.activity("C", Activity("running", 7, 30, 40, 50, 60, 70, 2, (("q", "Q", 1, 9),)))
        (_, seen), (_, plan), (_, status) = await first.take(1)
        same = [event for _, event in await second.take(1)]
        assert all(one is other for one, other in zip(same, (seen, plan, status), strict=True))
        assert b'"region:north"' in seen
        for other in (b"region:south", b'"all"'):
            assert other not in seen + plan
        assert b'"active":null' in status
        assert b'"joined":null' in status
        assert b'"session_ms":7' in status
        assert b'"quota_gaps":[]' in status
        assert b"region:south" in (await everything.take(1))[0][1]
        assert [b"release" in event for _, event in await nothing.take(1)] == [False, False]
        for mailbox in (first, second, nothing):
            mailbox.leave()
        channel.release("C", whole)
        assert len(channel._mailboxes["C"]) == 1

    asyncio.run(story())


def test_decisions_go_to_every_screen_with_the_reasons_of_own_audiences():
    author = Author("id-ada", "Ada", Role.EDITOR)
    entry = DecisionEntry(DecisionState.PROPOSED, author, 1_000, "+40 in the north")
    decision = Decision("d1", "talk", "C", "s1", 1, "region:north", DecisionKind.FEATURE, (entry,))

    async def story():
        channel = LocalChannel()
        views = {
            "north": View(frozenset({"region:north"})),
            "south": View(frozenset({"region:south"})),
            "all": View(),
        }
        mailboxes = {name: channel.subscribe("C", view) for name, view in views.items()}
        elsewhere = channel.subscribe("D")
        channel.decision("C", decision)
        for name, mailbox in mailboxes.items():
            ((number, event),) = await mailbox.take(1)
            assert number == 0
            assert event.startswith(b"event: decision\ndata: {")
            assert b"Ada" in event
            assert (b"+40" in event) is (name != "south")
        assert await elsewhere.take(0) == []

    asyncio.run(story())


def test_that_staff_wrote_something_is_told_to_all_and_nothing_of_it():
    async def story():
        channel = LocalChannel()
        views = (View(), View(frozenset({"region:south"})))
        mailboxes = [channel.subscribe("C", view) for view in views]
        elsewhere = channel.subscribe("D")
        for name in ("remarks", "asked"):
            getattr(channel, name)("C")
            event = f'event: {name}\ndata: {{"type":"{name}"}}\n\n'.encode()
            for mailbox in mailboxes:
                assert await mailbox.take(1) == [(0, event)]
        assert await elsewhere.take(0) == []

    asyncio.run(story())
