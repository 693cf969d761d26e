"""The command that writes a study's documents of duty."""

from functools import partial
from pathlib import Path

import click

from pulsemeter.bootstrap import opened, shelf_of
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.outside import SystemClock
from pulsemeter.report.duties import TITLES
from pulsemeter.report.markdown import markdown_of
from pulsemeter.service.gather_duties import Duties


@click.command("duties")
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for dpia.md, processing_record.md and aapor.md.",
)
@click.option(
    "--public-url", default="", help="Where people reach the server; says whether it is https."
)
@click.option("--replace", is_flag=True, help="Write over files that are there already.")
@data_option
def duties(name: str, out: Path, public_url: str, replace: bool, data: Path) -> None:
    """Write drafts of what a study owes: DPIA, record of processing, AAPOR disclosure.

    Made from the study as it is configured now. To be checked and completed by a person; no legal
    advice.
    """
    if public_url and not public_url.startswith(("https://", "http://")):
        raise Stop(f"--public-url {public_url}: write the whole address, as https://pulse.example")
    there = [out / f"{each}.md" for each in TITLES if (out / f"{each}.md").exists()]
    if there and not replace:
        raise Stop(
            f"{there[0]} is there already, perhaps completed by hand; name another folder, or add "
            "--replace"
        )
    try:
        texts = run(_texts(data, name, public_url.rstrip("/")))
        out.mkdir(parents=True, exist_ok=True)
        for document, text in texts.items():
            (out / f"{document}.md").write_text(text, "utf-8", newline="")
    except OSError as error:
        raise Stop(
            f"{error.filename or out} can't be written ({error.strerror}); check the rights and "
            "the room on the disk"
        ) from error
    click.echo(f"Drafts are in {out}: {', '.join(f'{each}.md' for each in texts)}.")
    click.echo("Fill in what is marked “To be filled in”, and have them checked.")


async def _texts(data: Path, name: str, address: str) -> dict[str, str]:
    async with opened(data) as held:
        duty = Duties(held.stores, SystemClock(), partial(shelf_of, data), address)
        documents = await duty.documents(name)
        return {document: markdown_of(each) for document, each in documents.items()}
