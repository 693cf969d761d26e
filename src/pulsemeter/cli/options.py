"""Options that several commands share."""

from pathlib import Path

import click

from pulsemeter.bootstrap import is_data_folder
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.settings import DEFAULT_DATA

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_DATA,
    show_default=True,
    envvar="PULSEMETER_DATA",
    help="The data folder.",
)


def check_is_there(folder: Path) -> None:
    """Stop where nothing is stored: opening it would make an empty data folder, and whoever asked
    would take an empty answer for a good one."""
    if not is_data_folder(folder):
        raise Stop(
            f"there is no data folder at {folder.absolute()}; check its name, and whether its disk "
            "is there"
        )
