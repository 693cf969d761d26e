"""Options that several commands share."""

from pathlib import Path

import click

from pulsemeter.settings import DEFAULT_DATA

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_DATA,
    show_default=True,
    envvar="PULSEMETER_DATA",
    help="The data folder.",
)
