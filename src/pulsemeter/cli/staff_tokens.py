"""Commands for the access tokens of staff, for whoever holds the server's machine."""

from pathlib import Path

import click

from pulsemeter.cli.options import data_option
from pulsemeter.cli.staff import at_desk
from pulsemeter.domain.scope import SAID, Scope
from pulsemeter.service.audit_trail import COMMAND_LINE
from pulsemeter.service.keep_access_tokens import TokenWish
from pulsemeter.service.ports import Stores
from pulsemeter.service.staff_desk import StaffDesk


@click.group()
def token() -> None:
    """Access tokens, by which programs use the API as a member of the staff."""


@token.command()
@click.argument("name")
@click.option("--label", required=True, help="What it is for, such as: nightly export.")
@click.option(
    "--scope", "scopes", multiple=True, required=True,
    type=click.Choice([each.value for each in Scope]),
    help="; ".join(f"{scope}: {said}" for scope, said in SAID.items()),
)  # fmt: skip
@click.option("--study", default="", help="In this study alone; in all of the member's by default.")
@click.option("--last-day", default="", help="Such as 2026-12-31, at most a year on.")
@data_option
def make(
    name: str, label: str, scopes: tuple[str, ...], study: str, last_day: str, data: Path
) -> None:
    """Print a new token of the member NAME. It is told this once."""

    async def work(desk: StaffDesk, _: Stores) -> None:
        member = await desk.people.named(name)
        wish = TokenWish(label, scopes, study, last_day)
        click.echo(await desk.tokens.make(COMMAND_LINE, member, wish))

    at_desk(data, work)


@token.command("list")
@data_option
def list_tokens(data: Path) -> None:
    """List everybody's tokens: member, id, label, scopes, study, last day, last day of use."""

    async def work(desk: StaffDesk, _: Stores) -> None:
        lines = [
            f"{member.name}\t{held.id}\t{held.label}\t{','.join(held.scopes)}\t"
            f"{held.study or 'every study'}\t{held.last_day or 'no end'}\t"
            f"{held.used_day or 'not used yet'}"
            for member, _ in await desk.people.everyone()
            for held in await desk.tokens.of(member.id)
        ]
        click.echo("\n".join(lines) or "None yet. Next: pulsemeter staff token make --help")

    at_desk(data, work)


@token.command("take-back")
@click.argument("name")
@click.argument("token_id")
@data_option
def take_back(name: str, token_id: str, data: Path) -> None:
    """End the token TOKEN_ID of the member NAME at once; ids are listed by "list"."""

    async def work(desk: StaffDesk, _: Stores) -> None:
        member = await desk.people.named(name)
        await desk.tokens.take_back(COMMAND_LINE, member, token_id)
        click.echo(f"Taken back. Programs that use it as {member.name} are refused from now on.")

    at_desk(data, work)
