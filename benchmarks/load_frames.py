"""Frames as a page of the load sends them, cheap to make and held against the wire's own types."""

import msgspec

from pulsemeter.wire.participant import FromPage, Hello, Records

_encode = msgspec.json.Encoder().encode
_decode_own = msgspec.json.Decoder(FromPage).decode


def hello_frame(writer: int) -> bytes:
    """The first message of a page."""
    return _encode(Hello(writer))


def press_frame(writer: int, sequence: int, clock_ms: int, choice: int) -> bytes:
    """One press. Written by hand because a generator must cost less than a server."""
    return (
        b'{"type":"records","writer":%d,"records":'
        b'[{"sequence":%d,"kind":"press","clock_ms":%d,"choice":%d}]}'
        % (writer, sequence, clock_ms, choice)
    )


def check_frames() -> None:
    """The frames written by hand are those of the wire, or nothing here means anything."""
    message = _decode_own(press_frame(7, 3, 5000, -100))
    assert isinstance(message, Records)
    assert message.writer == 7
    assert (message.records[0].sequence, message.records[0].choice) == (3, -100)
