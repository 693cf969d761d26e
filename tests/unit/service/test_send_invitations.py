"""Letters to contacts over couriers that are told how to behave."""

import asyncio

import pytest
from tests.conftest import ManualClock, SeededChance, settle

from pulsemeter.domain.contact import Contact
from pulsemeter.service.courier_ports import AddressRefused, Undelivered
from pulsemeter.service.keep_register import Invitation
from pulsemeter.service.make_tokens import MadeToken
from pulsemeter.service.send_invitations import (
    WAITS_MS,
    address_for,
    invitation,
    reminder,
    send_all,
)

ANN = Contact("Ann", ("+49 30 1", " ann@x.example "))
BOB = Contact("Bob", ("Street 1",))
CAT = Contact("Cat", ("cat@x.example",))
TOKEN = "ABCDEFGHJKMNPQRSTVWXYZ2345"


class Mail:
    """Takes mail; fails each address as often as it is told to."""

    drops_copies = False

    def __init__(self, **failures):
        self.failures, self.carried = dict(failures), []

    def check(self, address):
        if "@" not in address:
            raise AddressRefused("no")

    def secret_for(self, address):
        return ""

    async def carry(self, message):
        self.carried.append(message)
        name = message.to.split("@")[0]
        left = self.failures.get(name, 0)
        if left:
            self.failures[name] = left - 1
            raise Undelivered("busy" if left < 90 else "unknown", left >= 90)
        return "250 OK"


def letter(study, contact, mail=None):
    invited = Invitation(contact, MadeToken(1, TOKEN, {}))
    return invitation(study, invited, "https://p.example/j/ABC", mail or Mail())


def sent(letters, mail):
    clock, seen = ManualClock(), []

    async def work():
        task = asyncio.create_task(
            send_all(
                letters, "de", mail, clock, SeededChance(),
                lambda done, unsent: seen.append((done, len(unsent))),
            )
        )  # fmt: skip
        while not task.done():
            await settle()
            clock.wake_next()
        return task.result()

    return asyncio.run(work()), seen, clock.now_ms


def test_a_letter_has_the_link_the_code_and_who_asks(make_study):
    told = letter(make_study(), ANN)
    assert told.to == "ann@x.example"
    assert f"https://p.example/j/ABC#{TOKEN}" in told.text
    assert "ABCDE" in told.text
    assert "You are invited" in told.subject
    assert "Ann" not in told.subject + told.text


def test_a_letter_is_in_the_studys_language(make_study):
    german = letter(make_study(language="de"), ANN)
    assert german.subject != letter(make_study(), ANN).subject
    assert "{" not in german.text
    assert "%" not in german.text


def test_a_reminder_has_no_link(make_study):
    told = reminder(make_study(), ANN, Mail())
    assert "http" not in told.text
    assert "earlier message" in told.text


@pytest.mark.parametrize(
    ("contact", "to"), [(ANN, "ann@x.example"), (BOB, ""), (CAT, "cat@x.example")]
)
def test_the_first_address_that_mail_can_use(contact, to):
    assert address_for(contact, Mail()) == to


def test_each_is_tried_three_times_and_the_others_go_on(make_study):
    mail = Mail(ann=2, cat=3)
    letters = [letter(make_study(), contact, mail) for contact in (ANN, BOB, CAT)]
    unsent, seen, waited_ms = sent(letters, mail)
    assert [(each.contact.name, each.reason) for each in unsent] == [
        ("Bob", "no mail address"), ("Cat", "busy"),
    ]  # fmt: skip
    assert [message.to[:3] for message in mail.carried] == ["ann"] * 3 + ["cat"] * 3
    assert len({message.id for message in mail.carried}) == 2
    assert waited_ms == 2 * sum(WAITS_MS)
    assert seen == [(1, 1), (2, 1), (3, 2)]


def test_who_is_refused_for_good_is_tried_once(make_study):
    mail = Mail(ann=99)
    unsent, _, waited_ms = sent([letter(make_study(), ANN, mail)], mail)
    assert [each.reason for each in unsent] == ["unknown"]
    assert (len(mail.carried), waited_ms) == (1, 0)
