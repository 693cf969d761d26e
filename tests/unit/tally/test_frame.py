"""The frame: what was written is read, what was touched is refused, what is redacted is gone."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.reaction import Record
from pulsemeter.tally.frame import (
    RECORD,
    Frame,
    FrameError,
    by_seat,
    decode_frame,
    encode_frame,
    joined,
    records_of,
    redact_frame,
    stretch_of,
    without_times,
)

u8, u16, u32, u64 = (st.integers(0, 2**bits - 1) for bits in (8, 16, 32, 64))
i8, i32 = (st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 32))
rows = st.lists(st.builds(Record, u64, u64, u16, u32, u8, u8, u8, i8, i32, i32), max_size=12)
codes = st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789", min_size=1, max_size=16)

frames = st.builds(
    lambda code, gateway, number, made: Frame(code, gateway, number, records_of(made)),
    codes,
    u64,
    u64,
    rows,
)


@given(frames)
def test_what_was_written_is_read(frame):
    read = decode_frame(encode_frame(frame))
    assert (read.session, read.gateway, read.gateway_sequence) == (
        frame.session,
        frame.gateway,
        frame.gateway_sequence,
    )
    assert read.records.dtype == RECORD
    assert read.records.tolist() == frame.records.tolist()


@given(frames)
def test_the_same_frame_is_the_same_bytes(frame):
    data = encode_frame(frame)
    assert encode_frame(decode_frame(memoryview(data))) == data


def test_the_layout_is_header_then_columns(made):
    # Old logs must stay readable: the bytes are written out here by hand.
    frame = Frame("MOON", 3, 4, records_of([made(1_000, -100, seat=2), made(2_000, seat=3)]))
    data = encode_frame(frame)
    head = (
        b"PMF1"
        + b"MOON".ljust(16, b"\0")
        + (3).to_bytes(8, "little")
        + (4).to_bytes(8, "little")
        + (2).to_bytes(4, "little")
    )
    seats = (2).to_bytes(8, "little") + (3).to_bytes(8, "little")
    assert data.startswith(head)
    body = data[len(head) + 4 :]
    assert body.startswith(seats)
    assert len(body) == 2 * 34 == 2 * RECORD.itemsize
    crc = zlib.crc32(body, zlib.crc32(head + bytes(4)))
    assert data[len(head) : len(head) + 4] == crc.to_bytes(4, "little")


@given(frames, st.data())
def test_a_torn_frame_is_refused(frame, data):
    whole = encode_frame(frame)
    kept = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(FrameError):
        decode_frame(whole[:kept])


@given(frames, st.binary(min_size=1, max_size=80))
def test_a_frame_with_something_behind_it_is_refused(frame, more):
    with pytest.raises(FrameError, match="do not hold"):
        decode_frame(encode_frame(frame) + more)


@given(frames, st.data())
def test_one_altered_byte_is_refused_wherever_it_is(frame, data):
    altered = bytearray(encode_frame(frame))
    place = data.draw(st.integers(0, len(altered) - 1))
    altered[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(FrameError):
        decode_frame(bytes(altered))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused(data):
    with pytest.raises(FrameError):
        decode_frame(data)


def test_a_frame_of_a_later_version_is_named():
    with pytest.raises(FrameError, match="begins with b'PMF2'"):
        decode_frame(b"PMF2" + bytes(40))


@pytest.mark.parametrize("code", ["A" * 17, "MÜNCHEN", "MOON\0"])
def test_session_codes_that_would_not_come_back_are_refused(code):
    with pytest.raises(FrameError, match="session code"):
        encode_frame(Frame(code, 1, 1, records_of([])))


@given(frames, st.data())
def test_redaction_keeps_count_and_places(frame, data):
    seats = sorted({seat for seat in frame.records["seat"].tolist() if seat})
    if not seats:
        return
    seat = data.draw(st.sampled_from(seats))
    redacted = redact_frame(frame, seat)
    assert redacted is not None
    assert len(redacted.records) == len(frame.records)
    for before, after in zip(frame.records.tolist(), redacted.records.tolist(), strict=True):
        assert after == ((0,) * 10 if before[0] == seat else before)
    assert (redacted.session, redacted.gateway, redacted.gateway_sequence) == (
        frame.session,
        frame.gateway,
        frame.gateway_sequence,
    )
    assert redact_frame(redacted, seat) is None
    again = decode_frame(encode_frame(redacted))
    assert seat not in again.records["seat"].tolist()


def test_redaction_leaves_the_frame_it_was_given(made):
    frame = Frame("MOON", 1, 1, records_of([made(1_000), made(2_000, seat=8)]))
    redact_frame(frame, 7)
    assert frame.records["seat"].tolist() == [7, 8]
    assert redact_frame(frame, 9) is None


def test_a_frame_loses_its_times_and_nothing_else(made):
    frame = Frame("MOON", 3, 9, records_of([made(1_000), made(2_000, seat=8)]))
    frame.records["received_ms"] = [1_250, 2_300]
    bare = without_times(frame)
    assert bare is not None
    assert not bare.records["received_ms"].any()
    kept = [name for name in RECORD.names or () if name != "received_ms"]
    assert bare.records[kept].tolist() == frame.records[kept].tolist()
    assert (bare.gateway, bare.gateway_sequence) == (3, 9)
    assert without_times(bare) is None
    assert frame.records["received_ms"].any(), "the frame that was given stays as it was"


def test_seats_of_64_bits_are_told_apart(made):
    # As floats these two would be one.
    frame = Frame("MOON", 1, 1, records_of([made(0, seat=2**53), made(0, seat=2**53 + 1)]))
    redacted = redact_frame(frame, 2**53 + 1)
    assert redacted is not None
    assert redacted.records["seat"].tolist() == [2**53, 0]


def test_no_records_make_a_frame_too():
    empty = decode_frame(encode_frame(Frame("MOON", 1, 1, records_of([]))))
    assert len(empty.records) == 0
    assert np.array_equal(empty.records, records_of([]))


@pytest.mark.parametrize("count", [0, 1, 64, 65, 2_000])
def test_small_and_large_frames_are_read_alike(count: int) -> None:
    bits = np.random.default_rng(count).bytes(count * RECORD.itemsize)
    written = np.frombuffer(bits, dtype=RECORD)
    read = decode_frame(encode_frame(Frame("ABC", 1, 1, written))).records
    assert read.tobytes() == bits
    assert read.flags.writeable


@given(st.lists(rows, max_size=5))
def test_joined_records_are_those_of_all_parts_in_order(parts: list[list[Record]]) -> None:
    whole = joined([records_of(part) for part in parts])
    assert whole.tolist() == [tuple(row) for part in parts for row in part]
    assert whole.dtype == RECORD


@given(st.lists(frames, min_size=1, max_size=6))
def test_by_seat_moves_records_between_frames_and_loses_none(made):
    moved = by_seat(made)
    assert [len(f.records) for f in moved] == [len(f.records) for f in made]
    assert [(f.session, f.gateway, f.gateway_sequence) for f in moved] == [
        (f.session, f.gateway, f.gateway_sequence) for f in made
    ]
    before, after = (joined([f.records for f in some]).tolist() for some in (made, moved))
    assert sorted(before) == sorted(after)
    keys = [(seat, writer, sequence) for seat, writer, _, sequence, *_ in after]
    assert keys == sorted(keys)


def test_a_stretch_is_cut_where_frames_end():
    frames = [
        (
            position,
            Frame(
                "C",
                1,
                position,
                records_of([Record(s, 1, 1, 1, 1, 0, 0, 100, 0, 0) for s in seats]),
            ),
        )
        for position, seats in ((3, (1, 2)), (5, ()), (9, (3,)))
    ]
    stretch = stretch_of(frames)
    cuts = {
        (0, 2): ([], 0), (0, 3): ([1, 2], 3), (0, 4): ([1, 2], 3), (3, 5): ([], 5),
        (3, 9): ([3], 9), (0, 100): ([1, 2, 3], 9), (9, 100): ([], 9), (5, 3): ([], 5),
    }  # fmt: skip
    for (after, upto), (seats, position) in cuts.items():
        records, last = stretch.between(after, upto)
        assert (records["seat"].tolist(), last) == (seats, position), (after, upto)
    assert stretch_of([]).between(0, 9)[1] == 0
