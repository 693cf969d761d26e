"""A batch of records as bytes: what one group commit writes and every engine stores.

The layout is a header (magic, session, gateway, gateway's sequence, count, CRC-32) and then
one column after the other, little-endian. A torn or altered frame is refused by its CRC.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.reaction import Record

Records = npt.NDArray[Any]
"""Structured array of RECORD, one element per record."""

RECORD = np.dtype(
    [
        ("seat", "<u8"),
        ("writer", "<u8"),
        ("writer_rank", "<u2"),
        ("sequence", "<u4"),
        ("kind", "u1"),
        ("stimulus", "u1"),
        ("target", "u1"),
        ("choice", "i1"),
        ("clock_ms", "<i4"),
        ("received_ms", "<i4"),
    ]
)

_MAGIC = b"PMF1"
_HEADER = struct.Struct("<4s16sQQII")
_SESSION_BYTES = 16
_SMALL_MAX = 64


class FrameError(ValueError):
    """Bytes that are not a whole, unaltered frame."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Records of one session, as one gateway handed them over in one commit."""

    session: str
    gateway: int
    gateway_sequence: int
    records: Records


def records_of(rows: Sequence[Record]) -> Records:
    """Records as a structured array, in the order given."""
    return np.array(rows, dtype=RECORD)


def joined(parts: Sequence[Records]) -> Records:
    """Records of several frames as one array, in the order given."""
    # Through bytes: for a thousand small frames NumPy's own joining, which compares the fields
    # of each, takes a hundred times as long.
    return np.frombuffer(bytearray().join(part.tobytes() for part in parts), dtype=RECORD)


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Frames of a log that follow one another, read in one go: all their records in order, and
    for each frame its position and how many records there are up to its end, int64 (frames,)."""

    records: Records
    positions: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def between(self, after: int, upto: int) -> tuple[Records, int]:
        """The records behind one position, up to another one, and the last position of these;
        `after` if there are none."""
        first, last = np.searchsorted(self.positions, (after, upto), side="right").tolist()
        if first >= last:
            return self.records[:0], after
        begin = self.ends[first - 1] if first else 0
        return self.records[begin : self.ends[last - 1]], int(self.positions[last - 1])


def stretch_of(frames: Sequence[tuple[int, Frame]]) -> Stretch:
    """Frames with their positions, in the order of these."""
    return Stretch(
        joined([frame.records for _, frame in frames]),
        np.array([position for position, _ in frames], dtype=np.int64),
        np.cumsum([len(frame.records) for _, frame in frames], dtype=np.int64),
    )


def encode_frame(frame: Frame) -> bytes:
    """The frame's bytes, checksum included."""
    session = frame.session.encode("ascii", "replace")
    if not frame.session.isascii() or "\0" in frame.session or len(session) > _SESSION_BYTES:
        raise FrameError(f"session code {frame.session!r} must be ASCII, {_SESSION_BYTES} at most")
    body = b"".join(frame.records[name].tobytes() for name in RECORD.names or ())
    head = _HEADER.pack(
        _MAGIC, session, frame.gateway, frame.gateway_sequence, len(frame.records), 0
    )
    crc = zlib.crc32(body, zlib.crc32(head))
    return head[:-4] + struct.pack("<I", crc) + body


@lru_cache(_SMALL_MAX + 1)
def _places(count: int) -> npt.NDArray[np.intp]:
    """For each byte of so many rows, where it stands in the columns."""
    places = np.empty((count, RECORD.itemsize), dtype=np.intp)
    row, offsets = np.arange(count)[:, np.newaxis], dict(RECORD.fields or {})
    column = 0
    for name in RECORD.names or ():
        size, first = RECORD[name].itemsize, offsets[name][1]
        places[:, first : first + size] = column + row * size + np.arange(size)
        column += count * size
    return places.reshape(-1)


def _rows(columns: memoryview, count: int) -> Records:
    """Columns turned into rows."""
    # A live session writes frames of a few records by the hundred thousand. Moving their bytes
    # in one step takes a third of the time of a step for each column.
    if count <= _SMALL_MAX:
        return np.frombuffer(columns, dtype=np.uint8).take(_places(count)).view(RECORD)
    records = np.empty(count, dtype=RECORD)
    offset = 0
    for name in RECORD.names or ():
        kind = RECORD[name]
        end = offset + count * kind.itemsize
        records[name] = np.frombuffer(columns[offset:end], dtype=kind)
        offset = end
    return records


def decode_frame(data: bytes | memoryview) -> Frame:
    """The frame these bytes hold. Raises FrameError when they are torn or altered."""
    view = memoryview(data)
    if len(view) < _HEADER.size:
        raise FrameError(f"{len(view)} bytes are too few for a frame's header")
    magic, session, gateway, sequence, count, crc = _HEADER.unpack_from(view)
    if magic != _MAGIC:
        raise FrameError(f"not a frame of a known version: it begins with {bytes(magic)!r}")
    body = view[_HEADER.size :]
    if len(body) != count * RECORD.itemsize:
        raise FrameError(f"{len(body)} bytes do not hold the {count} records announced")
    head = bytes(view[: _HEADER.size - 4]) + b"\0\0\0\0"
    if zlib.crc32(body, zlib.crc32(head)) != crc:
        raise FrameError("the checksum differs: the frame is torn or was altered")
    records = _rows(body, count)
    return Frame(session.rstrip(b"\0").decode("ascii"), gateway, sequence, records)


def without_times(frame: Frame) -> Frame | None:
    """The frame without the times at which its records came in, or None if it holds none."""
    if not frame.records["received_ms"].any():
        return None
    records = frame.records.copy()
    records["received_ms"] = 0
    return Frame(frame.session, frame.gateway, frame.gateway_sequence, records)


def by_seat(frames: Sequence[Frame]) -> list[Frame]:
    """The same frames, each as long as before, with all their records in the order of seats: no
    record's place tells any more whether it came before another person's."""
    records = joined([frame.records for frame in frames])
    records = records[np.lexsort((records["sequence"], records["writer"], records["seat"]))]
    ends = np.cumsum([len(frame.records) for frame in frames])
    return [
        Frame(frame.session, frame.gateway, frame.gateway_sequence, part)
        for frame, part in zip(frames, np.split(records, ends[:-1]), strict=True)
    ]


def redact_frame(frame: Frame, seat: int) -> Frame | None:
    """The frame with this seat's records blanked in place, or None if it holds none.

    Blanked rows stay as zeros so that positions and counts of the log don't move.
    """
    mine = frame.records["seat"] == np.uint64(seat)
    if not mine.any():
        return None
    records = frame.records.copy()
    records[mine] = np.zeros(1, dtype=RECORD)[0]
    return Frame(frame.session, frame.gateway, frame.gateway_sequence, records)
