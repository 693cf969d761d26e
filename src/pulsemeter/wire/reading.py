"""A message from outside, or one kind of refusal, whatever was sent."""

from collections.abc import Callable
from typing import Any

import msgspec


class Unreadable(ValueError):
    """Bytes that hold no message of a kind; says what is wrong with them."""


def reader_of(kind: Any) -> Callable[[bytes], Any]:
    """What reads JSON as this kind, a struct or a union of them; it raises Unreadable.

    Besides its own errors msgspec raises those of Python: for text that isn't UTF-8, and for
    nesting deeper than the interpreter's stack.
    """
    decode = msgspec.json.Decoder(kind).decode

    def read(body: bytes) -> Any:
        try:
            return decode(body)
        except RecursionError:
            raise Unreadable("it is nested too deeply") from None
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise Unreadable(str(error)) from None

    return read
