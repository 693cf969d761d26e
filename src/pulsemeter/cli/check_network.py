"""Can phones come in: the port, and the certificate they would be shown.

A certificate is looked at by shaking hands with it in memory; no packet leaves the machine.
"""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pulsemeter.cli.finding import Finding
from pulsemeter.web.listening import AddressTaken, listening_socket

LOCAL = ("127.0.0.1", "::1", "localhost")
EVERYWHERE = ("0.0.0.0", "::")
SOON = timedelta(days=21)
PLAIN_HTTP_COSTS = (
    "plain http: phones can't be kept awake by the usual means, and their pages can't be stored "
    "for offline starts; presses travel unencrypted"
)
_NO_TIME_CHECK = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME: an expired certificate is to be read, too."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself. `names` are host names and addresses."""

    names: tuple[str, ...]
    starts: datetime
    ends: datetime
    is_own_issuer: bool
    is_known: bool


def check_port(host: str, port: int) -> Finding:
    """Whether a server could listen there: binds as the server does, and lets go again."""
    name = f"port {port}"
    try:
        listening_socket(host, port).close()
    except AddressTaken as error:
        reason = error.__cause__
        if isinstance(reason, PermissionError):
            told = f"this account may not listen on {host} port {port}"
            return Finding(name, "bad", told, "choose a port from 1024 with --port")
        told = str(error).partition(";")[0]
        return Finding(
            name,
            "bad",
            told,
            "stop the program that uses it (a running Pulsemeter is one), or choose another "
            "address with --host and --port",
        )
    if host in LOCAL:
        return Finding(name, "good", f"free on {host}; phones need --host 0.0.0.0 or a proxy")
    return Finding(name, "good", f"free on {host}")


def check_plain(host: str, public_url: str) -> Finding:
    """What a server without a certificate of its own means for phones."""
    name = "TLS for phones"
    if urlsplit(public_url).scheme == "https":
        told = f"left to the proxy behind {public_url}; its certificate isn't looked at from here"
        return Finding(name, "good", told)
    remedy = (
        "serve with --tls-cert and --tls-key, or behind a proxy that ends TLS (Caddy, nginx) "
        "and --public-url https://…"
    )
    if host in LOCAL:
        told = "none, and none needed on this machine itself; for phones it would be missing"
        return Finding(name, "warning", told, remedy)
    return Finding(name, "warning", PLAIN_HTTP_COSTS, remedy)


def check_certificate(
    cert: Path, key: Path | None, host_names: tuple[str, ...], now: datetime
) -> Finding:
    """Whether phones will take this certificate for these host names or addresses."""
    name = "TLS for phones"
    for path in filter(None, (cert, key)):
        if not path.is_file():
            return Finding(name, "bad", f"{path}: there is no such file", "check the name")
    try:
        found = read_certificate(cert, key)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or str(error)
        return Finding(
            name,
            "bad",
            f"{cert} can't be served ({reason})",
            "give certificate chain and private key in PEM form, without a passphrase: "
            "--tls-cert and --tls-key",
        )
    return judge_certificate(found, host_names, now)


def judge_certificate(found: Certificate, host_names: tuple[str, ...], now: datetime) -> Finding:
    """What is wrong with a certificate, the worst first."""
    name = "TLS for phones"
    named = ", ".join(found.names) or "no name"
    renew = "get a new certificate and start the server again"
    if now >= found.ends:
        return Finding(name, "bad", f"the certificate expired on {found.ends:%Y-%m-%d}", renew)
    if now < found.starts:
        told = f"the certificate holds only from {found.starts:%Y-%m-%d %H:%M} UTC"
        return Finding(name, "bad", told, "check this machine's clock, or wait")
    strange = [host for host in host_names if not _is_named(host, found.names)]
    if strange:
        told = f"the certificate is for {named}, not for {', '.join(strange)}"
        return Finding(name, "bad", told, "get one for that name, or name another --public-url")
    until = f"for {named} until {found.ends:%Y-%m-%d}"
    if found.is_own_issuer:
        return Finding(
            name,
            "warning",
            f"self-signed, {until}: phones warn before the first page, and some refuse",
            "get one from an authority that phones know (Caddy does it by itself)",
        )
    if not found.is_known:
        return Finding(
            name,
            "warning",
            f"{until}, from an authority this machine doesn't know, or without its chain",
            "put the intermediate certificates behind the certificate in the same file",
        )
    if found.ends - now < SOON:
        return Finding(name, "warning", f"{until}: that is soon", renew)
    return Finding(name, "good", until)


def read_certificate(cert: Path, key: Path | None) -> Certificate:
    """Read a certificate by serving it to ourselves. OSError (ssl.SSLError is one) if it can't
    be served, ValueError if it says nothing. `key` may be None where it lies in the same file."""

    def no_passphrase() -> str:
        raise ValueError("the key asks for a passphrase")

    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(cert, key, password=no_passphrase)
    trusting = _visiting()
    trusting.load_verify_locations(cert)
    # The certificate itself is trusted here, whoever signed it and whenever, only to be read.
    trusting.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(_NO_TIME_CHECK)
    told = _shake_hands(serving, trusting)
    if not told:
        raise ValueError("it says nothing of itself")
    usual = _visiting()
    usual.load_default_certs()
    usual.verify_flags |= ssl.VerifyFlags(_NO_TIME_CHECK)
    try:
        is_known = bool(_shake_hands(serving, usual))
    except ssl.SSLError:
        is_known = False
    return Certificate(
        names=tuple(
            str(value)
            for kind, value in told.get("subjectAltName", ())
            if kind in ("DNS", "IP Address")
        ),
        starts=_time(told["notBefore"]),
        ends=_time(told["notAfter"]),
        is_own_issuer=told["issuer"] == told["subject"],
        is_known=is_known,
    )


def _visiting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    return context


def _shake_hands(serving: ssl.SSLContext, visiting: ssl.SSLContext) -> dict[str, Any]:
    """What the visitor learns of the server's certificate; both sides are in this process."""
    to_server, to_visitor = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = serving.wrap_bio(to_server, to_visitor, server_side=True)
    visitor = visiting.wrap_bio(to_visitor, to_server)
    for _ in range(6):
        for side in (visitor, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return dict(visitor.getpeercert() or {})


def _time(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)


def _is_named(host: str, names: tuple[str, ...]) -> bool:
    """Whether a certificate with these names is for this host; a star stands for one label."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        wanted = host.lower().rstrip(".")
        parent = "*." + wanted.partition(".")[2]
        return any(name.lower() in (wanted, parent) for name in names)
    for name in names:
        try:
            if ipaddress.ip_address(name) == address:
                return True
        except ValueError:
            continue
    return False
