"""Personal links: the server keeps their hashes, the file made here is the only copy."""

from pathlib import Path

import click

from pulsemeter.bootstrap import opened
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import run
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import secret_hash
from pulsemeter.service.ports import Token
from pulsemeter.settings import Settings


@click.command()
@click.argument("code")
@click.option("--count", type=click.IntRange(1, 1_000_000), required=True, help="How many links.")
@click.option("--public-url", default="", help="The address that the links begin with.")
@data_option
def tokens(code: str, count: int, public_url: str, data: Path) -> None:
    """Make personal links for session CODE and print them, one a line.

    They can't be shown again: only their hashes are kept.
    """

    async def work() -> None:
        async with opened(data) as stores:
            chance = SystemChance()
            conduct = Conduct(stores.stores.studies, SystemClock(), chance)
            await conduct.refresh()
            session = conduct.place(code).session
            made = [chance.text() for _ in range(count)]
            await stores.stores.credentials.add(
                [Token(secret_hash(token), session.code) for token in made]
            )
            base = Settings(public_url=public_url).url
            for token in made:
                click.echo(f"{base}/j/{session.code}#{token}")

    run(work())
