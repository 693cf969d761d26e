"""The command that writes data packages."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.cli.progress_line import ProgressLine
from pulsemeter.domain.counted import counted

if TYPE_CHECKING:
    from pulsemeter.report.data_table import DataPackage

FORMATS = ("csv", "parquet", "sav", "zsav", "dta")


@click.command()
@click.argument("study")
@click.option("--session", metavar="CODE", help="Default: the study's newest.")
@click.option(
    "--package",
    type=click.Choice(["released", "persons"]),
    default="released",
    show_default=True,
    help="Released figures, or persons' own reactions as far as the profile allows it.",
)
@click.option(
    "--format",
    "formats",
    default="csv,parquet",
    show_default=True,
    metavar="|".join(FORMATS),
    help="One or more with commas; CSV is always there.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that isn't there yet. Default: one named after study, session and package.",
)
@click.option("--reason", default="", help="Of --package persons; stands in the audit log.")
@data_option
def export(
    study: str,
    session: str | None,
    package: str,
    formats: str,
    to: Path | None,
    reason: str,
    data: Path,
) -> None:
    """Write a data package of a session of STUDY: tables, codebook, method note.

    \b
    pulsemeter export moon
    pulsemeter export moon --format csv,sav,dta --to moon-figures
    pulsemeter export moon --package persons --reason "Re-analysis, ethics vote 12/26"
    """
    from pulsemeter.packing.package_files import rows_to_write, write_folder

    chosen = _formats(formats)
    if reason and package == "released":
        raise click.UsageError("--reason goes with --package persons; released figures need none")
    if package == "persons":
        made = run(_persons(data, study, session, reason, chosen))
    else:
        made = run(_released(data, study, session))
    folder = to or Path(made.name)
    rows, done = rows_to_write(made, chosen), 0
    with ProgressLine(f"{folder} is being written") as line:

        def wrote(more: int) -> None:
            nonlocal done
            done += more
            line.tell(done / rows if rows else 1.0)

        names = write_folder(made, chosen, folder, wrote)
    click.echo(f"{counted(len(names), 'file')} in {folder}; begin with {folder / 'codebook.txt'}")
    if package == "persons":
        click.echo(
            "This is about single persons. Nothing erases it when they withdraw or their time is "
            "over: keep it sealed, and remove it by then."
        )


def _formats(text: str) -> tuple[str, ...]:
    named = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    unknown = [name for name in named if name not in FORMATS]
    if unknown or not named:
        raise Stop(f"--format {text}: known are {', '.join(FORMATS)}; several with commas")
    return named


async def _persons(
    data: Path, study: str, session: str | None, reason: str, formats: tuple[str, ...]
) -> "DataPackage":
    from pulsemeter.bootstrap import opened
    from pulsemeter.domain.staff import Role
    from pulsemeter.outside import SystemChance, SystemClock
    from pulsemeter.service.audit_trail import COMMAND_LINE, AuditTrail
    from pulsemeter.service.pack_persons import Asked, pack_persons

    # Whoever may run commands on this machine owns what is on it.
    asked = Asked(COMMAND_LINE, Role.OWNER, reason, formats)
    async with opened(data) as held:
        trail = AuditTrail(held.stores.audit, SystemClock())
        return await pack_persons(held.stores, trail, SystemChance(), study, session, asked)


async def _released(data: Path, study: str, session: str | None) -> "DataPackage":
    from pulsemeter.bootstrap import opened
    from pulsemeter.service.pack_released import pack_released

    async with opened(data) as held:
        return await pack_released(held.stores, study, session)
