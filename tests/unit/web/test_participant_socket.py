import asyncio

import msgspec
import pytest

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionState
from pulsemeter.service.ports import StoreError
from pulsemeter.web.even_answers import ANSWER_BYTES
from pulsemeter.web.participant_socket import KINDS, ParticipantSockets, incoming, spread_ms
from pulsemeter.web.socket import (
    CLOSE_GOING_AWAY,
    CLOSE_MALFORMED,
    CLOSE_POLICY,
    Greeting,
    Handshake,
    Refusal,
)
from pulsemeter.wire.participant import Hello, Ping, Records, Sealed, WireRecord


class Wire:
    """One open socket that keeps what is sent."""

    def __init__(self, key):
        self.key, self.is_open = key, True
        self.frames, self.closed_with, self.sizes = [], None, []

    def send(self, frame):
        self.sizes.append(len(frame))
        self.frames.append(msgspec.json.decode(frame))

    def close(self, code, reason=""):
        self.closed_with = (code, reason)

    def take(self):
        frames, self.frames = self.frames, []
        return frames


def handshake(site, cookie=None, **headers):
    secret = site.page_key if cookie is None else cookie
    return Handshake("/p/socket", "", {"host": "pulse.test", **headers}, {"pm_seat": secret})


@pytest.fixture
def talk(visit):
    """A story with the handler and one open socket of the participant."""

    def run(story, **changes):
        async def whole(site):
            sockets = ParticipantSockets(site.services)
            wire = Wire(site.seat.id)
            sockets.opened(wire)

            async def say(message, on=wire):
                sockets.received(on, msgspec.json.encode(message))
                await site.world.clock.advance(100)
                return on.take()

            await story(site, sockets, wire, say)

        visit(whole, **changes)

    return run


def test_wire_kinds_are_record_kinds():
    kinds = {k.name.lower(): k for k in RecordKind if k is not RecordKind.REFUSED}
    assert kinds == KINDS
    row = incoming([WireRecord(3, "press", 700, -100, 1, 2)])[0]
    assert row == (3, RecordKind.PRESS, 1, 2, -100, 700)


def test_more_lines_come_back_within_more_time_up_to_a_minute():
    assert [spread_ms(lines) for lines in (0, 20, 5_000, 100_000)] == [0, 200, 50_000, 60_000]


def test_hello_records_and_pings_are_answered(talk):
    async def story(site, sockets, wire, say):
        (welcome,) = await say(Hello(7))
        assert (welcome["type"], welcome["writer"], welcome["upto"]) == ("welcome", 7, 0)
        assert welcome["spread_ms"] == spread_ms(1)
        (ack,) = await say(Records(7, [WireRecord(1, "press", 1_000, 100)]))
        assert (ack["type"], ack["upto"], ack["state"]) == ("ack", 1, "running")
        now_ms = site.world.conduct.place(site.code).session_ms
        (pong,) = await say(Ping(5))
        assert pong == {"type": "pong", "probe": 5, "session_ms": now_ms}

    talk(story)


def test_nothing_is_acknowledged_before_the_log_has_it(talk):
    async def story(site, sockets, wire, say):
        await say(Hello(7))
        gate, append = asyncio.Event(), site.world.stores.log.append

        async def held(frame):
            await gate.wait()
            return await append(frame)

        site.world.stores.log.append = held
        assert await say(Records(7, [WireRecord(1, "press", 1_000, 100)])) == []
        gate.set()
        await site.world.clock.advance(100)
        assert wire.take()[0]["upto"] == 1

    talk(story)


def test_a_page_that_says_hello_while_the_log_can_not_be_read_comes_back_later(talk):
    async def story(site, sockets, wire, say):
        async def away(seat):
            raise StoreError("the log doesn't answer")

        site.services.keeper.resume_ms = away
        assert await say(Hello(7)) == []
        assert wire.closed_with[0] == CLOSE_GOING_AWAY

    talk(story)


def test_a_second_page_takes_over_and_the_first_may_still_deliver(talk):
    async def story(site, sockets, wire, say):
        await say(Hello(7))
        second = Wire(site.seat.id)
        sockets.opened(second)
        (welcome,) = await say(Hello(8), on=second)
        assert welcome["writer"] == 8
        assert wire.take() == [{"type": "taken_over", "writer": 7}]
        (ack,) = await say(Records(7, [WireRecord(1, "press", 1_000, 100)]))
        assert ack["upto"] == 1

    talk(story)


def test_a_page_that_comes_back_after_a_takeover_pushes_nobody_out(talk):
    async def story(site, sockets, wire, say):
        await say(Hello(7))
        second = Wire(site.seat.id)
        sockets.opened(second)
        await say(Hello(8), on=second)
        wire.take()
        sockets.closed(wire)  # out of reach for a while, and back on another socket
        back = Wire(site.seat.id)
        sockets.opened(back)
        assert await say(Hello(7), on=back) == [{"type": "taken_over", "writer": 7}]
        assert second.take() == []
        (ack,) = await say(Records(7, [WireRecord(1, "press", 1_000, 100)]), on=back)
        assert ack["upto"] == 1

    talk(story)


def test_another_device_takes_over_and_the_sockets_of_the_first_are_let_go(talk):
    async def story(site, sockets, wire, say):
        await say(Hello(7))
        unmet, stranger = Wire(site.seat.id), Wire(site.seat.id + 1)
        for socket in (unmet, stranger):
            sockets.opened(socket)
        work = site.services.enrolment.take_over(site.seat, "n" * 24)
        await site.world.done(work)
        assert wire.take() == [{"type": "taken_over", "writer": 7}]
        assert unmet.take() == []
        assert wire.closed_with[0] == unmet.closed_with[0] == CLOSE_GOING_AWAY
        assert stranger.closed_with is None
        assert isinstance(sockets.admit(handshake(site)), Refusal)
        assert sockets.admit(handshake(site, cookie="n" * 24)) == Greeting(site.seat.id)

    talk(story)


def test_frames_that_are_not_ours_and_writers_nobody_knows_end_the_socket(talk):
    async def story(site, sockets, wire, say):
        await say(Records(4, [WireRecord(1, "press", 1_000, 100)]))
        assert wire.closed_with[0] == CLOSE_POLICY
        deep, torn = b'{"type":"ping","more":' + b"[" * 4_000, b'{"type":"sealed","pad":"\xff"}'
        for frame in (b"{", b"\xff", b'{"type":"welcome"}', b"[" * 4_000, deep, torn):
            wire.closed_with = None
            sockets.received(wire, frame)
            assert wire.closed_with[0] == CLOSE_MALFORMED

    talk(story)


def test_every_page_hears_of_a_new_state(talk):
    async def story(site, sockets, wire, say):
        other = Wire((await site.world.sit(site.code, region="south")).id)
        sockets.opened(other)
        await site.world.go(site.code, SessionState.PAUSED)
        await site.world.clock.advance(10)
        for page in (wire, other):
            (told,) = page.take()
            assert (told["type"], told["state"]) == ("state", "paused")
        sockets.closed(other)
        await site.world.go(site.code, SessionState.RUNNING)
        await site.world.clock.advance(10)
        assert other.take() == []
        assert wire.take()[0]["state"] == "running"

    talk(story)


def test_only_a_page_of_ours_with_a_seat_is_admitted(talk):
    async def story(site, sockets, wire, say):
        assert sockets.admit(handshake(site)) == Greeting(site.seat.id)
        ours = handshake(site, origin="http://pulse.test")
        assert sockets.admit(ours) == Greeting(site.seat.id)
        for refused in (
            handshake(site, origin="http://evil.test"),
            handshake(site, cookie=""),
            handshake(site, cookie="somebody-elses-invented-key"),
        ):
            answer = sockets.admit(refused)
            assert isinstance(answer, Refusal)
            assert answer.status == 403

    talk(story)


def test_where_traffic_is_even_answers_and_news_have_one_size(talk):
    async def story(site, sockets, wire, say):
        await say(Hello(7))
        for sequence in (1, 2):
            (ack,) = await say(Sealed(7, [WireRecord(sequence, "press", 1_000, 100)], "--"))
            assert ack["upto"] == sequence
        (ack,) = await say(Sealed(7, []))
        assert ack["refused"] == []
        (ack,) = await say(Sealed(7, [WireRecord(n, "pause", 29_000) for n in range(3, 27)]))
        assert len(ack["refused"]) == 24
        await site.world.go(site.code, SessionState.PAUSED)
        await site.world.clock.advance(100)
        assert wire.take()[-1]["state"] == "paused"
        assert wire.sizes == [ANSWER_BYTES] * 6

    talk(story, profile="sealed")


def test_elsewhere_answers_are_no_longer_than_what_they_tell(talk):
    async def story(site, sockets, wire, say):
        await say(Hello(7))
        await say(Records(7, [WireRecord(1, "press", 1_000, 100)]))
        await say(Records(7, [WireRecord(2, "press", 29_000, 100)]))
        assert len(set(wire.sizes)) == 3
        assert max(wire.sizes) < 300

    talk(story)
