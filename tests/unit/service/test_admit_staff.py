import asyncio

import pytest
from tests.soft_passkey import SoftPasskey

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.service.admit_staff import (
    INVITED_MS,
    LinkGone,
    StaffRefused,
    checked_label,
    checked_password,
    is_owner_of_all,
    said_membership,
)
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.sign_in_staff import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN
from pulsemeter.service.staff_ports import PasskeyRefused

OWNS, VIEWS = Membership(EVERY_STUDY, Role.OWNER), Membership("moon", Role.VIEWER)
PASSWORD, HERE = "correct horse battery", "http://localhost:8000"


def test_the_first_owner_comes_by_a_link_while_there_is_none(world):
    async def story():
        admission = world.desk.admission
        earlier = await admission.first_owner_link()
        token = await admission.first_owner_link()
        with pytest.raises(LinkGone):
            await admission.look(earlier)
        secret = await admission.with_password(token, " Ada  L. ", PASSWORD)
        who = await world.desk.sign_ins.who(secret)
        assert (who.member.name, who.memberships) == ("Ada L.", (OWNS,))
        assert await admission.first_owner_link() is None
        with pytest.raises(LinkGone, match="already used"):
            await admission.with_password(token, "Eve", PASSWORD)
        again = await world.desk.signing_in.by_password("Ada L.", PASSWORD, "")
        assert again != secret

    asyncio.run(story())


def test_an_invitation_with_a_passkey(world):
    async def story():
        admission, device = world.desk.admission, SoftPasskey()
        token = await admission.invite("Ada", VIEWS)
        options = await admission.passkey_creation(token, "Ben", HERE)
        answer = device.make(options, HERE)
        with pytest.raises(PasskeyRefused, match="asked too long ago"):
            await admission.with_passkey(token, "Eve", HERE, answer, "")
        answer = device.make(await admission.passkey_creation(token, "Ben", HERE), HERE)
        secret = await admission.with_passkey(token, "Ben", HERE, answer, " my  phone ")
        who = await world.desk.sign_ins.who(secret)
        assert (who.member.name, who.memberships, who.sign_in.way) == ("Ben", (VIEWS,), "passkey")
        ways = await world.desk.ways.of(who.member.id)
        assert [passkey.label for passkey in ways.passkeys] == ["my phone"]
        assert not ways.has_password
        use = device.use(world.desk.signing_in.passkey_request(HERE), HERE)
        assert await world.desk.signing_in.by_passkey(HERE, use, "")

    asyncio.run(story())


def test_a_challenge_of_one_invitation_is_no_good_for_another(world):
    async def story():
        admission, device = world.desk.admission, SoftPasskey()
        mine, theirs = [await admission.invite("Ada", VIEWS) for _ in range(2)]
        answer = device.make(await admission.passkey_creation(mine, "Ben", HERE), HERE)
        with pytest.raises(PasskeyRefused):
            await admission.with_passkey(theirs, "Ben", HERE, answer, "")

    asyncio.run(story())


def test_refusals_leave_the_invitation_as_it_was(world):
    async def story():
        admission = world.desk.admission
        await admission.with_password(await admission.first_owner_link(), "Ada", PASSWORD)
        token = await admission.invite("Ada", VIEWS)
        for name, password, told in (
            ("", PASSWORD, "name is missing"),
            ("ADA", PASSWORD, "already; add a word"),
            ("Ben", "x" * (PASSWORD_LENGTH_MIN - 1), f"needs {PASSWORD_LENGTH_MIN}"),
            ("Ben", "x" * (PASSWORD_LENGTH_MAX + 1), "more than"),
        ):
            with pytest.raises(StaffRefused, match=told):
                await admission.with_password(token, name, password)
        assert (await admission.look(token)).membership == VIEWS

    asyncio.run(story())


def test_an_invitation_lasts_a_week_and_can_be_taken_back(world):
    async def story():
        admission = world.desk.admission
        late, back, kept = [await admission.invite("Ada", VIEWS) for _ in range(3)]
        taken = await admission.look(back)
        await admission.take_back("Ada", "mars", taken.id)
        assert len(await admission.open("moon")) == 3
        assert await admission.open("mars") == []
        await admission.take_back("Ada", "moon", taken.id)
        with pytest.raises(LinkGone):
            await admission.look(back)
        world.clock.now_ms += INVITED_MS - 1
        assert await admission.look(kept)
        world.clock.now_ms += 1
        with pytest.raises(LinkGone):
            await admission.with_password(late, "Ben", PASSWORD)
        assert await admission.open("moon") == []

    asyncio.run(story())


def test_every_open_link_is_taken_back(world):
    async def story():
        admission = world.desk.admission
        tokens = [await admission.invite("Ada", VIEWS), await admission.first_owner_link()]
        await admission.take_all_back()
        for token in tokens:
            with pytest.raises(LinkGone):
                await admission.look(token)
        assert list(await world.stores.staff.invitations()) == []

    asyncio.run(story())


def test_two_who_use_one_link_at_once_are_one_member(world):
    async def story():
        admission = world.desk.admission
        token = await admission.invite("Ada", VIEWS)
        tries = [admission.with_password(token, name, PASSWORD) for name in ("Ben", "Eve")]
        done = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(each).__name__ for each in done) == ["LinkGone", "str"]
        assert len(await world.desk.people.everyone()) == 1

    asyncio.run(story())


def test_deeds_are_noted_without_secrets(world):
    async def story():
        admission = world.desk.admission
        first = await admission.first_owner_link()
        await admission.with_password(first, "Ada", PASSWORD)
        token = await admission.invite("Ada", Membership("moon", Role.EDITOR, ("region",)))
        await admission.take_back("Ada", "moon", (await admission.look(token)).id)
        entries = [e.deed async for e in AuditTrail(world.stores.audit, world.clock).all()]
        assert [(deed.actor, deed.act, deed.subject) for deed in entries] == [
            ("server", "sign-in link made", "first owner"),
            ("Ada", "invitation accepted", "owner of every study, password"),
            ("Ada", "staff invited", "editor of moon for region"),
            ("Ada", "invitation taken back", "editor of moon for region"),
        ]
        assert not any(secret in repr(entries) for secret in (first, token, PASSWORD))

    asyncio.run(story())


def test_small_words():
    assert is_owner_of_all((VIEWS, OWNS))
    assert not is_owner_of_all((VIEWS, Membership("moon", Role.OWNER)))
    assert said_membership(OWNS) == "owner of every study"
    assert checked_label("") == checked_label("\u202e") == "passkey"
    assert len(checked_label("x" * 500)) == 60
    assert checked_password("x" * PASSWORD_LENGTH_MIN) == "x" * PASSWORD_LENGTH_MIN
