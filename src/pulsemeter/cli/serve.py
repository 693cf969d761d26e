"""The command that serves a data folder."""

import asyncio
import signal
import socket
import ssl
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import segno

from pulsemeter.bootstrap import (
    BOOK_VARIABLE,
    LOG_VARIABLE,
    Role,
    RunningServer,
    book_shown,
    serving,
)
from pulsemeter.cli.memory import give_back_large
from pulsemeter.cli.options import unchecked_data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.cli.staff import link_of
from pulsemeter.settings import DEFAULT_HOST, DEFAULT_PORT, Settings
from pulsemeter.web.descriptors import take_all_descriptors
from pulsemeter.web.diagnostics import set_up_diagnostics

TOKEN_SIGNS_MIN = 32


def network_address() -> str:
    """The address by which others on this network reach this machine; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address that belongs to nobody
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostbyname(socket.gethostname())


def say_qr(url: str) -> None:
    """A link as a code for phones."""
    code = segno.make(url, error="m")
    code.terminal(compact=True)
    click.echo(url)


async def until_stopped() -> None:
    """Wait for Ctrl-C or a polite kill."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    await stopped.wait()


def check_tls(cert: Path | None, key: Path | None) -> None:
    """Both halves or none, and readable."""
    if (cert is None) != (key is None):
        raise Stop("give both --tls-cert and --tls-key, or neither")
    for path in filter(None, (cert, key)):
        if not path.is_file():
            raise Stop(f"{path}: there is no such file; check the name")
    if cert is not None and key is not None:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key)
        except (ssl.SSLError, OSError) as error:
            raise Stop(
                f"{cert} and {key} are no certificate with its key in PEM form ({error.strerror}); "
                "check that they belong together"
            ) from error


def metrics_token(path: Path | None) -> str:
    """The token in a file: one line of visible ASCII, long enough that nobody guesses it."""
    if path is None:
        return ""
    try:
        token = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(f"{path} can't be read as a token ({error}); check the name") from error
    if len(token) < TOKEN_SIGNS_MIN or not all("!" <= sign <= "~" for sign in token):
        raise Stop(
            f"{path} holds no token: one line of {TOKEN_SIGNS_MIN} signs or more, without spaces; "
            "make one with `openssl rand -hex 32`"
        )
    return token


async def say_to_staff(server: RunningServer) -> None:
    """Where staff sign in, and how the first of them becomes its owner."""
    url = server.settings.staff_url
    click.echo(f"Staff sign in at {url}/staff/sign-in")
    token = await server.services.staff.admission.first_owner_link()
    if token is not None:
        click.echo(f"Nobody owns it yet. Become its owner, once: {link_of(url, token)}")


async def say_where(server: RunningServer, *, qr: bool) -> None:
    """Where the server is and how staff get in."""
    settings = server.settings
    click.echo(f"Pulsemeter serves {settings.data} at {settings.url}")
    if book := book_shown(settings.data):
        click.echo(f"Its book lies in {book}.")
    for place in server.services.conduct.places():
        if place.session.state.value in ("open", "running", "paused"):
            click.echo(
                f"Session {place.session.code} ({place.study.title}) is "
                f"{place.session.state.value}: {settings.url}/j/{place.session.code}"
            )
    if Role(settings.role).leads:
        await say_to_staff(server)
    if qr:
        say_qr(settings.url)
        if not settings.url.startswith("https"):
            say_plain_http()
    click.echo("Stop with Ctrl-C.")


def say_plain_http() -> None:
    """What phones lose without TLS."""
    click.echo(
        "Over plain http phones can't be kept awake by the usual means and pages can't be "
        "stored for offline starts; a silent clip keeps most screens on. For panels use "
        "--tls-cert and --tls-key."
    )


@click.command()
@click.option("--host", default=DEFAULT_HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--public-url", default="", help="The address that links begin with.")
@click.option("--tls-cert", type=click.Path(path_type=Path), help="Certificate chain (PEM).")
@click.option("--tls-key", type=click.Path(path_type=Path), help="Private key (PEM).")
@click.option("--erasures", type=click.Path(path_type=Path, dir_okay=False),
              help="Keep the list of what was erased in this file as well.")  # fmt: skip
@click.option("--couriers", type=click.Path(path_type=Path, dir_okay=False),
              help="How briefs leave: a TOML file, see docs/reference/briefs.md.")  # fmt: skip
@click.option("--book", default="", envvar=BOOK_VARIABLE,
              help="A PostgreSQL database, see docs/reference/postgresql.md.")  # fmt: skip
@click.option("--log", default="", envvar=LOG_VARIABLE,
              help="NATS servers for the log, see docs/reference/cluster.md.")  # fmt: skip
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ALL.value,
              show_default=True,
              help="What it does among several, see docs/reference/cluster.md.")  # fmt: skip
@click.option("--workers", default=0, show_default=True, type=click.IntRange(0, 64),
              help="Processes that carry the phones' sockets; 0 or 1: this one does.")  # fmt: skip
@click.option("--metrics-token-file", type=click.Path(path_type=Path, dir_okay=False),
              help="Show /metrics to who brings the token in this file, "
                   "see docs/reference/operations.md.")  # fmt: skip
@unchecked_data_option
def serve(**asked: Any) -> None:
    """Serve the studies of the data folder."""
    token = metrics_token(asked.pop("metrics_token_file"))
    settings = Settings(**asked, metrics_token=token)
    check_tls(settings.tls_cert, settings.tls_key)
    if settings.workers > 1 and settings.is_tls:
        raise Stop(
            "with --workers, TLS is the affair of a proxy in front: leave out --tls-cert and "
            "--tls-key and give the proxy's address with --public-url"
        )
    open_to_network = settings.host in ("0.0.0.0", "::")
    if open_to_network and not settings.public_url:
        scheme = "https" if settings.is_tls else "http"
        reached = f"{scheme}://{network_address()}:{settings.port}"
        settings = replace(settings, public_url=reached)

    set_up_diagnostics()
    give_back_large()
    take_all_descriptors()

    async def work() -> None:
        async with serving(settings) as server:
            await say_where(server, qr=open_to_network)
            await until_stopped()
            click.echo("Stopping; what was acknowledged is stored.")

    run(work())
