"""The command that tells how the server of a data folder fares."""

import sys
from pathlib import Path

import click

from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.web.local_status import NotTold, ask_locally
from pulsemeter.web.status_words import TROUBLE_MARK


@click.command()
@data_option
def status(data: Path) -> None:
    """Tell how the server of the data folder fares, in the words of its status page.

    Ends with 1 where something is wrong, and with 2 where no server answers. To be run on the
    server's machine, as the account that runs it.
    """
    try:
        told = ask_locally(data)
    except NotTold as error:
        raise Stop(str(error)) from None
    click.echo(told, nl=False)
    if any(line.startswith(TROUBLE_MARK) for line in told.splitlines()):
        sys.exit(1)
