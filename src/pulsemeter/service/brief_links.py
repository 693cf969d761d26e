"""Links in briefs: to a session's "now" page, for one recipient, for some hours.

A link holds whom it is for, which session, and until when, sealed by the server's secret; nothing
is kept. What it opens are the recipient's audiences as they are when it is used: whoever is removed
sees nothing any more.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from pulsemeter.domain.brief import Recipient
from pulsemeter.service.brief_ports import BriefBook
from pulsemeter.service.ports import Clock

GOOD_FOR_MS = 12 * 3_600_000
_SEAL_BYTES = 20
_PURPOSE = b"pulsemeter now link 1"


class LinkOver(Exception):
    """A link that was altered, is too old, or whose recipient is gone."""


@dataclass(frozen=True, slots=True)
class NowLink:
    """What a good link opens."""

    recipient: Recipient
    session: str


class BriefLinks:
    """Makes and reads the links of one server."""

    def __init__(self, secret: bytes, book: BriefBook, clock: Clock) -> None:
        self._key = hmac.new(secret, _PURPOSE, hashlib.sha256).digest()
        self._book, self._clock = book, clock

    def made(self, recipient: Recipient, session: str) -> str:
        """A token for this recipient and session, good for twelve hours."""
        until_s = (self._clock.wall_ms() + GOOD_FOR_MS) // 1_000
        told = "\n".join((recipient.study, recipient.id, session, str(until_s))).encode()
        return base64.urlsafe_b64encode(self._seal(told) + told).decode().rstrip("=")

    async def read(self, token: str) -> NowLink:
        """What a token opens. LinkOver where it opens nothing."""
        try:
            held = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise LinkOver from None
        seal, told = held[:_SEAL_BYTES], held[_SEAL_BYTES:]
        if not hmac.compare_digest(seal, self._seal(told)):
            raise LinkOver
        study, name, session, until_s = told.decode().split("\n")
        if int(until_s) * 1_000 <= self._clock.wall_ms():
            raise LinkOver
        for recipient in await self._book.recipients(study):
            if recipient.id == name:
                return NowLink(recipient, session)
        raise LinkOver

    def _seal(self, told: bytes) -> bytes:
        return hmac.new(self._key, told, hashlib.sha256).digest()[:_SEAL_BYTES]
