"""The command that looks the installation over and says how to mend what it finds."""

import json
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from pulsemeter.bootstrap import BOOK_VARIABLE, LOG_VARIABLE, book_place, log_place
from pulsemeter.cli.check_book import NAME as BOOK
from pulsemeter.cli.check_book import check_book
from pulsemeter.cli.check_disk import (
    MOUNTS,
    check_commits,
    check_file_system,
    check_space,
    existing_folder,
    file_system,
)
from pulsemeter.cli.check_log import NAME as LOG
from pulsemeter.cli.check_log import check_log
from pulsemeter.cli.check_machine import (
    check_clock,
    check_cores,
    check_descriptors,
    check_memory,
    clock_state,
    descriptor_limit,
    free_memory_mb,
    usable_cores,
)
from pulsemeter.cli.check_network import (
    EVERYWHERE,
    LOCAL,
    check_certificate,
    check_plain,
    check_port,
)
from pulsemeter.cli.check_program import (
    check_browser,
    check_engine,
    check_ffmpeg,
    check_fonts,
    check_front_end,
    check_packages,
    check_python,
)
from pulsemeter.cli.finding import Finding, State
from pulsemeter.cli.options import unchecked_data_option
from pulsemeter.cli.serve import network_address
from pulsemeter.settings import DEFAULT_HOST, DEFAULT_PORT, Settings
from pulsemeter.web.templates import ASSETS

CHECK_WAIT_S = 30.0
SIGNS: dict[State, str] = {"good": "✓", "warning": "!", "bad": "✗"}
Check = Callable[[], Finding]


def checks_for(settings: Settings, phones: int, monitors: Sequence[str] = ()) -> dict[str, Check]:
    """What to look at, by name, in the order of the answer."""
    folder = existing_folder(settings.data)
    book = settings.book or book_place(settings.data)[0]
    log = settings.log or log_place(settings.data)
    return {
        "Python": check_python,
        "packages": check_packages,
        "counting": check_engine,
        "pages": lambda: check_front_end(ASSETS),
        "ffmpeg": check_ffmpeg,
        "fonts": check_fonts,
        "browser for tests": check_browser,
        f"port {settings.port}": lambda: check_port(settings.host, settings.port),
        "TLS for phones": lambda: check_tls_for_phones(settings),
        "disk sync": lambda: check_commits(folder),
        "file system": lambda: check_file_system(file_system(folder.resolve(), read_mounts())),
        "disk space": lambda: check_space(folder),
        "file descriptors": lambda: check_descriptors(descriptor_limit(), phones, settings.workers),
        "memory": lambda: check_memory(free_memory_mb(), phones),
        "cores": lambda: check_cores(usable_cores(), settings.workers),
        "clock": lambda: check_clock(clock_state()),
        **({BOOK: lambda: check_book(book)} if book else {}),
        **({LOG: lambda: check_log(log, monitors)} if log else {}),
    }


def read_mounts(path: Path = MOUNTS) -> str:
    """The system's list of file systems; empty where it has none."""
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def check_tls_for_phones(settings: Settings) -> Finding:
    """The certificate given, or what it means that there is none."""
    if settings.tls_cert is not None and settings.workers > 1:
        told = "with --workers, TLS is the affair of a proxy in front"
        remedy = "leave out --tls-cert and --tls-key, and give the proxy's --public-url"
        return Finding("TLS for phones", "bad", told, remedy)
    if settings.tls_cert is None:
        return check_plain(settings.host, settings.public_url)
    now = datetime.now(UTC)
    return check_certificate(settings.tls_cert, settings.tls_key, reached_as(settings), now)


def reached_as(settings: Settings) -> tuple[str, ...]:
    """The names or addresses in phones' links; none that a certificate would have to hold if
    links are for this machine only."""
    named = urlsplit(settings.public_url).hostname
    if named:
        return (named,)
    if settings.host in LOCAL:
        return ()
    return (network_address(),) if settings.host in EVERYWHERE else (settings.host,)


def look(name: str, check: Check, wait_s: float = CHECK_WAIT_S) -> Finding:
    """Run one check; one that breaks or hangs is a finding as well."""
    findings: list[Finding] = []

    def work() -> None:
        try:
            findings.append(check())
        except Exception as error:  # a doctor must finish the round
            told = f"couldn't be looked at ({type(error).__name__}: {error})"
            findings.append(Finding(name, "warning", told, "look for yourself"))

    # A daemon, so that a check that hangs doesn't hold the process at its end.
    thread = threading.Thread(target=work, name=f"check {name}", daemon=True)
    thread.start()
    thread.join(wait_s)
    if not findings:
        return Finding(name, "bad", f"no answer in {wait_s:g} s", "see what the system waits for")
    return findings[0]


def as_text(findings: Iterable[Finding]) -> str:
    """Findings for people, one line each, the remedy below; the last line sums up."""
    listed = list(findings)
    width = max((len(finding.name) for finding in listed), default=0)
    lines = []
    for finding in listed:
        lines.append(f"{SIGNS[finding.state]} {finding.name:<{width}}  {finding.found}")
        if finding.remedy:
            lines.append(f"  {'':<{width}}  → {finding.remedy}")
    return "\n".join([*lines, "", summary(listed)])


def count(findings: Iterable[Finding]) -> dict[State, int]:
    """How many are good, warnings and bad."""
    states = [finding.state for finding in findings]
    return {state: states.count(state) for state in SIGNS}


def summary(findings: Iterable[Finding]) -> str:
    """One sentence on all."""
    counts = count(findings)
    warned = f"{counts['warning']} warning{'' if counts['warning'] == 1 else 's'}"
    if counts["bad"]:
        return f"{counts['bad']} to mend before a session, {warned}, {counts['good']} good."
    if counts["warning"]:
        return f"Ready for a session; {warned}, {counts['good']} good."
    return f"Ready for a session; all {counts['good']} good."


def as_json(findings: Iterable[Finding]) -> str:
    """Findings for programs."""
    listed = list(findings)
    body = {"counts": count(listed), "findings": [asdict(finding) for finding in listed]}
    return json.dumps(body, indent=2, ensure_ascii=False)


@click.command()
@click.option("--host", default=DEFAULT_HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--public-url", default="", help="The address that links begin with.")
@click.option(
    "--tls-cert", "--certificate", type=click.Path(path_type=Path), help="Certificate chain (PEM)."
)
@click.option(
    "--tls-key",
    type=click.Path(path_type=Path),
    help="Private key (PEM); unless it is in the same file.",
)
@click.option(
    "--phones",
    default=500,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="How many are to be connected at once.",
)
@click.option(
    "--workers",
    default=0,
    show_default=True,
    type=click.IntRange(0, 64),
    help="Processes that carry the phones' sockets.",
)
@click.option("--book", default="", envvar=BOOK_VARIABLE, help="A PostgreSQL database.")
@click.option(
    "--log", default="", envvar=LOG_VARIABLE, help="NATS servers that keep the reactions."
)
@click.option(
    "--log-monitor",
    "monitors",
    multiple=True,
    help="The monitoring page of one of them, http://HOST:8222; once for each.",
)
@click.option("--json", "is_json", is_flag=True, help="For programs.")
@unchecked_data_option
def doctor(  # noqa: PLR0913 - each is an option of `serve`, or one of its own
    host: str,
    port: int,
    public_url: str,
    tls_cert: Path | None,
    tls_key: Path | None,
    phones: int,
    workers: int,
    book: str,
    log: str,
    monitors: tuple[str, ...],
    is_json: bool,
    data: Path,
) -> None:
    """Look the installation over; say how to mend what isn't right.

    Takes the options that `serve` would get. The exit code is 1 if anything must be mended.
    """
    settings = Settings(
        data, host, port, public_url, tls_cert, tls_key, book=book, log=log, workers=workers
    )
    checks = checks_for(settings, phones, monitors)
    findings = [look(name, check) for name, check in checks.items()]
    click.echo(as_json(findings) if is_json else as_text(findings))
    sys.exit(1 if count(findings)["bad"] else 0)
