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

Without a file there are webhooks to public addresses, and no mail.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


class CouriersRefused(ValueError):
    """A file that can't be used; the message says where and how to mend it."""


def couriers_of(path: Path | None, master: bytes, clock: Clock) -> dict[BriefChannel, Courier]:
    """The couriers that a file asks for. CouriersRefused where it can't be read."""
    tables = _tables(path) if path else {}
    unknown = sorted(set(tables) - {"mail", "webhook"})
    if unknown:
        raise CouriersRefused(f"{path}: there is no section [{unknown[0]}]; use [mail], [webhook]")
    hooks = _section(path, tables, "webhook", _WEBHOOK)
    way_out = WayOut(allow_private=hooks.get("allow_private", False))
    found: dict[BriefChannel, Courier] = {
        BriefChannel.WEBHOOK: WebhookCourier(master, clock, way_out)
    }
    if "mail" in tables:
        mail = _section(path, tables, "mail", _MAIL)
        way_out = WayOut(allow_private=mail.get("allow_private", False))
        found[BriefChannel.MAIL] = SmtpCourier(_mail_server(path, mail), way_out)
    return found


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CouriersRefused(f"{path} can't be read: {error.strerror}; check the name") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CouriersRefused(f"{path} is no TOML in UTF-8: {error}") from None


def _section(
    path: Path | None, tables: Mapping[str, Any], name: str, keys: Mapping[str, type]
) -> dict[str, Any]:
    held = tables.get(name, {})
    if not isinstance(held, dict):
        raise CouriersRefused(f"{path}: {name} is a section, written [{name}]")
    for key, value in held.items():
        if key not in keys:
            raise CouriersRefused(f"{path}: [{name}] has no key {key!r}; use {', '.join(keys)}")
        if type(value) is not keys[key]:
            raise CouriersRefused(f"{path}: [{name}] {key} must be a {keys[key].__name__}")
    return held


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
    file = (path.parent if path else Path()) / str(named)
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CouriersRefused(f"{path}: [mail] password_file {file}: {error}") from None
