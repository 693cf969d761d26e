import asyncio

import pytest
from tests.soft_passkey import SoftPasskey

from pulsemeter.service import keep_ways_in
from pulsemeter.service.admit_staff import StaffRefused
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.sign_in_rate import TRIES_OF_NAME, TooManyTries
from pulsemeter.service.staff_ports import PasskeyRefused

PASSWORD, NEXT, HERE = "correct horse battery", "staple of another sort", "http://localhost:8000"


@pytest.fixture
def account(world):
    """Run a story as Ada, who signed in with a password here and once elsewhere."""

    def run(story):
        async def whole():
            admission = world.desk.admission
            token = await admission.first_owner_link()
            secret = await admission.with_password(token, "Ada", PASSWORD)
            elsewhere = await world.desk.signing_in.by_password("Ada", PASSWORD, "")
            await story(world.desk.ways, await world.desk.sign_ins.who(secret), elsewhere)

        asyncio.run(whole())

    return run


async def add(ways, who, name, label="phone"):
    device = SoftPasskey(name)
    answer = device.make(await ways.passkey_creation(who, HERE), HERE)
    await ways.add_passkey(who, HERE, answer, label)
    return device


def test_a_password_is_changed_by_who_knows_it_and_ends_other_sign_ins(world, account):
    async def story(ways, who, elsewhere):
        with pytest.raises(StaffRefused, match="present password is wrong"):
            await ways.set_password(who, "wrong", NEXT)
        with pytest.raises(StaffRefused, match="needs 15"):
            await ways.set_password(who, PASSWORD, "short")
        assert await world.desk.sign_ins.who(elsewhere) is not None
        await ways.set_password(who, PASSWORD, NEXT)
        assert await world.desk.sign_ins.who(elsewhere) is None
        assert await world.desk.signing_in.by_password("Ada", NEXT, "")
        assert len(await world.desk.sign_ins.of(who.member.id)) == 2

    account(story)


def test_guessing_the_present_password_ends(account):
    async def story(ways, who, elsewhere):
        for _ in range(TRIES_OF_NAME):
            with pytest.raises(StaffRefused):
                await ways.set_password(who, "guess", NEXT)
        with pytest.raises(TooManyTries):
            await ways.set_password(who, PASSWORD, NEXT)

    account(story)


def test_several_passkeys_and_never_the_last_way_removed(world, account):
    async def story(ways, who, elsewhere):
        with pytest.raises(StaffRefused, match="last way in"):
            await ways.drop_password(who)
        phone, key = await add(ways, who, "phone"), await add(ways, who, "key", "key")
        held = await ways.of(who.member.id)
        assert [passkey.label for passkey in held.passkeys] == ["phone", "key"]
        assert held.count == 3
        assert await world.desk.sign_ins.who(elsewhere) is not None
        await ways.drop_password(who)
        await ways.drop_password(who)
        assert await world.desk.sign_ins.who(elsewhere) is None
        await ways.drop_passkey(who, phone.id)
        await ways.drop_passkey(who, phone.id)
        with pytest.raises(StaffRefused, match="last way in"):
            await ways.drop_passkey(who, key.id)
        use = key.use(world.desk.signing_in.passkey_request(HERE), HERE)
        assert await world.desk.signing_in.by_passkey(HERE, use, "")
        await ways.set_password(who, "", NEXT)
        assert (await ways.of(who.member.id)).count == 2

    account(story)


def test_two_ways_removed_at_once_leave_one(account):
    async def story(ways, who, elsewhere):
        phone = await add(ways, who, "phone")
        removals = [ways.drop_password(who), ways.drop_passkey(who, phone.id)]
        done = await asyncio.gather(*removals, return_exceptions=True)
        assert [type(each) for each in done] == [type(None), StaffRefused]
        assert (await ways.of(who.member.id)).count == 1

    account(story)


def test_a_passkey_is_added_once_and_by_who_asked(account, monkeypatch):
    async def story(ways, who, elsewhere):
        await add(ways, who, "phone")
        with pytest.raises(PasskeyRefused, match="known already"):
            await add(ways, who, "phone")
        monkeypatch.setattr(keep_ways_in, "PASSKEYS_MAX", 1)
        with pytest.raises(PasskeyRefused, match="enough"):
            await ways.passkey_creation(who, HERE)

    account(story)


def test_changes_are_noted(world, account):
    async def story(ways, who, elsewhere):
        device = await add(ways, who, "phone")
        await ways.set_password(who, PASSWORD, NEXT)
        await ways.drop_passkey(who, device.id)
        await add(ways, who, "key", "key")
        await ways.drop_password(who)
        entries = [e.deed async for e in AuditTrail(world.stores.audit, world.clock).all()]
        assert [(deed.act, deed.subject, deed.detail) for deed in entries[2:]] == [
            ("passkey added", "Ada", "phone"),
            ("password changed", "Ada", ""),
            ("passkey removed", "Ada", "phone"),
            ("passkey added", "Ada", "key"),
            ("password removed", "Ada", ""),
        ]
        assert PASSWORD not in repr(entries)

    account(story)
