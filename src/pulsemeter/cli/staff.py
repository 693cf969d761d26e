"""Commands for the people who run studies, for whoever holds the server's machine."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from pulsemeter.bootstrap import desk_for, opened
from pulsemeter.cli.options import check_is_there, data_option, is_there, unchecked_data_option
from pulsemeter.cli.plain_errors import run
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.admit_staff import said_membership
from pulsemeter.service.audit_trail import COMMAND_LINE
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.manage_staff import membership_for
from pulsemeter.service.ports import Stores
from pulsemeter.service.staff_desk import StaffDesk
from pulsemeter.settings import Settings

DEMONSTRATION_OWNER = "Demonstration"

url_option = click.option("--public-url", default="", help="The address that the link begins with.")


def link_of(url: str, token: str) -> str:
    """A one-time link; its token travels in the fragment and is stored as a hash."""
    return f"{url}/staff/welcome#{token}"


async def demonstration_link(desk: StaffDesk, url: str) -> str:
    """A link that signs in the owner of a demonstration, who needs no way in of their own."""
    people = desk.people
    owner = await people.an_owner() or await people.add_owner(DEMONSTRATION_OWNER)
    return link_of(url, await desk.admission.link_for("server", owner))


def at_desk(data: Path, work: Callable[[StaffDesk, Stores], Awaitable[None]]) -> None:
    """Do this with the staff of a data folder."""

    async def inside() -> None:
        async with opened(data) as held:
            stores = held.stores
            await work(desk_for(Settings(data), stores, SystemClock(), SystemChance()), stores)

    run(inside())


@click.group()
def staff() -> None:
    """Staff: invite, list and remove people, and let owners in who lost their way in."""


@staff.command()
@click.option("--name", default="", help="Of which member; an owner of every study by default.")
@url_option
@unchecked_data_option
def link(name: str, public_url: str, data: Path) -> None:
    """Print a one-time sign-in link for a member who lost the way in.

    While nobody owns every study it is the link of the first owner.
    """
    if name:
        check_is_there(data)
    elif not is_there(data):  # may be meant so: an owner before the first start
        click.echo(f"Nothing was stored at {data.absolute()}: a new data folder begins.", err=True)

    async def work(desk: StaffDesk, _: Stores) -> None:
        url = Settings(public_url=public_url).staff_url
        token = None if name else await desk.admission.first_owner_link()
        if token is None:
            member = await desk.people.named(name) if name else await desk.people.an_owner()
            assert member is not None, "there is an owner, else there was a first link"
            token = await desk.admission.link_for(COMMAND_LINE, member)
        click.echo(link_of(url, token))

    at_desk(data, work)


@staff.command()
@click.option("--study", default="", help="The study; every one by default.")
@click.option("--role", type=click.Choice([each.value for each in Role]), required=True)
@click.option("--audience", multiple=True, help="For editors: such as region or region:north.")
@url_option
@data_option
def invite(study: str, role: str, audience: tuple[str, ...], public_url: str, data: Path) -> None:
    """Print a one-time link that makes somebody a member of the staff."""

    async def work(desk: StaffDesk, stores: Stores) -> None:
        membership = Membership(EVERY_STUDY, Role(role), audience)
        if study:
            found = await stores.studies.study(study)
            if found is None:
                raise UnknownStudy(f"there is no study {study!r}; see: pulsemeter study list")
            membership = membership_for(found, role, list(audience))
        token = await desk.admission.invite(COMMAND_LINE, membership)
        click.echo(link_of(Settings(public_url=public_url).staff_url, token))

    if role == Role.EDITOR and not study:
        raise click.UsageError("an editor is bound to audiences of one study; name it with --study")
    at_desk(data, work)


@staff.command("list")
@data_option
def list_staff(data: Path) -> None:
    """List everybody of the staff with their roles."""

    async def work(desk: StaffDesk, _: Stores) -> None:
        everyone = await desk.people.everyone()
        for member, held in everyone:
            roles = "; ".join(said_membership(each) for each in held) or "no study"
            click.echo(f"{member.name}\t{roles}")
        if not everyone:
            click.echo("Nobody yet. Next: pulsemeter staff link")

    at_desk(data, work)


@staff.command()
@click.argument("name")
@click.option("--study", default="", help="From this study alone; from all by default.")
@data_option
def remove(name: str, study: str, data: Path) -> None:
    """Remove NAME from the staff; every sign-in of theirs ends at once."""

    async def work(desk: StaffDesk, _: Stores) -> None:
        member = await desk.people.named(name)
        if study:
            await desk.people.remove(COMMAND_LINE, member.id, study)
        else:
            await desk.people.remove_everywhere(COMMAND_LINE, member)
        click.echo(f"{member.name} is no longer of {study or 'the staff'}.")

    at_desk(data, work)
