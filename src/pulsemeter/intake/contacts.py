"""A list of people to be invited, from whatever file it is kept in."""

import os
from dataclasses import dataclass

import polars as pl

from pulsemeter.domain.contact import Contact
from pulsemeter.intake.columns import plain_header
from pulsemeter.intake.complaint import Complaints, listed
from pulsemeter.intake.long import names_of
from pulsemeter.intake.source import read_table

_NAMES = ("name", "full_name", "fullname", "contact", "person")
_NAME_PARTS = (
    ("first_name", "firstname", "given_name", "forename"),
    ("last_name", "lastname", "surname", "family_name"),
)
_ADDRESSES = (
    *("email", "e_mail", "mail", "email_address", "e_mail_address"),
    *("phone", "telephone", "mobile", "phone_number", "sms", "tel"),
    *("address", "postal_address", "post"),
)
_VENDOR_IDS = ("vendor_id", "panel_id", "pid", "external_id")


@dataclass(frozen=True, slots=True)
class ReadContacts:
    """People, and what was repaired or left out, in sentences."""

    contacts: tuple[Contact, ...]
    notes: tuple[str, ...]


def read_contacts(path: str | os.PathLike[str], attributes: tuple[str, ...] = ()) -> ReadContacts:
    """The people of a list: a name (in one column or two), addresses, a vendor's id, and the
    columns called as these attributes. Other columns are left out, and named in the notes.

    Raises IntakeError for a file without names, or rows without a name.
    """
    table = read_table(path)
    complaints, notes = table.complaints(), list(table.notes)
    text = {header: names_of(table.frame[header]) for header in table.frame.columns}
    named = _name_columns(list(text), complaints)
    complaints.stop()
    names = [" ".join(filter(None, row)) for row in zip(*(text[h] for h in named), strict=True)]
    addressed = [header for header in text if plain_header(header) in _ADDRESSES]
    vendor = next((header for header in text if plain_header(header) in _VENDOR_IDS), None)
    asked = {name: name for name in attributes if name in text}
    unused = [h for h in text if h not in (*named, *addressed, vendor, *asked)]
    if unused:
        notes.append(f"columns that the register doesn't keep: {listed(unused)}")
    missing = pl.Series([not name for name in names])
    complaints.rows(named[0], missing, table.rows, table.frame[named[0]], "is no name")
    complaints.stop()
    contacts = tuple(
        Contact(
            name,
            tuple(value for header in addressed if (value := text[header][row])),
            {a: value for a, header in asked.items() if (value := text[header][row])},
            (text[vendor][row] or "") if vendor else "",
        )
        for row, name in enumerate(names)
    )
    return ReadContacts(contacts, tuple(notes))


def _name_columns(headers: list[str], complaints: Complaints) -> list[str]:
    whole = [header for header in headers if plain_header(header) in _NAMES]
    if len(whole) == 1:
        return whole
    parts = [h for names in _NAME_PARTS for h in headers if plain_header(h) in names]
    if not whole and parts:
        return parts
    if whole:
        complaints.add(f"several columns may be the name: {listed(whole)}. Rename the right one "
                       "to 'name' and the others to something else.")  # fmt: skip
    else:
        complaints.add(
            f"no column holds names; the file has {listed(headers)}. Rename one of them to 'name' "
            "(or two to 'first name' and 'last name'). Names of columns stand in the first line."
        )
    return []
