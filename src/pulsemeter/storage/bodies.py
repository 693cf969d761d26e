"""Values of the domain as JSON text and back, for engines that keep them whole.

A field that the program gained since has its default; one that it lost is passed over.
"""

from typing import TypeVar

import msgspec

from pulsemeter.service.ports import StoreError

T = TypeVar("T")


def to_body(value: object) -> str:
    """The value as JSON."""
    return msgspec.json.encode(value).decode("utf-8")


def from_body(body: str, kind: type[T]) -> T:
    """The value of this kind that the JSON holds. StoreError when it holds none."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        name = getattr(kind, "__name__", str(kind))
        raise StoreError(
            f"a stored {name} can't be read: {error}. The data folder was altered by hand or "
            "damaged; restore it from a backup."
        ) from None
