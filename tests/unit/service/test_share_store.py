"""Two servers over the same stores, each kept up to date with the other."""

import asyncio

import pytest

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionState
from pulsemeter.service import heard_elsewhere, share_store
from pulsemeter.service.group_commit import GroupCommit
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.ports import StoreError
from pulsemeter.service.share_store import LOOK_MS, SharedStore, follow_store

WRITER = 77


class Air:
    """Between servers: what one tells, all others hear."""

    def __init__(self):
        self.ends = []

    def end(self):
        end = Air.End(self)
        self.ends.append(end)
        return end

    class End:
        def __init__(self, air):
            self.air, self.heard, self.told = air, [], []

        def tell_heard(self, heard):
            self.told.append(heard)
            for end in self.air.ends:
                if end is not self:
                    end.heard.append(heard)

        def heard_elsewhere(self):
            heard, self.heard = self.heard, []
            return heard


@pytest.fixture
def servers(make_world):
    """Two servers, their ends of the air, and a turn of both."""
    one = make_world()
    other = one.restart()
    air = Air()
    ends = [air.end(), air.end()]
    shares = [
        SharedStore(w.enrolment, w.ingest, w.keeper, w.stores.log, end, w.clock)
        for w, end in zip((one, other), ends, strict=True)
    ]

    async def turn():
        one.clock.now_ms += LOOK_MS
        for share in (*shares, *shares):
            await one.done(share.tick())

    return one, other, ends, turn


def press(sequence):
    return Incoming(sequence, RecordKind.PRESS, 0, 0, 100, 1_000)


def test_who_is_there_at_one_server_is_there_for_the_other_and_is_told_by_one_alone(
    servers, make_study
):
    one, other, ends, turn = servers

    async def story():
        async with one.running():
            code = await one.session(make_study())
            seat = await one.sit(code, region="north")
            async with other.running():
                await one.go(code, SessionState.RUNNING)
                one.clock.now_ms += 20_000
                one.enrolment.hear(seat)
                await one.hello(seat, WRITER)
                await one.send(seat, WRITER, press(1))
                await turn()
                assert other.ingest.active() == {seat.id}
                assert other.ingest.lags(code) == one.ingest.lags(code) != []
                assert other.enrolment._last_heard_ms(seat.id, {}) > other.enrolment._begun_ms
                await turn()
                told = len(ends[0].told)
                for _ in range(20):
                    await turn()
                assert other.ingest.active() == set()
                assert all(heard.reactions == () for heard in ends[0].told[told:])
                assert all(heard.reactions == () for heard in ends[1].told)

    asyncio.run(story())


def test_many_are_told_in_several_messages(servers, make_study, monkeypatch):
    one, _, ends, turn = servers
    monkeypatch.setattr(share_store, "SEATS_TOLD_MAX", 2)

    async def story():
        async with one.running():
            await turn()
            assert ends[0].told == []
            now = one.clock.now_ms + LOOK_MS
            one.ingest.heard_ms.update(dict.fromkeys(range(5), now))
            one.ingest.lags_ms["C"] = [1]
            await turn()
            assert [heard.reactions for heard in ends[0].told] == [(0, 1), (2, 3), (4,)]
            assert [heard.lags_ms for heard in ends[0].told] == [{"C": [1]}, {}, {}]

    asyncio.run(story())
    assert heard_elsewhere.SEATS_TOLD_MAX * len(str(2**63)) < 1_048_576


def test_what_was_on_its_way_when_somebody_withdrew_elsewhere_is_erased_late(servers, make_study):
    one, other, _, turn = servers

    async def story():
        async with one.running():
            code = await one.session(make_study())
            seat = await one.sit(code, region="north")
            async with other.running():
                await one.go(code, SessionState.RUNNING)
                one.clock.now_ms += 20_000
                await other.enrolment.load(code)
                await turn()
                await other.hello(seat, WRITER)
                on_its_way = other.sent(seat, WRITER, press(1))
                await one.done(one.enrolment.withdraw(seat))
                await other.done(on_its_way)
                ((_, late),) = await one.stores.log.read(code)
                assert seat.id in late.records["seat"].tolist()
                await turn()
                assert other.enrolment.seat(seat.id).step is SeatStep.WITHDRAWN
                ((_, clean),) = await one.stores.log.read(code)
                assert clean.records["seat"].tolist() == [0]

    asyncio.run(story())


def test_persons_that_were_erased_elsewhere_are_forgotten_here(servers, make_study):
    one, other, _, turn = servers

    async def story():
        async with one.running():
            code = await one.session(make_study())
            seat = await one.sit(code, region="north")
            async with other.running():
                await other.keeper.room(code)
                await turn()
                await other.hello(seat, WRITER)
                await one.stores.erasures.erase_persons(code)
                await turn()
                assert other.enrolment.seats(code) == []
                assert other.ingest.heard_ms == {}
                assert code not in other.keeper.rooms

    asyncio.run(story())


def test_a_store_that_can_not_be_read_is_told_and_tried_again(servers, caplog):
    one, _, ends, _ = servers

    async def story():
        share = SharedStore(
            one.enrolment, one.ingest, one.keeper, one.stores.log, ends[0], one.clock
        )

        async def full():
            raise StoreError("the disk is full")

        refresh, one.enrolment.refresh = one.enrolment.refresh, full
        one.clock.now_ms += LOOK_MS
        await follow_store(share)
        one.enrolment.refresh = refresh
        one.clock.now_ms += LOOK_MS
        await follow_store(share)

    asyncio.run(story())
    assert caplog.text.count("the disk is full") == 1


def test_a_log_that_takes_nothing_holds_up_no_tick(servers, make_study, monkeypatch):
    one = servers[0]
    monkeypatch.setattr(share_store, "LOOK_MS", 10)

    async def story():
        share = SharedStore(
            one.enrolment, one.ingest, one.keeper, one.stores.log, Air().end(), one.clock
        )
        one.ingest.commits = GroupCommit(one.ingest._append, one.clock)  # that nobody runs
        share._withdrawn.add(("C", 7))
        one.clock.now_ms += LOOK_MS
        await share.tick()
        assert share._withdrawn == {("C", 7)}

    asyncio.run(story())
