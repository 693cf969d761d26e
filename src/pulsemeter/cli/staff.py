"""Commands for the people who run studies."""

from pathlib import Path

import click

from pulsemeter.bootstrap import opened
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import run
from pulsemeter.outside import SystemChance
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ports import Stores
from pulsemeter.settings import Settings


async def make_staff_link(stores: Stores, url: str, role: str = "owner") -> str:
    """A one-time sign-in link; its token travels in the fragment and is stored as a hash."""
    token = SystemChance().text()
    await stores.staff.add_link(secret_hash(token), role)
    return f"{url}/staff/sign-in#{token}"


@click.group()
def staff() -> None:
    """Sign-in links for staff."""


@staff.command()
@click.option("--public-url", default="", help="The address that the link begins with.")
@data_option
def link(public_url: str, data: Path) -> None:
    """Print a one-time sign-in link."""

    async def work() -> None:
        async with opened(data) as stores:
            url = Settings(public_url=public_url).url
            click.echo(await make_staff_link(stores.stores, url))

    run(work())
