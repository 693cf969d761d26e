"""People to be invited: added, invited, found and forgotten, apart from all they do later.

Which token went to whom is known to the one file that is written for sending invitations, and to
nobody afterwards: the register learns that somebody was invited, the credentials learn hashes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.contact import Contact, plain_key
from pulsemeter.domain.study import JoinMode, Study
from pulsemeter.service.make_tokens import (
    MadeToken,
    TokensRefused,
    carries_categories,
    checked_categories,
)
from pulsemeter.service.ports import Chance, Stores
from pulsemeter.service.register_ports import HeldContact, RegisterBook
from pulsemeter.service.token_text import draw_token

PASSPHRASE_LENGTH_MIN = 15


class RegisterRefused(ValueError):
    """What the register doesn't do; says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Added:
    """How many contacts of a list are new, and how many were there and are replaced."""

    new: int
    replaced: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """A contact with a fresh token, on its way into the file for sending."""

    contact: Contact
    made: MadeToken


def check_names_allowed(study: Study) -> None:
    """Refuse names where people are at risk."""
    if not study.profile.keeps_names:
        raise RegisterRefused(
            f"study {study.name} has the profile {study.profile.name}, for people at risk: no name "
            "may lie on the server. Keep the list of names on the panel office's own machine and "
            "make links there: pulsemeter tokens --offline study.toml --session CODE --count N "
            "--out links --public-url ADDRESS; the server takes hashes.csv alone"
        )


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that can be guessed on a copy of the file."""
    if len(passphrase) < PASSPHRASE_LENGTH_MIN:
        raise RegisterRefused(
            f"the passphrase is too short: at least {PASSPHRASE_LENGTH_MIN} signs. Five or six "
            "words that don't belong together are good, and easy to write down"
        )


async def add_contacts(
    register: RegisterBook, study: Study, contacts: Sequence[Contact], chance: Chance
) -> Added:
    """Add contacts to a study. Who is there already, by an address or the vendor's id (or by name,
    where there is neither), is replaced and stays invited."""
    check_names_allowed(study)
    held = {key: one for one in await register.contacts(study.name) for key in one.contact.keys}
    found: dict[int, HeldContact] = {}
    new = 0
    for contact in contacts:
        checked = replace(contact, categories=_categories(study, contact))
        known = next((held[key] for key in contact.keys if key in held), None)
        if known is None:
            new += 1
            kept = HeldContact(chance.number(63), study.name, checked)
        else:
            kept = replace(known, contact=replace(checked, invited=known.contact.invited))
        found[kept.id] = kept
        held.update(dict.fromkeys(checked.keys, kept))
    await register.put(list(found.values()))
    return Added(new, len(found) - new)


def _categories(study: Study, contact: Contact) -> dict[str, str]:
    """The categories that a token is to carry; nothing more is kept of a contact's attributes."""
    if not carries_categories(study):
        return {}
    try:
        return checked_categories(study, contact.categories)
    except TokensRefused as refusal:
        raise RegisterRefused(f"{contact.name}: {refusal}") from None


async def find_contacts(register: RegisterBook, study: str, text: str) -> list[HeldContact]:
    """The contacts of a study with this name, address or vendor's id."""
    key = plain_key(text)
    return [
        one
        for one in await register.contacts(study)
        if key in one.contact.keys or key == plain_key(one.contact.name)
    ]


async def invite(
    register: RegisterBook, stores: Stores, study: Study, code: str, chance: Chance,
    *, again: bool = False,
) -> list[Invitation]:  # fmt: skip
    """A token for each contact who has none for this session, or for everybody again. Noted first,
    so that after a crash nobody has two: then `again` is for those whose links were lost."""
    check_names_allowed(study)
    if study.join is JoinMode.OPEN:
        raise RegisterRefused(
            f"anybody may join {study.name} without a personal link; send everybody the same one"
        )
    wanted = [
        one
        for one in await register.contacts(study.name)
        if again or code not in one.contact.invited
    ]
    invitations = [
        Invitation(one.contact, MadeToken(n, draw_token(chance), one.contact.categories))
        for n, one in enumerate(wanted, start=1)
    ]
    noted = [
        replace(one, contact=replace(one.contact, invited=(*_others(one.contact, code), code)))
        for one in wanted
    ]
    await register.put(noted)
    credentials = [invitation.made.credential(code) for invitation in invitations]
    # In the order of their hashes, as they lie in the file: it tells nothing of the list.
    await stores.credentials.add(sorted(credentials, key=lambda token: token.token_hash))
    return invitations


async def uninvite(
    register: RegisterBook, study: str, code: str, contacts: Sequence[Contact]
) -> None:
    """Note that these contacts have no link for a session after all, because it didn't reach them:
    the next invitations are for them, too."""
    keys = frozenset().union(*(contact.keys for contact in contacts))
    held = [one for one in await register.contacts(study) if keys & one.contact.keys]
    await register.put(
        [
            replace(one, contact=replace(one.contact, invited=_others(one.contact, code)))
            for one in held
        ]
    )


def _others(contact: Contact, code: str) -> tuple[str, ...]:
    return tuple(session for session in contact.invited if session != code)
