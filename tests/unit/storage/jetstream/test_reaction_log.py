"""What only this log can get wrong; what every log must do is in tests/contract."""

import asyncio
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream import reaction_log
from pulsemeter.storage.jetstream.reaction_log import JetStreamReactionLog
from pulsemeter.storage.jetstream.stream import Stream
from pulsemeter.storage.memory.reactions import MemoryReactionLog
from pulsemeter.tally.frame import RECORD, Frame, encode_frame

CODE = "KENNEDY"


def frame(number, *seats, session=CODE):
    records = np.zeros(len(seats), dtype=RECORD)
    records["seat"] = seats
    records["sequence"] = number
    records["choice"] = 100
    records["received_ms"] = 5_000 + number
    return Frame(session, 3, number, records)


def shown(read):
    return [(at, encode_frame(held)) for at, held in read]


def seats_of(read):
    return {at: held.records["seat"].tolist() for at, held in read}


class PowerCut(Exception):
    """The program ended here."""


class CutStream(Stream):
    """A stream whose program loses power before it erases anything."""

    async def erase(self, sequence):
        raise PowerCut


def cut(client, address):
    return JetStreamReactionLog(CutStream(client, address))


def test_a_frame_offered_again_is_stored_once(tell):
    async def story(client, log):
        first = await log.append(frame(1, 11))
        assert await log.append(frame(1, 11)) == first
        assert await log.append(frame(1, 11, session="NIXON")) == first + 1
        return seats_of(await log.read(CODE))

    assert tell(story) == {1: [11]}


def test_nothing_of_a_seat_lies_on_in_the_servers_files(tell, nats_server, address):
    gone, stays = 0xD15EA5ED0BADF00D, 0x0DDBA11C0FFEE123

    def on_disk(seat: int) -> bool:
        folder = Path(nats_server[0].folder) / "jetstream" / "$G" / "streams" / address.stream
        needle = seat.to_bytes(8, "little")
        return any(needle in path.read_bytes() for path in folder.rglob("*") if path.is_file())

    async def story(client, log):
        for number in range(1, 6):
            await log.append(frame(number, gone, stays))
        assert on_disk(gone)
        assert await log.redact(CODE, gone) == 5

    tell(story)
    assert not on_disk(gone)
    assert on_disk(stays)


def test_a_reader_that_was_between_finds_the_others_at_the_old_position(tell):
    async def story(client, log):
        positions = [await log.append(frame(n, 11, 20 + n)) for n in range(1, 6)]
        await log.redact(CODE, 11)
        await log.append(frame(6, 30))
        seen, after = {}, positions[1]
        while read := await log.read(CODE, after, 2):
            seen |= seats_of(read)
            after = read[-1][0]
        return seen

    assert tell(story) == {3: [0, 23], 4: [0, 24], 5: [0, 25], 11: [30]}


def test_a_reader_at_the_end_passes_over_what_was_rewritten_once(tell, monkeypatch):
    fetched = []
    fetch = Stream.fetch

    async def counting(self, subject, after, limit):
        found = await fetch(self, subject, after, limit)
        fetched.append(len(found))
        return found

    monkeypatch.setattr(Stream, "fetch", counting)

    async def story(client, log):
        last = [await log.append(frame(n, 11, 20 + n)) for n in range(1, 31)][-1]
        await log.redact(CODE, 11)
        assert await log.read(CODE, last, 10) == []
        fetched.clear()
        assert await log.read(CODE, last, 10) == []
        assert sum(fetched) == 0
        after = await log.append(frame(31, 12))
        return seats_of(await log.read(CODE, last, 10)), after

    read, after = tell(story)
    assert read == {after: [12]}


def test_two_seats_that_withdraw_at_once_are_both_gone(tell, address):
    async def story(client, log):
        for number in range(1, 21):
            await log.append(frame(number, 11, 12, 13))
        other = JetStreamReactionLog(Stream(client, address))
        changed = await asyncio.gather(log.redact(CODE, 11), other.redact(CODE, 12))
        assert changed == [20, 20]
        return seats_of(await log.read(CODE))

    assert tell(story) == {position: [0, 0, 13] for position in range(1, 21)}


def test_a_redaction_that_a_power_cut_ended_is_finished_by_the_next(tell, address):
    async def story(client, log):
        for number in range(1, 4):
            await log.append(frame(number, 11, 12))
        with pytest.raises(PowerCut):
            await cut(client, address).redact(CODE, 11)
        read = seats_of(await log.read(CODE))
        assert [seats[1] for seats in read.values()] == [12, 12, 12]
        await log.redact(CODE, 11)
        assert seats_of(await log.read(CODE)) == {1: [0, 12], 2: [0, 12], 3: [0, 12]}
        kept = [message.data async for page in log._pages(CODE) for message in page]
        assert len(kept) == 3
        assert not any((11).to_bytes(8, "little") in data for data in kept)

    tell(story)


def test_dropping_times_stores_every_frame_anew_even_those_without_times(tell, address):
    async def story(client, log):
        await log.append(frame(1, 11))
        bare = frame(2, 12)
        bare.records["received_ms"] = 0
        await log.append(bare)
        with pytest.raises(PowerCut):
            await cut(client, address).drop_times(CODE)
        assert await log.drop_times(CODE) == 1
        assert await log.drop_times(CODE) == 0
        read = await log.read(CODE)
        assert seats_of(read) == {1: [11], 2: [12]}
        assert not any(held.records["received_ms"].any() for _, held in read)
        kept = [m async for page in log._pages(CODE) for m in page]
        assert min(message.sequence for message in kept) > 2
        assert len(kept) == 2

    tell(story)


def test_forgetting_the_order_loses_nothing_to_a_power_cut(tell, address):
    async def story(client, log):
        await log.append(frame(1, 13, 11))
        await log.append(frame(2, 12))
        await log.append(frame(3, 10, 14))
        before = {(r["seat"], r["sequence"]) for _, f in await log.read(CODE) for r in f.records}
        with pytest.raises(PowerCut):
            await cut(client, address).forget_order(CODE)
        await log.forget_order(CODE)
        read = await log.read(CODE)
        assert seats_of(read) == {1: [10, 11], 2: [12], 3: [13, 14]}
        assert {(r["seat"], r["sequence"]) for _, f in read for r in f.records} == before
        await log.forget_order(CODE)
        assert shown(await log.read(CODE)) == shown(read)

    tell(story)


def test_what_was_not_completed_is_taken_back(tell):
    async def story(client, log):
        positions = [await log.append(frame(n, 11)) for n in (1, 2, 3)]
        await log.take_back(positions[1:])
        assert await log.codes() == {CODE}
        assert seats_of(await log.read(CODE)) == {1: [11]}
        await log.take_back(positions)
        assert await log.codes() == set()

    tell(story)


def test_a_damaged_frame_is_told_with_its_position(tell, address):
    async def story(client, log):
        stream = Stream(client, address)
        await stream.publish(f"{address.stream}.log.{CODE}.frame", b"nothing of ours")
        with pytest.raises(StoreError, match=f"position 1 of the log {address.stream} is damaged"):
            await log.read(CODE)

    tell(story)


class Behind(Stream):
    """Whoever answers a fetch has heard of two messages so far, and of all after some more."""

    asked, wakes = 0, 3

    async def fetch(self, subject, after, limit):
        Behind.asked += 1
        known = 2 if Behind.asked <= Behind.wakes else 2**60
        return [m for m in await super().fetch(subject, after, limit) if m.sequence <= known]


@pytest.fixture
def behind(monkeypatch, address):
    monkeypatch.setattr(reaction_log, "_BEHIND_S", 0)
    monkeypatch.setattr(Behind, "asked", 0)

    async def filled(client, log):
        for number in range(1, 4):
            await log.append(frame(number, 11))
        return JetStreamReactionLog(Behind(client, address))

    return filled


def test_the_end_of_the_log_is_what_the_leader_says(tell, behind):
    async def story(client, log):
        slow = await behind(client, log)
        assert seats_of(await slow.read(CODE)) == {1: [11], 2: [11]}
        assert seats_of(await slow.read(CODE, 2)) == {3: [11]}
        assert await slow.read(CODE, 3) == []

    tell(story)


def test_a_server_that_stays_behind_is_told(tell, behind, monkeypatch):
    monkeypatch.setattr(Behind, "wakes", 1_000)

    async def story(client, log):
        slow = await behind(client, log)
        with pytest.raises(StoreError, match="stays behind"):
            await slow.redact(CODE, 11)

    tell(story)


NUMBERS = itertools.count(100)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.sampled_from([CODE, "NIXON"]), st.integers(11, 14)),
        st.tuples(st.just("redact"), st.sampled_from([CODE, "NIXON"]), st.integers(11, 14)),
        st.tuples(st.just("read"), st.just(CODE), st.integers(1, 4)),
        st.tuples(st.just("drop_times"), st.sampled_from([CODE, "NIXON"]), st.just(0)),
    ),
    min_size=5,
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
@given(steps=STEPS)
def test_a_follower_sees_every_frame_once_at_its_place_whatever_is_rewritten(
    tell, address, monkeypatch, steps
):
    """Beside it the log in memory, whose frames never move."""
    monkeypatch.setattr(reaction_log, "_BUCKET", 3)

    async def story(client, log):
        model, at, back, after, seen = MemoryReactionLog(), {}, {}, 0, []
        for code in (CODE, "NIXON"):
            await log.erase(code)
        base = (await log._stream.info())["state"]["last_seq"]
        for what, code, seat in steps:
            number = next(NUMBERS)
            if what == "append":
                position = await log.append(frame(number, seat, 15, session=code))
                at[position] = await model.append(frame(number, seat, 15, session=code))
                back[at[position]] = position
            elif what == "read":
                read = await log.read(code, after, seat)
                expected = await model.read(code, at.get(after, 0), seat)
                assert bool(read) == bool(expected)
                assert shown(read) == shown([(back[p], f) for p, f in expected[: len(read)]])
                seen += [position for position, _ in read]
                after = seen[-1] if seen else 0
            elif what == "redact":
                assert await log.redact(code, seat) == await model.redact(code, seat)
            else:
                assert await log.drop_times(code) == model.drop_times(code)
        whole = await log.read(CODE, base)
        assert shown(whole) == shown([(back[p], f) for p, f in await model.read(CODE)])
        assert seen == [position for position, _ in whole][: len(seen)]

    tell(story)
