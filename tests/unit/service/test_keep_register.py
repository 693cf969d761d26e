"""Contacts are added once, invited once, and nobody can tell who got which link."""

import asyncio

import pytest

from pulsemeter.domain.contact import Contact
from pulsemeter.domain.recruitment import CategoriesFrom, Recruitment
from pulsemeter.domain.study import JoinMode
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.keep_register import (
    Added,
    RegisterRefused,
    add_contacts,
    check_passphrase,
    find_contacts,
    invite,
)
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.memory import memory_stores
from pulsemeter.storage.memory.register import MemoryRegisterBook

ANN, BOB = Contact("Ann", ("ann@example.org",)), Contact("Bob", ("bob@example.org",))


class Watched(MemoryRegisterBook):
    def __init__(self):
        super().__init__()
        self.is_full = False

    async def put(self, contacts):
        if self.is_full:
            raise StoreError("no room")
        await super().put(contacts)


def run(world, story):
    async def whole():
        register = Watched()
        await register.make("words")
        await story(register, memory_stores())

    asyncio.run(whole())


@pytest.fixture
def study(make_study):
    return make_study(join=JoinMode.TOKENS)


def test_who_is_there_already_is_replaced_and_stays_invited(world, study):
    async def story(register, stores):
        chance = world.chance
        assert await add_contacts(register, study, [ANN, BOB], chance) == Added(2, 0)
        await invite(register, stores, study, "KENNEDY", chance)
        moved = Contact("Ann Lee", ("ANN@example.org", "+44"))
        assert await add_contacts(register, study, [moved, moved], chance) == Added(0, 1)
        held = {one.contact.name: one.contact for one in await register.contacts("talk")}
        assert held.keys() == {"Ann Lee", "Bob"}
        assert held["Ann Lee"].invited == ("KENNEDY",)
        assert [h.contact.name for h in await find_contacts(register, "talk", "ann lee")] == [
            "Ann Lee"
        ]
        assert len(await find_contacts(register, "talk", " BOB@example.org")) == 1
        assert await find_contacts(register, "talk", "nobody") == []

    run(world, story)


def test_everybody_is_invited_once_and_the_register_knows_no_token(world, study):
    async def story(register, stores):
        await add_contacts(register, study, [ANN, BOB], world.chance)
        first = await invite(register, stores, study, "KENNEDY", world.chance)
        assert sorted(i.contact.name for i in first) == ["Ann", "Bob"]
        assert await invite(register, stores, study, "KENNEDY", world.chance) == []
        assert len(await invite(register, stores, study, "NIXON", world.chance)) == 2
        again = await invite(register, stores, study, "KENNEDY", world.chance, again=True)
        assert len({i.made.token for i in (*first, *again)}) == 4
        for invitation in (*first, *again):
            token = await stores.credentials.find(secret_hash(invitation.made.token))
            assert token.session == "KENNEDY"
        held = repr(await register.contacts("talk"))
        assert not [i for i in (*first, *again) if i.made.token in held]
        hashes = list(stores.credentials._tokens)
        assert hashes[:2] == sorted(hashes[:2])

    run(world, story)


def test_nobody_gets_a_link_that_could_not_be_noted(world, study):
    async def story(register, stores):
        await add_contacts(register, study, [ANN], world.chance)
        register.is_full = True
        with pytest.raises(StoreError):
            await invite(register, stores, study, "KENNEDY", world.chance)
        assert stores.credentials._tokens == {}

    run(world, story)


def test_tokens_carry_categories_only_where_the_study_takes_them_from_tokens(world, make_study):
    person = Contact("Ann", (), {"region": "north"})
    carried = Recruitment(categories_from=CategoriesFrom.TOKENS)

    async def story(register, stores):
        asked = make_study(join=JoinMode.TOKENS)
        await add_contacts(register, asked, [person], world.chance)
        assert (await register.contacts("talk"))[0].contact.categories == {}
        taken = make_study(name="other", join=JoinMode.TOKENS, recruitment=carried)
        await add_contacts(register, taken, [person], world.chance)
        (invitation,) = await invite(register, stores, taken, "KENNEDY", world.chance)
        token = await stores.credentials.find(secret_hash(invitation.made.token))
        assert token.categories == {"region": "north"}
        with pytest.raises(RegisterRefused, match=r"Eve: .*one of north, south, not 'none'"):
            await add_contacts(register, taken, [Contact("Eve")], world.chance)

    run(world, story)


def test_sealed_studies_know_no_names_and_open_ones_need_no_links(world, make_study):
    async def story(register, stores):
        sealed = make_study("sealed", join=JoinMode.TOKENS)
        for refused in (
            add_contacts(register, sealed, [ANN], world.chance),
            invite(register, stores, sealed, "KENNEDY", world.chance),
        ):
            with pytest.raises(RegisterRefused, match="pulsemeter tokens --offline"):
                await refused
        with pytest.raises(RegisterRefused, match="without a personal link"):
            await invite(register, stores, make_study(), "KENNEDY", world.chance)

    run(world, story)


def test_short_passphrases_are_refused():
    with pytest.raises(RegisterRefused, match="at least 15 signs"):
        check_passphrase("short")
    check_passphrase("fifteen letters")
