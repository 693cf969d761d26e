"""Completion vouchers: whether those on a vendor's list were really given, without whose."""

from collections import Counter
from pathlib import Path

import click

from pulsemeter.bootstrap import opened
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import run
from pulsemeter.domain.counted import counted
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.vendor_return import VOUCHER_LENGTH

_SHOWN_MAX = 20


def vouchers_in(text: str) -> list[str]:
    """The vouchers of a list: the last column of each line that can be one."""
    found = []
    for line in text.splitlines():
        last = line.replace(";", ",").replace("\t", ",").rsplit(",", 1)[-1].strip().strip('"')
        if len(last) == VOUCHER_LENGTH and last.isascii() and last.isalnum():
            found.append(last.upper())
    return found


@click.command()
@click.argument("code")
@click.option(
    "--check", "file", required=True, help="A list with one voucher a line, in its last column.",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
)  # fmt: skip
@data_option
def vouchers(code: str, file: Path, data: Path) -> None:
    """Say how many vouchers of a vendor's list were given in session CODE.

    A voucher says that somebody completed the session; neither who nor what they pressed.
    """
    listed = Counter(vouchers_in(file.read_text("utf-8-sig", errors="replace")))

    async def work() -> None:
        async with opened(data) as stores:
            conduct = Conduct(stores.stores.studies, SystemClock(), SystemChance())
            await conduct.refresh()
            session = conduct.place(code).session.code
            by_hash = {secret_hash(voucher): voucher for voucher in listed}
            given = await stores.stores.credentials.vouchers(session, list(by_hash))
        unknown = sorted(v for h, v in by_hash.items() if h not in given)
        twice = sorted(v for v, count in listed.items() if count > 1)
        told = counted(len(by_hash), "voucher")
        click.echo(f"Given in session {session}: {len(given):,} of {told}.")
        for name, found in (("not given here", unknown), ("listed more than once", twice)):
            if found:
                more = ", …" if len(found) > _SHOWN_MAX else ""
                click.echo(f"{len(found):,} {name}: {', '.join(found[:_SHOWN_MAX])}{more}")

    run(work())
