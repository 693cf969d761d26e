"""Commands for the register of contacts: names and addresses, sealed, apart from all else."""

import csv
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from pulsemeter.bootstrap import opened, opened_register
from pulsemeter.cli.options import data_option
from pulsemeter.cli.passphrase import (
    NEW_VARIABLE,
    ask_new_passphrase,
    ask_passphrase,
    passphrase_option,
)
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.cli.token_files import folder_for, own_file
from pulsemeter.delivery.read_couriers import couriers_of
from pulsemeter.domain.brief import BriefChannel
from pulsemeter.domain.counted import counted
from pulsemeter.domain.study import Study
from pulsemeter.intake.contacts import read_contacts
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.report.cell_text import defused
from pulsemeter.service.audit_trail import COMMAND_LINE, AuditTrail
from pulsemeter.service.conduct_session import Conduct, UnknownStudy
from pulsemeter.service.keep_register import (
    Invitation,
    add_contacts,
    check_names_allowed,
    find_contacts,
    invite,
    uninvite,
)
from pulsemeter.service.ports import Stores
from pulsemeter.service.register_ports import RegisterBook
from pulsemeter.service.send_invitations import Unsent, invitation, reminder, send_all
from pulsemeter.service.token_text import grouped
from pulsemeter.settings import Settings

INVITATIONS = "invitations.csv"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A data folder with its register."""

    stores: Stores
    register: RegisterBook
    audit: AuditTrail

    async def study(self, name: str) -> Study:
        found = await self.stores.studies.study(name)
        if found is None:
            raise UnknownStudy(f"there is no study {name!r}; see pulsemeter study list")
        return found


@asynccontextmanager
async def _folder(data: Path) -> AsyncIterator[_Opened]:
    async with opened(data) as stores, opened_register(data) as register:
        books = stores.stores
        yield _Opened(books, register, AuditTrail(books.audit, SystemClock()))


def _with(data: Path, work: Callable[[_Opened], Awaitable[None]]) -> None:
    async def inside() -> None:
        async with _folder(data) as opened_folder:
            await work(opened_folder)

    run(inside())


@click.group()
def register() -> None:
    """Contacts for invitations, sealed by a passphrase and tied to nobody's reactions."""


@register.command()
@click.argument("study")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@passphrase_option
@data_option
def add(study: str, file: Path, passphrase_file: Path | None, data: Path) -> None:
    """Add the people of FILE (name, addresses, vendor id) to STUDY.

    The first time a passphrase is chosen. Who is there already is brought up to date.
    """

    async def work(folder: _Opened) -> None:
        of = await folder.study(study)
        check_names_allowed(of)
        read = read_contacts(file, tuple(attribute.id for attribute in of.attributes))
        for note in read.notes:
            click.echo(f"Note: {note}", err=True)
        if await folder.register.is_made():
            await folder.register.unlock(ask_passphrase(passphrase_file))
        else:
            await folder.register.make(ask_new_passphrase(passphrase_file))
        await folder.audit.note(
            COMMAND_LINE, "contacts added", study, f"{len(read.contacts)} on the list"
        )
        added = await add_contacts(folder.register, of, read.contacts, SystemChance())
        click.echo(
            f"{counted(added.new, 'contact')} of {study} added, {added.replaced:,} brought up to "
            "date. "
            f"{file.name} itself lies open: remove it where it isn't needed."
        )
        click.echo(f"Next: pulsemeter register invitations CODE --out FOLDER --data {data}")

    _with(data, work)


@register.command("list")
@click.argument("study", default="")
@passphrase_option
@data_option
def list_contacts(study: str, passphrase_file: Path | None, data: Path) -> None:
    """List the contacts of STUDY; without a study only say how many each has."""

    async def work(folder: _Opened) -> None:
        counts = await folder.register.counts()
        if not study:
            for name, count in counts.items():
                click.echo(f"{name}\t{counted(count, 'contact')}")
            if not counts:
                click.echo("No contacts. Next: pulsemeter register add STUDY contacts.csv")
            return
        if study not in counts:
            raise Stop(f"the register has no contacts of {study!r}; it has {', '.join(counts)}")
        await folder.register.unlock(ask_passphrase(passphrase_file))
        await folder.audit.note(COMMAND_LINE, "contacts read", study, f"{counts[study]}")
        for held in await folder.register.contacts(study):
            contact = held.contact
            invited = f"invited: {', '.join(contact.invited)}" if contact.invited else ""
            row = (contact.name, *contact.addresses, contact.vendor_id, invited)
            click.echo("\t".join(filter(None, row)))

    _with(data, work)


@register.command()
@click.argument("code")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False),
              help=f"Write {INVITATIONS} into this folder.")  # fmt: skip
@click.option("--again", is_flag=True, help="New links for those too who have one already.")
@click.option("--public-url", default="", help="The address that the links begin with.")
@passphrase_option
@data_option
def invitations(
    code: str, out: Path, again: bool, public_url: str, passphrase_file: Path | None, data: Path
) -> None:
    """Write names and fresh personal links for session CODE, for a mail merge.

    That file is the only place where a name stands beside a link. Send, then delete it.
    """

    async def work(folder: _Opened) -> None:
        conduct = Conduct(folder.stores.studies, SystemClock(), SystemChance())
        await conduct.refresh()
        place = conduct.place(code)
        await folder.register.unlock(ask_passphrase(passphrase_file))
        target = folder_for(out, [INVITATIONS])
        await folder.audit.note(COMMAND_LINE, "invitations written", place.session.code)
        made = await invite(
            folder.register, folder.stores, place.study, place.session.code, SystemChance(),
            again=again,
        )  # fmt: skip
        if not made:
            raise Stop(
                f"everybody in the register of {place.study.name} has a link for this session; "
                "--again makes new ones (the old stay good), or add contacts first"
            )
        address = f"{Settings(public_url=public_url).url}/j/{place.session.code}"
        _write(target / INVITATIONS, made, address)
        click.echo(
            f"{counted(len(made), 'invitation')}: {target / INVITATIONS}\n"
            "Who holds this file knows who got which link. Delete it when all are sent: nothing "
            "else keeps it."
        )

    _with(data, work)


@register.command()
@click.argument("code")
@click.option("--couriers", required=True, type=click.Path(path_type=Path, dir_okay=False),
              help="How mail leaves: the file that pulsemeter serve --couriers takes.")  # fmt: skip
@click.option("--remind", is_flag=True, help="Remind those who were invited; without a link.")
@click.option("--public-url", default="", help="The address that the links begin with.")
@passphrase_option
@data_option
def send(
    code: str, couriers: Path, remind: bool, public_url: str, passphrase_file: Path | None,
    data: Path,
) -> None:  # fmt: skip
    """Mail personal links for session CODE to contacts who have none, or remind all who have one.

    Nobody keeps which link went to whom, so a reminder goes to those as well who came.
    """
    clock, chance = SystemClock(), SystemChance()
    mail = couriers_of(couriers, b"", clock).get(BriefChannel.MAIL)
    if mail is None:
        raise Stop(f"{couriers} has no section [mail]; see docs/reference/briefs.md")

    async def work(folder: _Opened) -> None:
        conduct = Conduct(folder.stores.studies, clock, chance)
        await conduct.refresh()
        place = conduct.place(code)
        study, session = place.study, place.session.code
        await folder.register.unlock(ask_passphrase(passphrase_file))
        address = f"{Settings(public_url=public_url).url}/j/{session}"
        act = "reminders sent" if remind else "invitations sent"
        await folder.audit.note(COMMAND_LINE, act, session)
        if remind:
            held = [one.contact for one in await folder.register.contacts(study.name)]
            asked = [contact for contact in held if session in contact.invited]
            letters = [reminder(study, contact, mail) for contact in asked]
        else:
            made = await invite(folder.register, folder.stores, study, session, chance)
            letters = [invitation(study, one, address, mail) for one in made]
        if not letters:
            raise Stop(
                "nobody was invited to this session yet" if remind
                else f"everybody in the register of {study.name} has a link for this session"
            )  # fmt: skip
        unreached = [letter.contact for letter in letters]

        def heed(done: int, unsent: list[Unsent]) -> None:
            failed = [each.contact for each in unsent]
            reachable = [letter for letter in letters if letter.to]
            tried = done - sum(not letter.to for letter in letters)
            unreached[:] = [*failed, *(letter.contact for letter in reachable[tried:])]
            click.echo(f"\r{done:,} of {len(letters):,}, {len(unsent):,} not reached ", nl=False,
                       err=True)  # fmt: skip

        try:
            unsent = await send_all(letters, study.language, mail, clock, chance, heed)
        finally:
            click.echo("", err=True)
            if unreached and not remind:
                await uninvite(folder.register, study.name, session, unreached)
        click.echo(f"{counted(len(letters) - len(unsent), 'mail')} handed over")
        for each in unsent:
            click.echo(f"not reached: {each.contact.name}: {each.reason}")
        if unsent:
            raise Stop(f"not reached: {len(unsent):,} of {len(letters):,}; send again later")

    _with(data, work)


def _write(path: Path, made: Sequence[Invitation], address: str) -> None:
    columns = max(len(one.contact.addresses) for one in made)
    with own_file(path) as file:
        rows = csv.writer(file)
        numbered = [f"address_{n}" for n in range(1, columns + 1)]
        rows.writerow(["name", *numbered, "vendor_id", "link", "code"])
        for one in made:
            contact, token = one.contact, one.made.token
            filled = [*contact.addresses, *[""] * (columns - len(contact.addresses))]
            plain = [defused(cell) for cell in (contact.name, *filled, contact.vendor_id)]
            rows.writerow([*plain, f"{address}#{token}", grouped(token)])


@register.command()
@click.argument("study")
@click.argument("contact")
@passphrase_option
@data_option
def forget(study: str, contact: str, passphrase_file: Path | None, data: Path) -> None:
    """Erase CONTACT (a name, an address or a vendor id) from the register of STUDY.

    What that person reacted can't be found from here; withdrawal is by the recovery code.
    """

    async def work(folder: _Opened) -> None:
        await folder.register.unlock(ask_passphrase(passphrase_file))
        found = await find_contacts(folder.register, study, contact)
        if not found:
            raise Stop(f"the register of {study} has no such contact; see pulsemeter register list")
        if len(found) > 1:
            raise Stop(f"{len(found)} contacts of {study} are called so; give an address instead")
        await folder.audit.note(COMMAND_LINE, "contact erased", study)
        await folder.register.forget([found[0].id])
        click.echo("The contact is erased.")

    _with(data, work)


@register.command()
@passphrase_option
@click.option("--new-passphrase-file", type=click.Path(path_type=Path, dir_okay=False, exists=True),
              help=f"A file whose first line is the new one; or {NEW_VARIABLE}.")  # fmt: skip
@data_option
def passphrase(passphrase_file: Path | None, new_passphrase_file: Path | None, data: Path) -> None:
    """Choose another passphrase; everything is sealed anew."""

    async def work(folder: _Opened) -> None:
        await folder.register.unlock(ask_passphrase(passphrase_file))
        chosen = ask_new_passphrase(new_passphrase_file, NEW_VARIABLE)
        await folder.audit.note(COMMAND_LINE, "register passphrase changed", "register")
        await folder.register.change_passphrase(chosen)
        click.echo("The register opens with the new passphrase alone. Older backups keep the old.")

    _with(data, work)
