import asyncio

import pytest
from tests.soft_passkey import SoftPasskey, challenge_in

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.service.admit_staff import WAY_IN_MS
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.passkey_challenges import GOOD_MS
from pulsemeter.service.ports import StoreError
from pulsemeter.service.sign_in_rate import NAME_REFILL_S, TRIES_OF_NAME, TooManyTries
from pulsemeter.service.sign_in_staff import PASSWORD_LENGTH_MAX, SignInRefused
from pulsemeter.service.staff_ports import Passkey, PasskeyRefused

ADA, BEN = StaffMember("a", "Ada"), StaffMember("b", "Ben")
PASSWORD, HERE = "correct horse battery", "http://localhost:8000"


class CountingSeal:
    """The shipped seal, which also counts how often it was asked to open."""

    def __init__(self, seal):
        self.seal, self.opens_with, self.opened = seal.seal, seal.opens, 0

    async def opens(self, password, sealed):
        self.opened += 1
        return await self.opens_with(password, sealed)


@pytest.fixture
def door(world):
    """Run a story at the door of Ada (with a password) and Ben (without one)."""

    def run(story):
        async def whole():
            for member in (ADA, BEN):
                await world.stores.staff.add(member, Membership(EVERY_STUDY, Role.OWNER))
            sealed = await world.desk.signing_in._proofs.seal.seal(PASSWORD)
            await world.stores.sign_ins.put_password("a", sealed)
            await story(world.desk.signing_in)

        asyncio.run(whole())

    return run


async def deeds(world):
    return [(e.deed.actor, e.deed.act, e.deed.subject) async for e in trail(world).all()]


def trail(world):
    return AuditTrail(world.stores.audit, world.clock)


def test_the_right_password_signs_in_however_the_name_is_written(world, door):
    async def story(signing_in):
        for name in ("Ada", " ada ", "ADA"):
            secret = await signing_in.by_password(name, PASSWORD, "192.0.2.1")
            assert (await world.desk.sign_ins.who(secret)).member == ADA

    door(story)


def test_an_unknown_name_is_answered_like_a_wrong_password(door):
    async def story(signing_in):
        told = set()
        for name, password in (
            ("Ada", "wrong"), ("Nobody", PASSWORD), ("Ben", PASSWORD), ("", ""),
            ("Ada", PASSWORD + "x" * PASSWORD_LENGTH_MAX),
        ):  # fmt: skip
            with pytest.raises(SignInRefused) as refused:
                await signing_in.by_password(name, password, "")
            told.add(str(refused.value))
        assert len(told) == 1

    door(story)


@pytest.mark.parametrize("name", ["Ada", "Ben", "Nobody"])
def test_each_try_opens_one_seal_whether_the_name_is_known_or_not(world, door, name):
    async def story(signing_in):
        counted = CountingSeal(signing_in._proofs.seal)
        object.__setattr__(signing_in._proofs, "seal", counted)
        for tries in range(1, 4):
            with pytest.raises(SignInRefused):
                await signing_in.by_password(name, "wrong", "")
            assert counted.opened == tries

    door(story)


@pytest.mark.parametrize("name", ["Ada", "Nobody"])
def test_guessing_ends_and_is_noted_once(world, door, name):
    async def story(signing_in):
        for number in range(TRIES_OF_NAME):
            with pytest.raises(SignInRefused):
                await signing_in.by_password(name, "guess", f"192.0.2.{number}")
        for number in range(3):
            with pytest.raises(TooManyTries):
                await signing_in.by_password(name, PASSWORD, f"198.51.100.{number}")
        subject = "Ada" if name == "Ada" else "a name that nobody has"
        assert await deeds(world) == [("somebody", "sign-in throttled", subject)]
        world.clock.now_ms += NAME_REFILL_S * 1_000
        if name == "Ada":
            assert await signing_in.by_password(name, PASSWORD, "")

    door(story)


async def holding(world, device, member="a"):
    """A member who has this device's passkey."""
    check, challenge = world.desk.passkeys, b"c" * 32
    made = check.created(
        HERE, challenge, device.make(check.creation(HERE, challenge, ADA, []), HERE)
    )
    passkey = Passkey(made.id, member, made.public_key, made.sign_count, "", "")
    await world.stores.sign_ins.add_passkey(passkey)


def test_a_passkey_signs_in_and_its_answer_is_good_once(world, door):
    async def story(signing_in):
        device = SoftPasskey()
        await holding(world, device)
        answer = device.use(signing_in.passkey_request(HERE), HERE)
        secret = await signing_in.by_passkey(HERE, answer, "")
        who = await world.desk.sign_ins.who(secret)
        assert (who.member, who.sign_in.way) == (ADA, "passkey")
        assert (await world.stores.sign_ins.passkey(device.id)).sign_count == device.uses
        with pytest.raises(PasskeyRefused, match="too long ago"):
            await signing_in.by_passkey(HERE, answer, "")

    door(story)


def test_answers_that_come_late_or_of_nobody_are_refused(world, door):
    async def story(signing_in):
        device = SoftPasskey()
        answer = device.use(signing_in.passkey_request(HERE), HERE)
        with pytest.raises(PasskeyRefused, match="isn't known"):
            await signing_in.by_passkey(HERE, answer, "")
        await holding(world, device)
        options = signing_in.passkey_request(HERE)
        world.clock.now_ms += GOOD_MS + 1
        with pytest.raises(PasskeyRefused, match="too long ago"):
            await signing_in.by_passkey(HERE, device.use(options, HERE), "")
        with pytest.raises(PasskeyRefused, match="can't be used"):
            signing_in.passkey_request("http://192.0.2.1:8000")
        assert challenge_in(signing_in.passkey_request(HERE))

    door(story)


def test_a_link_of_a_member_signs_in_once_within_a_day(world, door):
    async def story(signing_in):
        admission = world.desk.admission
        good, late = [await admission.link_for("server", ADA) for _ in range(2)]
        secret = await signing_in.by_link(good)
        assert (await world.desk.sign_ins.who(secret)).member == ADA
        assert await signing_in.by_link(good) is None
        assert await signing_in.by_link("invented") is None
        assert ("Ada", "sign-in link used", "") in await deeds(world)
        world.clock.now_ms += WAY_IN_MS
        assert await signing_in.by_link(late) is None

    door(story)


def test_a_link_whose_use_cannot_be_noted_is_not_used(world, door, monkeypatch):
    async def story(signing_in):
        link = await world.desk.admission.link_for("server", ADA)

        async def full(deed):
            raise StoreError("the disk is full; make room")

        with monkeypatch.context() as patch:
            patch.setattr(world.stores.audit, "append", full)
            with pytest.raises(StoreError):
                await signing_in.by_link(link)
        assert await signing_in.by_link(link)

    door(story)


def test_an_invitation_signs_nobody_in_by_itself(world, door):
    async def story(signing_in):
        token = await world.desk.admission.invite("Ada", Membership("moon", Role.VIEWER))
        assert await signing_in.by_link(token) is None
        assert (await world.desk.admission.look(token)).membership.study == "moon"

    door(story)
