"""Where a passphrase comes from: a file, the environment, or whoever sits at the keyboard.

Never from the command line itself, which other programs and the shell's history can read.
"""

import os
from pathlib import Path

import click

from pulsemeter.cli.plain_errors import Stop
from pulsemeter.service.keep_register import check_passphrase

VARIABLE = "PULSEMETER_REGISTER_PASSPHRASE"
NEW_VARIABLE = "PULSEMETER_REGISTER_NEW_PASSPHRASE"

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help=f"A file whose first line is the passphrase; {VARIABLE} in the environment does as well.",
)


def passphrase_from(file: Path | None, variable: str = VARIABLE) -> str | None:
    """The passphrase of the file or the environment, None where neither holds one."""
    if file is not None:
        lines = file.read_text("utf-8-sig").splitlines()
        if not lines or not lines[0]:
            raise Stop(f"{file} is empty; its first line must be the passphrase")
        return lines[0]
    return os.environ.get(variable) or None


def ask_passphrase(file: Path | None) -> str:
    """The passphrase that opens the register."""
    found = passphrase_from(file)
    return found or str(click.prompt("Passphrase of the register", hide_input=True, err=True))


def ask_new_passphrase(file: Path | None, variable: str = VARIABLE) -> str:
    """A passphrase that is chosen now, typed twice where somebody types it."""
    found = passphrase_from(file, variable)
    if found is None:
        click.echo(
            "Choose a passphrase for the register of contacts. Nobody can mend a lost one: write "
            "it down and keep it apart from this machine.",
            err=True,
        )
        found = str(
            click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True)
        )
    check_passphrase(found)
    return found
