"""Reads the file that says how messages leave, and makes the couriers.

    [mail]
    host = "smtp.example.org"
    sender = "desk@example.org"       # whom mails come from
    security = "starttls"             # or "tls", "none"
    user = "desk"
    password_file = "/etc/pulsemeter/mail_password"
    allow_private = true              # the mail server stands in the own network

    [webhook]
    allow_private = false

Sections for chat services stand in `read_chats`. Without a file there are webhooks to public
addresses, and no mail.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulsemeter.delivery.courier_file import CouriersRefused, secret_in, section, tables_of
from pulsemeter.delivery.read_chats import chats_of
from pulsemeter.delivery.smtp import MailServer, Security, SmtpCourier, read_mail_address
from pulsemeter.delivery.way_out import WayOut
from pulsemeter.delivery.webhook import WebhookCourier
from pulsemeter.domain.brief import BriefChannel
from pulsemeter.service.courier_ports import AddressRefused, Courier
from pulsemeter.service.ports import Clock

_MAIL: Mapping[str, type] = {
    "host": str, "sender": str, "security": str, "port": int, "user": str, "password_file": str,
    "certificates": str, "allow_private": bool,
}  # fmt: skip
_WEBHOOK: Mapping[str, type] = {"allow_private": bool}


def couriers_of(path: Path | None, master: bytes, clock: Clock) -> dict[BriefChannel, Courier]:
    """The couriers that a file asks for. CouriersRefused where it can't be read."""
    tables = tables_of(path) if path else {}
    known = [channel.value for channel in BriefChannel]
    if unknown := sorted(set(tables) - set(known)):
        names = ", ".join(f"[{name}]" for name in known)
        raise CouriersRefused(f"{path}: there is no section [{unknown[0]}]; use {names}")
    hooks = section(path, tables, "webhook", _WEBHOOK)
    way_out = WayOut(allow_private=hooks.get("allow_private", False))
    found: dict[BriefChannel, Courier] = {
        BriefChannel.WEBHOOK: WebhookCourier(master, clock, way_out)
    }
    if "mail" in tables:
        mail = section(path, tables, "mail", _MAIL)
        way_out = WayOut(allow_private=mail.get("allow_private", False))
        found[BriefChannel.MAIL] = SmtpCourier(_mail_server(path, mail), way_out)
    return found | chats_of(path, tables)


def _mail_server(path: Path | None, mail: Mapping[str, Any]) -> MailServer:
    for key in ("host", "sender"):
        if not mail.get(key):
            raise CouriersRefused(f"{path}: [mail] needs {key}")
    try:
        read_mail_address(mail["sender"])
        security = Security(mail.get("security", Security.STARTTLS.value))
    except AddressRefused as refused:
        raise CouriersRefused(f"{path}: [mail] sender: {refused}") from None
    except ValueError:
        names = ", ".join(each.value for each in Security)
        raise CouriersRefused(f"{path}: [mail] security is one of {names}") from None
    if security is Security.NONE and mail.get("user"):
        raise CouriersRefused(
            f"{path}: [mail] a name and password don't go over an unprotected connection; use "
            'security = "starttls" or "tls"'
        )
    return MailServer(
        mail["host"], mail["sender"], security, mail.get("port", 0), mail.get("user", ""),
        _password(path, mail), mail.get("certificates", ""),
    )  # fmt: skip


def _password(path: Path | None, mail: Mapping[str, Any]) -> str:
    named = mail.get("password_file", "")
    if bool(named) != bool(mail.get("user")):
        raise CouriersRefused(f"{path}: [mail] user and password_file belong together")
    if not named:
        return ""
    return secret_in(path, "mail", "password_file", str(named))
