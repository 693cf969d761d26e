"""The command that says what of persons goes when, and lets it go where no server does."""

from datetime import UTC, datetime
from pathlib import Path

import click

from pulsemeter.bootstrap import opened, quiet_folder, shelf_of
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import run
from pulsemeter.domain.counted import counted
from pulsemeter.domain.retention import Expiry, Piece
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.catch_up_retention import catch_up_retention
from pulsemeter.service.keep_retention import all_expiries

_WHAT = {
    Piece.PROFILES: "rare profiles, times of receipt",
    Piece.PERSONS: "persons: seats, reactions, answers, comments",
    Piece.CONTACTS: "contacts",
}


@click.command()
@click.option("--apply", "is_applied", is_flag=True,
              help="Let go what is due now. A running server does it by itself.")  # fmt: skip
@data_option
def retention(is_applied: bool, data: Path) -> None:
    """Say what of persons goes when. What was released stays."""

    async def work() -> None:
        if is_applied:
            async with quiet_folder(data) as folder:
                clock, chance = SystemClock(), SystemChance()
                await catch_up_retention(folder.stores, folder.shelf, clock, chance, folder.channel)
        async with opened(data) as stores, shelf_of(data) as shelf:
            contacts = await shelf.counts() if shelf is not None else {}
            found = await all_expiries(stores.stores, contacts)
            studies = await stores.stores.studies.studies()
        for study in studies:
            kept = study.retention
            if kept.is_longer:
                click.echo(
                    f"Study {study.name} keeps longer than usual "
                    f"(contacts {counted(kept.contacts_days, 'day')}, "
                    f"persons {counted(kept.persons_days, 'day')}): {kept.reason}"
                )
        if not found:
            click.echo("No session has persons' data, and no study has contacts.")
        for expiry in found:
            click.echo(_line(expiry, SystemClock().wall_ms()))

    run(work())


def _line(expiry: Expiry, now_ms: int) -> str:
    if expiry.is_done:
        when = "gone"
    elif expiry.due_ms is None:
        when = "not closed yet" if expiry.piece is not Piece.CONTACTS else "a session is to close"
    else:
        day = datetime.fromtimestamp(expiry.due_ms / 1_000, UTC).strftime("%Y-%m-%d %H:%M UTC")
        when = f"due since {day}" if expiry.is_due(now_ms) else f"goes {day}"
    return f"{expiry.subject}\t{_WHAT[expiry.piece]}\t{when}"
