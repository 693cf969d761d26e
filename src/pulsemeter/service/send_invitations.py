"""Sends invitations and reminders to the contacts of a register, by the courier that carries
briefs.

Nobody keeps which link went to whom, so a reminder holds no link and goes to everybody who was
invited: who came, and who didn't, is not to be known. A contact whose mail couldn't be handed over
counts as not invited.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pulsemeter.domain.contact import Contact
from pulsemeter.domain.study import Study
from pulsemeter.languages.page_words import said
from pulsemeter.release.words import message
from pulsemeter.service.courier_ports import AddressRefused, Courier, Message, Undelivered
from pulsemeter.service.keep_register import Invitation
from pulsemeter.service.ports import Chance, Clock
from pulsemeter.service.token_text import grouped

WAITS_MS = (5_000, 15_000)
"""How long to wait before the second and the third try of one mail."""
_REMINDER = message(
    "A reminder: your personal link came in an earlier message. If you have taken part already, "
    "thank you."
)
_FREE = message("If you don’t want to take part, you need not do anything.")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one contact; `to` is "" where the contact has no address for it."""

    contact: Contact
    subject: str
    text: str
    to: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """Whom a letter didn't reach, and why."""

    contact: Contact
    reason: str


def address_for(contact: Contact, courier: Courier) -> str:
    """The first of a contact's addresses that the courier can use, "" for none."""
    for address in contact.addresses:
        try:
            courier.check(address.strip())
        except AddressRefused:
            continue
        return address.strip()
    return ""


def invitation(study: Study, invited: Invitation, address: str, courier: Courier) -> Letter:
    """The letter with a contact's link; `address` is where the link begins."""
    language, token = study.language, invited.made.token
    asked = said(language, message("You are invited"))
    lines = [
        study.title, asked, "", f"{address}#{token}", "",
        f"{said(language, message('Your personal code'))}: {grouped(token)}",
        said(language, message("Good for one person. Please don’t pass it on.")), "",
        study.consent.runner, said(language, _FREE),
    ]  # fmt: skip
    to = address_for(invited.contact, courier)
    return Letter(invited.contact, f"{asked}: {study.title}", "\n".join(lines) + "\n", to)


def reminder(study: Study, contact: Contact, courier: Courier) -> Letter:
    """The letter that reminds of an earlier one."""
    language = study.language
    asked = said(language, message("You are invited"))
    lines = [
        study.title, "", said(language, _REMINDER), "", study.consent.runner,
        said(language, _FREE),
    ]  # fmt: skip
    to = address_for(contact, courier)
    return Letter(contact, f"{asked}: {study.title}", "\n".join(lines) + "\n", to)


async def send_all(
    letters: Sequence[Letter],
    language: str,
    courier: Courier,
    clock: Clock,
    chance: Chance,
    on_progress: Callable[[int, list[Unsent]], None],
) -> list[Unsent]:
    """Hand over one letter after the other, each three times at most; whom it didn't reach.

    `on_progress` is told how many were tried, and the list as it grows: whoever breaks off knows
    with it who wasn't reached.
    """
    unsent = [Unsent(each.contact, "no mail address") for each in letters if not each.to]
    done = len(unsent)
    on_progress(done, unsent)
    for letter in (each for each in letters if each.to):
        reason = await _send(letter, language, courier, clock, chance)
        if reason:
            unsent.append(Unsent(letter.contact, reason))
        done += 1
        on_progress(done, unsent)
    return unsent


async def _send(
    letter: Letter, language: str, courier: Courier, clock: Clock, chance: Chance
) -> str:
    """Why a letter wasn't taken, "" where it was."""
    told = Message(
        f"i{chance.number(96):x}", letter.to, letter.subject, letter.text, language,
        clock.wall_ms(),
    )  # fmt: skip
    for wait_ms in (*WAITS_MS, 0):
        try:
            await courier.carry(told)
        except Undelivered as failed:
            if failed.is_final or not wait_ms:
                return failed.reason
            await clock.pause(max(wait_ms, failed.wait_ms))
        else:
            return ""
    return ""
