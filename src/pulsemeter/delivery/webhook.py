"""Webhooks: a message as signed JSON, one POST to an address of the recipient's.

Signed as Standard Webhooks says (three headers, HMAC-SHA256 over id, time and body), for which
receivers find a library in every language. Redirects aren't followed: where to send is said by a
person, never by an answer.
"""

import asyncio
import base64
import hashlib
import hmac
from urllib.parse import SplitResult, urlsplit

import httpx
import msgspec

from pulsemeter.delivery.way_out import WayOut
from pulsemeter.service.courier_ports import AddressRefused, Message, Undelivered
from pulsemeter.service.ports import Clock

TIMEOUT_S = 10.0
ADDRESS_LENGTH_MAX = 2_000
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
_WAIT_MS_MAX = 3_600_000


def signature(secret: bytes, message: str, at_s: int, body: bytes) -> str:
    """What the header `webhook-signature` holds; `secret` in bytes, `at_s` in Unix seconds."""
    signed = b".".join((message.encode(), str(at_s).encode(), body))
    digest = hmac.new(secret, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def read_address(address: str) -> SplitResult:
    """The parts of a webhook's address; AddressRefused says what is wrong with it."""
    if len(address) > ADDRESS_LENGTH_MAX:
        raise AddressRefused(f"a webhook's address has at most {ADDRESS_LENGTH_MAX:,} signs")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(f"{address!r} is no address of a webhook: {error}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise AddressRefused(
            f"a webhook's address begins with https:// and a name, not {address!r}"
        )
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("leave name and password out of a webhook's address; it is signed")
    if any(sign.isspace() or not sign.isprintable() for sign in address):
        raise AddressRefused("a webhook's address has no spaces in it")
    return parts


class WebhookCourier:
    """Posts messages; each is signed with a secret that only its receiver and this server know,
    made from the server's `master` (bytes) and the address."""

    drops_copies = True

    def __init__(
        self,
        master: bytes,
        clock: Clock,
        way_out: WayOut,
        *,
        timeout_s: float = TIMEOUT_S,
        verify: bool | str = True,
    ) -> None:
        self._master, self._clock, self._way_out = master, clock, way_out
        self._timeout_s, self._verify = timeout_s, verify

    def check(self, address: str) -> None:
        """AddressRefused says why nothing can be sent there."""
        read_address(address)

    def secret_for(self, address: str) -> str:
        """What the receiver at this address checks signatures with; each has its own, so that
        none can sign for another."""
        return "whsec_" + base64.b64encode(self._key(address)).decode()

    def _key(self, address: str) -> bytes:
        return hmac.new(self._master, address.encode(), hashlib.sha256).digest()

    async def carry(self, message: Message) -> str:
        """Post it within the time limit, whatever the receiver does meanwhile."""
        try:
            parts = read_address(message.to)
        except AddressRefused as refused:
            raise Undelivered(str(refused), is_final=True) from None
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._post(parts, message)
        except TimeoutError:
            raise Undelivered(f"no answer within {self._timeout_s:g} s") from None
        except (httpx.HTTPError, OSError) as error:
            said = str(error) or type(error).__name__
            raise Undelivered(f"the connection failed: {said}") from None

    async def _post(self, parts: SplitResult, message: Message) -> str:
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await self._way_out.address_of(host, port)
        body = msgspec.json.encode(_body(message))
        at_s = self._clock.wall_ms() // 1_000
        shown = f"[{address}]" if ":" in address else address
        target = parts._replace(netloc=f"{shown}:{port}", fragment="").geturl()
        headers = {
            "host": parts.netloc,
            "content-type": "application/json",
            "user-agent": "Pulsemeter",
            "webhook-id": message.id,
            "webhook-timestamp": str(at_s),
            "webhook-signature": signature(self._key(message.to), message.id, at_s, body),
        }
        # Connected to the judged address; the certificate is held against the name.
        named = {"sni_hostname": host}
        async with (
            httpx.AsyncClient(
                verify=self._verify, trust_env=False, timeout=self._timeout_s
            ) as client,
            client.stream(
                "POST", target, content=body, headers=headers, extensions=named
            ) as answer,
        ):
            return _judge(answer.status_code, answer.headers.get("retry-after", ""))


def _body(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "type": "brief",
        "written_ms": message.written_ms,
        "language": message.language,
        "subject": message.subject,
        "text": message.text,
        "corrects": message.follows or None,
        **message.facts,
    }


def _judge(status: int, retry_after: str) -> str:
    """What an answer means; its body is nobody's business here and is never read."""
    if 200 <= status < 300:
        return f"HTTP {status}"
    is_number = retry_after.isascii() and retry_after.isdecimal()
    # The receiver chose it, so it may be longer than any number that Python reads.
    wait_ms = min(int(retry_after[:9]) * 1_000, _WAIT_MS_MAX) if is_number else 0
    if status in _LATER:
        raise Undelivered(f"the receiver answered HTTP {status}", wait_ms=wait_ms)
    if 300 <= status < 400:
        raise Undelivered(
            f"the receiver answered HTTP {status}, a redirect, which isn't followed; "
            f"enter the address that it leads to",
            is_final=True,
        )
    raise Undelivered(f"the receiver refused it with HTTP {status}", is_final=True)
