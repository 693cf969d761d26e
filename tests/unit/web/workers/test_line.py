import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.web.workers.line import (
    PAYLOAD_BYTES_MAX,
    Incoming,
    Kind,
    LineBroken,
    Outgoing,
    arrival,
    close_payload,
    read_arrival,
    read_close,
)

MESSAGES = st.lists(
    st.tuples(st.sampled_from(list(Kind)), st.integers(0, 2**64 - 1), st.binary(max_size=40))
)


@given(messages=MESSAGES, cuts=st.lists(st.integers(0, 600)))
def test_messages_arrive_whole_however_they_are_cut(messages, cuts):
    async def story():
        written = []
        outgoing = Outgoing(written.append, asyncio.get_running_loop())
        for message in messages:
            outgoing.put(*message)
        assert written == []
        await asyncio.sleep(0)
        assert len(written) == bool(messages)
        data, found = b"".join(written), []
        incoming = Incoming(lambda *message: found.append(message))
        ends = sorted({min(cut, len(data)) for cut in cuts} | {len(data)})
        for start, end in zip([0, *ends], ends, strict=False):
            incoming.feed(data[start:end])
        assert found == messages

    asyncio.run(story())


def test_a_message_longer_than_any_of_ours_breaks_the_line():
    async def story():
        written = []
        outgoing = Outgoing(written.append, asyncio.get_running_loop())
        outgoing.put(Kind.FRAME, 1, bytes(PAYLOAD_BYTES_MAX + 1))
        outgoing.flush()
        with pytest.raises(LineBroken):
            Incoming(lambda *_: None).feed(written[0])

    asyncio.run(story())


def test_arrivals_and_goodbyes_are_read_as_they_were_written():
    assert read_arrival(arrival(2**40, b"GET / HTTP/1.1")) == (2**40, b"GET / HTTP/1.1")
    assert read_close(close_payload(1012, "zurück")) == (1012, "zurück")
