"""E-mail: a message as plain text through one mail server.

A retry carries the same Message-ID, by which mail servers and readers can tell a second copy; it
can't be relied on that they do. So a try counts as delivered the moment the server has taken the
message, whatever happens to the connection afterwards.
"""

import asyncio
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from enum import StrEnum

import aiosmtplib

from pulsemeter.delivery.way_out import WayOut
from pulsemeter.service.courier_ports import AddressRefused, Message, Undelivered

TIMEOUT_S = 20.0
ADDRESS_LENGTH_MAX = 254


class Security(StrEnum):
    """How the way to the mail server is kept from others."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """The mail server that takes our messages, and whom they come from."""

    host: str
    sender: str
    security: Security = Security.STARTTLS
    port: int = 0
    user: str = ""
    password: str = ""
    certificates: str = ""

    @property
    def port_used(self) -> int:
        """The port, by itself the usual one of the security."""
        return self.port or PORTS[self.security]


def read_mail_address(text: str) -> Address:
    """A bare address, as name@example.org; AddressRefused says what is wrong with it."""
    if len(text) > ADDRESS_LENGTH_MAX:
        raise AddressRefused(f"a mail address has at most {ADDRESS_LENGTH_MAX} signs")
    if not text.isprintable() or any(sign in text for sign in ' <>,;"()'):
        raise AddressRefused(f"write one mail address such as name@example.org, not {text!r}")
    try:
        address = Address(addr_spec=text)
    except (MessageError, ValueError, IndexError):
        address = Address()
    if not address.username or "." not in address.domain.strip("."):
        raise AddressRefused(f"{text!r} is no mail address; it looks like name@example.org")
    return address


def mail_of(message: Message, sender: str) -> EmailMessage:
    """The message as mail, with the headers that keep robots from answering it."""
    mail = EmailMessage(policy=SMTP_POLICY)
    domain = Address(addr_spec=sender).domain
    mail["From"] = Address("Pulsemeter", addr_spec=sender)
    mail["To"] = read_mail_address(message.to)
    mail["Subject"] = " ".join(message.subject.split())
    mail["Date"] = format_datetime(datetime.fromtimestamp(message.written_ms / 1_000, UTC))
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    if message.follows:
        mail["In-Reply-To"] = mail["References"] = f"<{message.follows}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    mail["Content-Language"] = message.language
    return mail


class SmtpCourier:
    """Hands messages to a mail server, one connection each."""

    drops_copies = False

    def __init__(
        self, server: MailServer, way_out: WayOut, *, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._server, self._way_out, self._timeout_s = server, way_out, timeout_s

    def check(self, address: str) -> None:
        """AddressRefused says why nothing can be sent there."""
        read_mail_address(address)

    def secret_for(self, address: str) -> str:
        """Mail has none."""
        return ""

    async def carry(self, message: Message) -> str:
        """Hand it over within the time limit, whatever the server does meanwhile."""
        try:
            mail = mail_of(message, self._server.sender)
        except AddressRefused as refused:
            raise Undelivered(str(refused), is_final=True) from None
        taken: list[str] = []
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._hand_over(mail, taken)
        except (TimeoutError, OSError, aiosmtplib.SMTPException) as error:
            if not taken:
                raise _undelivered(error, self._timeout_s) from None
        return taken[0]

    async def _hand_over(self, mail: EmailMessage, taken: list[str]) -> None:
        server = self._server
        address = await self._way_out.address_of(server.host, server.port_used)
        connected = await _connected(address, server.port_used)
        async with aiosmtplib.SMTP(
            hostname=server.host,
            sock=connected,
            local_hostname=Address(addr_spec=server.sender).domain,
            timeout=self._timeout_s,
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            cert_bundle=server.certificates or None,
            username=server.user or None,
            password=server.password or None,
        ) as client:
            _, said = await client.send_message(mail)
            taken.append(said[:200])


async def _connected(address: str, port: int) -> socket.socket:
    """A connection to this address and no other."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(opened, (address, port))
    except BaseException:
        opened.close()
        raise
    return opened


def _undelivered(error: Exception, timeout_s: float) -> Undelivered:
    """What went wrong, and whether the same message may be taken another time."""
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        # Nothing is wrong with the message; it waits until the server's password is mended.
        return Undelivered(f"the mail server refuses name or password: {_said(error)}")
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        refused = error.recipients[0]
        return Undelivered(
            f"the mail server refuses the address: {_said(refused)}", is_final=refused.code >= 500
        )
    if isinstance(error, aiosmtplib.SMTPSenderRefused | aiosmtplib.SMTPDataError):
        return Undelivered(
            f"the mail server refuses the message: {_said(error)}", is_final=error.code >= 500
        )
    if isinstance(error, TimeoutError):
        return Undelivered(f"no answer of the mail server within {timeout_s:g} s")
    said = str(getattr(error, "message", "")) or str(error) or type(error).__name__
    return Undelivered(f"the mail server can't be used: {said[:200]}")


def _said(error: aiosmtplib.SMTPResponseException) -> str:
    return f"{error.code} {error.message[:200]}"
