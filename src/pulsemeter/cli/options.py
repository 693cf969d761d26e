"""Options that several commands share."""

import os
from pathlib import Path
from typing import Any

import click

from pulsemeter.bootstrap import BOOK_VARIABLE, is_data_folder
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.settings import DEFAULT_DATA

DATA_VARIABLE = "PULSEMETER_DATA"
_DATA: dict[str, Any] = {
    "type": click.Path(path_type=Path, file_okay=False),
    "default": DEFAULT_DATA,
    "show_default": True,
    "envvar": DATA_VARIABLE,
    "help": "The data folder.",
}


def is_there(folder: Path) -> bool:
    """Whether there is something to read or change: a data folder, or a folder beside the book that
    the environment names, where nothing needs to lie yet. Stop where that can't be seen."""
    try:
        if is_data_folder(folder):
            return True
        return bool(os.environ.get(BOOK_VARIABLE)) and folder.is_dir()
    except OSError as error:
        raise Stop(
            f"{folder.absolute()} can't be looked into: {error.strerror}; run this as the account "
            "that serves it"
        ) from None


def check_is_there(folder: Path, option: str = f"--data, or {DATA_VARIABLE}") -> None:
    """Stop where nothing is stored: opening it would make an empty data folder, and whoever asked
    would take an empty answer for a good one."""
    if is_there(folder):
        return
    begun = "A new one begins with pulsemeter study create, or serve"
    if os.environ.get(BOOK_VARIABLE):
        begun = f"Beside the book that {BOOK_VARIABLE} names an empty folder will do"
    raise Stop(
        f"there is no data folder at {folder.absolute()}; check its name ({option}), and whether "
        f"its disk is there. {begun}"
    )


def _checked(context: click.Context, _: click.Parameter, folder: Path) -> Path:
    if not context.resilient_parsing:  # the shell asks what could come next
        check_is_there(folder)
    return folder


data_option = click.option("--data", callback=_checked, **_DATA)
"""For whatever reads or changes what is stored: the folder has to be there already."""

unchecked_data_option = click.option("--data", **_DATA)
"""For commands that may begin a data folder, and for those that don't always need one and check
themselves; a test names each of them."""
