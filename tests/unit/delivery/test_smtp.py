"""The mail courier against a real mail server that takes, refuses, stalls and hangs up."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from tests.unit.delivery.certificates import make_certificate

from pulsemeter.delivery.smtp import MailServer, Security, SmtpCourier, mail_of
from pulsemeter.delivery.way_out import WayOut
from pulsemeter.service.courier_ports import AddressRefused, Message, Undelivered

HERE = WayOut(allow_private=True)
SENDER = "desk@pulse.example"
MESSAGE = Message(
    id="b1-edda",
    to="edda@north.example",
    subject="Falls flat in the North\r\nBcc: everybody@example.org",
    text="„Warum der Mond?“ fällt durch.\n.\nاختبار\n",
    language="de",
    written_ms=1_700_000_000_000,
)


@dataclass
class Post:
    """A mail server's rules and what it took."""

    at_recipient: str = "250 OK"
    at_data: str = "250 2.0.0 taken as 77"
    stalls_at: str = ""
    passwords: dict[str, str] = field(default_factory=dict)
    taken: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        await self._stall("rcpt")
        return self.at_recipient

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        await self._stall("data")
        if self.at_data.startswith("250"):
            content = cast(bytes, envelope.content)
            self.taken.append(cast(EmailMessage, message_from_bytes(content, policy=default)))
        return self.at_data

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        await self._stall("quit")
        return "221 Bye"

    async def _stall(self, at: str) -> None:
        if self.stalls_at == at:
            await asyncio.Event().wait()

    def admits(
        self, _server: object, _session: object, _envelope: object, _way: str, data: Any
    ) -> Any:
        right = self.passwords.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=right, handled=False, message=None if right else "535 no")


@asynccontextmanager
async def mail_server(
    post: Post, tls: ssl.SSLContext | None = None, security: str = "none"
) -> AsyncIterator[int]:
    """A server in this very loop; its port."""
    loop = asyncio.get_running_loop()
    open_now: list[SMTP] = []

    def connection() -> SMTP:
        made = SMTP(
            post,
            enable_SMTPUTF8=True,
            tls_context=tls if security == "starttls" else None,
            require_starttls=security == "starttls",
            auth_required=bool(post.passwords),
            authenticator=post.admits if post.passwords else None,
        )
        open_now.append(made)
        return made

    within = tls if security == "tls" else None
    server = await loop.create_server(connection, "127.0.0.1", 0, ssl=within)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for each in open_now:
            if each.transport is not None:
                each.transport.close()
            if each._handler_coroutine is not None:
                each._handler_coroutine.cancel()
        await asyncio.sleep(0)


def encryption(name: str, folder: Path) -> tuple[ssl.SSLContext, str]:
    """What a server of this name needs, and the file that makes it trusted."""
    certificate, key = make_certificate(name, folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    return tls, str(certificate)


async def here(_host: str, _port: int) -> Sequence[str]:
    """Every name stands for this machine."""
    return ["127.0.0.1"]


def carry(post: Post, *, timeout_s: float = 20.0) -> str:
    async def work() -> str:
        async with mail_server(post) as port:
            server = MailServer("127.0.0.1", SENDER, Security.NONE, port)
            return await SmtpCourier(server, HERE, timeout_s=timeout_s).carry(MESSAGE)

    return asyncio.run(work())


def refused(post: Post, **options: Any) -> Undelivered:
    with pytest.raises(Undelivered) as told:
        carry(post, **options)
    return told.value


def test_what_arrives_is_the_text_in_every_script() -> None:
    post = Post()
    assert "taken as 77" in carry(post)
    (mail,) = post.taken
    assert mail["to"] == "edda@north.example"
    assert mail["from"] == "Pulsemeter <desk@pulse.example>"
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert mail["content-language"] == "de"
    assert mail["auto-submitted"] == "auto-generated"


def test_a_subject_makes_no_header() -> None:
    post = Post()
    carry(post)
    assert post.taken[0]["bcc"] is None
    assert post.taken[0]["subject"] == "Falls flat in the North Bcc: everybody@example.org"


def test_a_retry_has_the_same_id_and_a_correction_names_what_it_corrects() -> None:
    first, again = mail_of(MESSAGE, SENDER), mail_of(MESSAGE, SENDER)
    assert first["message-id"] == again["message-id"] == "<b1-edda@pulse.example>"
    assert first["in-reply-to"] is None
    correction = mail_of(replace(MESSAGE, id="b2-edda", follows="b1-edda"), SENDER)
    assert correction["in-reply-to"] == correction["references"] == "<b1-edda@pulse.example>"


@pytest.mark.parametrize(
    ("post", "is_final", "said"),
    [
        (Post(at_recipient="550 5.1.1 unknown"), True, "550 5.1.1 unknown"),
        (Post(at_recipient="450 4.2.1 later"), False, "450 4.2.1 later"),
        (Post(at_data="554 5.7.1 looks like spam"), True, "554 5.7.1 looks like spam"),
        (Post(at_data="451 4.3.0 disk full"), False, "451 4.3.0 disk full"),
        (Post(at_data="421 4.3.2 going down"), False, "421"),
    ],
)
def test_what_a_server_refuses_is_said_and_tried_again_only_if_it_may_change(
    post: Post, is_final: bool, said: str
) -> None:
    told = refused(post)
    assert (told.is_final, said in str(told)) == (is_final, True)
    assert post.taken == []


@pytest.mark.parametrize("at", ["rcpt", "data"])
def test_a_server_that_stalls_is_left_after_the_time_limit(at: str) -> None:
    told = refused(Post(stalls_at=at), timeout_s=0.5)
    assert not told.is_final
    assert "within 0.5 s" in str(told) or "Timed out" in str(told)


def test_what_was_taken_counts_even_if_the_goodbye_fails() -> None:
    post = Post(stalls_at="quit")
    assert "taken as 77" in carry(post, timeout_s=1.0)
    assert len(post.taken) == 1


def test_name_and_password_are_shown_and_a_wrong_one_waits_for_mending(tmp_path: Path) -> None:
    tls, certificate = encryption("mail.example", tmp_path)

    async def work(post: Post) -> str:
        async with mail_server(post, tls, "starttls") as port:
            server = MailServer(
                "mail.example", SENDER, Security.STARTTLS, port, "desk", "right", certificate
            )
            return await SmtpCourier(server, WayOut(True, here)).carry(MESSAGE)

    assert asyncio.run(work(Post(passwords={"desk": "right"})))
    other = Post(passwords={"desk": "other"})
    with pytest.raises(Undelivered, match="name or password") as told:
        asyncio.run(work(other))
    assert not told.value.is_final
    assert other.taken == []


def test_nobody_listens() -> None:
    async def work() -> None:
        async with mail_server(Post()) as port:
            pass
        await SmtpCourier(MailServer("127.0.0.1", SENDER, Security.NONE, port), HERE).carry(MESSAGE)

    with pytest.raises(Undelivered, match="can't be used") as told:
        asyncio.run(work())
    assert not told.value.is_final


@pytest.mark.parametrize(
    "breaks", [b"", b"garbage\r\n", b"554 go away\r\n", b"220 " + b"a" * 70_000]
)
def test_a_server_that_speaks_otherwise(breaks: bytes) -> None:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(breaks)
        writer.close()

    async def work() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            settings = MailServer("127.0.0.1", SENDER, Security.NONE, port)
            await SmtpCourier(settings, HERE, timeout_s=3).carry(MESSAGE)

    with pytest.raises(Undelivered) as told:
        asyncio.run(work())
    assert not told.value.is_final


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_the_certificate_is_held_against_the_name(security: Security, tmp_path: Path) -> None:
    tls, certificate = encryption("mail.example", tmp_path)

    async def work(name: str, post: Post) -> str:
        async with mail_server(post, tls, security.value) as port:
            server = MailServer(name, SENDER, security, port, certificates=certificate)
            return await SmtpCourier(server, WayOut(True, here)).carry(MESSAGE)

    post = Post()
    assert "taken as 77" in asyncio.run(work("mail.example", post))
    with pytest.raises(Undelivered, match="can't be used") as told:
        asyncio.run(work("other.example", post))
    assert not told.value.is_final
    assert len(post.taken) == 1


def test_without_encryption_nothing_is_sent_to_a_server_that_should_have_it() -> None:
    async def work() -> None:
        async with mail_server(post) as port:
            server = MailServer("127.0.0.1", SENDER, Security.STARTTLS, port)
            await SmtpCourier(server, HERE).carry(MESSAGE)

    post = Post()
    with pytest.raises(Undelivered, match="STARTTLS"):
        asyncio.run(work())
    assert post.taken == []


def test_a_private_mail_server_needs_the_setting() -> None:
    courier = SmtpCourier(MailServer("127.0.0.1", SENDER, Security.NONE, 25), WayOut())
    with pytest.raises(Undelivered, match="own network"):
        asyncio.run(courier.carry(MESSAGE))


@pytest.mark.parametrize(
    "address",
    ["", "edda", "edda@", "@north.example", "edda@north", "edda@north.example, all@north.example",
     "Edda <edda@north.example>", "edda@north.example\r\nRCPT TO:<x@y.example>",
     "a" * 250 + "@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_said_before_and_after(address: str) -> None:
    courier = SmtpCourier(MailServer("mail.example", SENDER), WayOut())
    with pytest.raises(AddressRefused):
        courier.check(address)
    with pytest.raises(Undelivered) as told:
        asyncio.run(courier.carry(replace(MESSAGE, to=address)))
    assert told.value.is_final


@pytest.mark.parametrize("address", ["edda@north.example", "e.d+da@sub.north.example"])
def test_a_good_address_is_fine(address: str) -> None:
    SmtpCourier(MailServer("mail.example", SENDER), WayOut()).check(address)


def test_the_usual_ports() -> None:
    ports = [MailServer("m", SENDER, security).port_used for security in Security]
    assert ports == [465, 587, 25]
