"""Commands that read and check the audit log."""

from datetime import UTC, datetime
from pathlib import Path

import click

from pulsemeter.bootstrap import opened
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.domain.audit import AuditEntry
from pulsemeter.domain.counted import counted
from pulsemeter.outside import SystemClock
from pulsemeter.service.audit_trail import AuditReport, AuditTrail

_HEAD_LENGTH = 64
_SHORTEST_HEAD = 8


def _told(entry: AuditEntry) -> str:
    deed = entry.deed
    moment = datetime.fromtimestamp(deed.wall_ms / 1_000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return "\t".join((str(entry.number), moment, deed.actor, deed.act, deed.subject, deed.detail))


@click.group()
def audit() -> None:
    """What staff did with studies and people: a log that shows when it was changed."""


@audit.command("list")
@data_option
def list_entries(data: Path) -> None:
    """Print every entry: number, time (UTC), who, what, of what, in what words."""

    async def read() -> int:
        count = 0
        async with opened(data) as stores:
            async for entry in AuditTrail(stores.stores.audit, SystemClock()).all():
                click.echo(_told(entry))
                count += 1
        return count

    if not run(read()):
        click.echo("Nothing was noted yet.", err=True)


@audit.command()
@click.option(
    "--head", default="", help="A head that was printed earlier: it must still be in the log."
)
@data_option
def verify(head: str, data: Path) -> None:
    """Check that no entry was changed, removed or inserted.

    The head that is printed is the newest entry's hash. Kept elsewhere and given with --head, it
    also shows later whether the log's end was cut off or all of it was written anew.
    """

    async def read() -> tuple[AuditReport, set[str]]:
        async with opened(data) as stores:
            trail = AuditTrail(stores.stores.audit, SystemClock())
            return await trail.verified(), {entry.link.hex() async for entry in trail.all()}

    head = head.strip().lower()
    if head and not _is_head(head):
        raise Stop(
            f"--head {head!r} is no head: give at least {_SHORTEST_HEAD} of the {_HEAD_LENGTH} "
            "hexadecimal digits that `pulsemeter audit verify` printed."
        )
    report, links = run(read())
    if report.broken is not None:
        raise Stop(
            f"The audit log is broken at entry {report.broken.number}: {report.broken.reason}. "
            "Keep a copy of audit.sqlite and compare it with a backup."
        )
    if head and not any(link.startswith(head) for link in links):
        raise Stop(
            f"The audit log holds together, but no entry has the head {head}: its end was cut off "
            "or it was written anew since that head was printed. Compare it with a backup."
        )
    click.echo(f"The audit log is whole: {counted(report.entries, 'entry', 'entries')}.")
    click.echo(f"Head: {report.head.hex()}")


def _is_head(text: str) -> bool:
    digits = set(text) <= set("0123456789abcdef")
    return digits and _SHORTEST_HEAD <= len(text) <= _HEAD_LENGTH
