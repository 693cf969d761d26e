"""A message as one server-sent event."""

import msgspec

_encode = msgspec.json.Encoder().encode


def event_bytes(name: str, message: msgspec.Struct, number: int | None = None) -> bytes:
    """The event's bytes; `number` is what a screen names when it resumes."""
    head = f"event: {name}\n" + (f"id: {number}\n" if number is not None else "")
    return head.encode() + b"data: " + _encode(message) + b"\n\n"
