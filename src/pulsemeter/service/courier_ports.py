"""What the outside must provide so that a message reaches somebody: couriers.

A courier carries what it is handed, once per call. Whether it is tried again, and when, is decided
by whoever keeps the messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one recipient.

    `id` is the same at every try, so that a receiver can drop a second copy; `follows` is the id
    of the message that this one corrects, "" for none. `facts` is what a machine reads where the
    channel carries it; people read `subject` and `text`.
    """

    id: str
    to: str
    subject: str
    text: str
    language: str
    written_ms: int
    facts: Mapping[str, object] = field(default_factory=dict)
    follows: str = ""


@dataclass(slots=True, eq=False)
class Undelivered(Exception):
    """A message that wasn't taken, and why. `is_final`: the same message will never be taken, so
    another try is of no use. `wait_ms`: how long the receiver asks to be left alone."""

    reason: str
    is_final: bool = False
    wait_ms: int = 0


class AddressRefused(Exception):
    """An address nothing can be sent to; the text says what is wrong and how to mend it."""


class Courier(Protocol):
    """Carries messages over one channel."""

    @property
    def drops_copies(self) -> bool:
        """Whether a receiver can tell a second copy by its id and is expected to drop it. Where
        not, a try whose end is unknown may reach somebody twice."""
        ...

    def check(self, address: str) -> None:
        """AddressRefused says why nothing can be sent there; nothing is looked up."""
        ...

    def secret_for(self, address: str) -> str:
        """With what the receiver there can check who sent a message, "" where the channel has
        no such thing."""
        ...

    async def carry(self, message: Message) -> str:
        """Hand the message over; what the receiver answered, in a few words. Undelivered says
        why it wasn't taken."""
        ...
