"""The page keeps what is not acknowledged and sends it again in order."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.rehearsal.page import (
    FRAME_BYTES_MAX,
    RECORDS_PER_FRAME_MAX,
    PageModel,
    read_frame,
)
from pulsemeter.wire.participant import Ack, Hello, Records, Refused, TakenOver, Welcome


def sequences(frames):
    return [r.sequence for f in frames for r in msgspec.json.decode(f, type=Records).records]


def page_with(records):
    page = PageModel(77)
    for _ in range(records):
        page.make("press", 604_800_000, -100, 255, 15)
    return page


def test_hello_names_the_writer():
    assert msgspec.json.decode(PageModel(77).hello(), type=Hello) == Hello(77)


def test_each_record_is_sent_once_until_sending_is_forgotten():
    page = page_with(3)
    assert sequences(page.frames_to_send()) == [1, 2, 3]
    assert page.frames_to_send() == []
    page.make("undo", 5)
    assert sequences(page.frames_to_send()) == [4]
    page.hear(Ack(77, 2, "running", 0))
    page.forget_sending()
    assert sequences(page.frames_to_send()) == [3, 4]


def test_frames_stay_within_the_limits_of_the_wire():
    page = page_with(30)
    page.records[:] = [
        msgspec.structs.replace(r, sequence=999_900 + r.sequence, kind="presence")
        for r in page.records
    ]
    frames = page.frames_to_send()
    assert [len(msgspec.json.decode(f, type=Records).records) for f in frames] == [24, 6]
    assert max(len(frame) for frame in frames) < FRAME_BYTES_MAX
    assert RECORDS_PER_FRAME_MAX == 24


def test_a_refused_record_is_dropped_and_keeps_its_place():
    page = page_with(3)
    assert page.hear(Ack(77, 0, "running", 0, [Refused(2, "ahead_of_clock")]))
    assert [r.sequence for r in page.unacknowledged()] == [1, 3]
    assert page.refused == {2: "ahead_of_clock"}
    page.hear(Ack(77, 3, "running", 0))
    assert page.is_empty


def test_words_to_another_writer_change_nothing():
    page = page_with(2)
    assert not page.hear(Ack(78, 2, "running", 0))
    assert not page.hear(Welcome(78, 2, 0, "running", 0))
    assert page.upto == 0
    assert not page.is_welcome
    page.hear(TakenOver(79))
    assert page.is_taken_over


def test_an_acknowledgement_of_what_was_never_made_is_a_fault():
    with pytest.raises(ValueError, match="acknowledges record 3 of writer 77, which made 2"):
        page_with(2).hear(Ack(77, 3, "running", 0))


def test_nonsense_is_no_frame():
    with pytest.raises(msgspec.DecodeError):
        read_frame(b'{"type":"nonsense"}')


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40), st.booleans()), max_size=20))
def test_an_outbox_that_is_empty_was_acknowledged_whole(steps):
    page = PageModel(77)
    for make, upto, breaks in steps:
        for _ in range(make):
            page.make("press", 0, 100)
        page.frames_to_send()
        page.hear(Ack(77, min(upto, len(page.records)), "running", 0))
        if breaks:
            page.forget_sending()
            sent = sequences(page.frames_to_send())
            assert sent == [r.sequence for r in page.unacknowledged()]
    assert page.is_empty == (page.upto == len(page.records))
