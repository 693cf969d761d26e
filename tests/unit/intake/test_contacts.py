"""Lists of people as they come."""

import pytest

from pulsemeter.domain.contact import Contact
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.contacts import read_contacts


@pytest.fixture
def read(tmp_path):
    def read(text, *attributes, encoding="utf-8"):
        path = tmp_path / "contacts.csv"
        path.write_bytes(text.encode(encoding))
        return read_contacts(path, attributes)

    return read


def test_names_addresses_ids_and_asked_attributes_are_read(read):
    found = read(
        "Name;E-Mail;Mobile;Panel ID;region;Shoe size\n"
        " Łukasz Żak ;lz@example.org;+48 22 555;77;north;44\n"
        "Ann;;;;south;\n",
        "region",
    )
    assert found.contacts == (
        Contact("Łukasz Żak", ("lz@example.org", "+48 22 555"), {"region": "north"}, "77"),
        Contact("Ann", (), {"region": "south"}, ""),
    )
    assert found.notes == ("columns that the register doesn't keep: 'Shoe size'",)


def test_a_name_may_stand_in_two_columns_and_any_encoding(read):
    found = read("first name,surname\nJürgen,Größe\nPrince,\n", encoding="cp1252")
    assert [c.name for c in found.contacts] == ["Jürgen Größe", "Prince"]


def test_attributes_that_nobody_asked_for_are_not_kept(read):
    found = read("name,region\nAnn,north\n")
    assert found.contacts == (Contact("Ann"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mail\na@b.c\n", "no column holds names"),
        ("name,contact\nAnn,Ann\n", "several columns may be the name"),
        ("name,mail\nAnn,a@b.c\n,d@e.f\n", "line 3, name: an empty field is no name"),
    ],
)
def test_what_is_no_list_of_people_says_so(read, text, words):
    with pytest.raises(IntakeError, match=words):
        read(text)
