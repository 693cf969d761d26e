import asyncio

import pytest

from pulsemeter.domain.staff import EVERY_STUDY, Act, Membership, Role, StaffMember
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.staff_sign_ins import IDLE_MS, SEEN_STEP_MS, SIGN_INS_MAX, WHOLE_MS, day_of

ADA = StaffMember("a", "Ada")


@pytest.fixture
def signed(world):
    """Run a story with a member and a secret of hers."""

    def run(story):
        async def whole():
            await world.stores.staff.add(ADA, Membership("moon", Role.MODERATOR))
            await story(world.desk.sign_ins, await world.desk.sign_ins.begin("a", "passkey"))

        asyncio.run(whole())

    return run


def test_a_secret_is_a_member_and_only_its_hash_is_kept(world, signed):
    async def story(sign_ins, secret):
        who = await sign_ins.who(secret)
        assert who.member == ADA
        assert who.membership("moon").role is Role.MODERATOR
        assert who.may(Act.CONDUCT, "moon")
        assert not who.may(Act.CONDUCT, "mars")
        held = await world.stores.sign_ins.sign_in(secret_hash(secret))
        assert secret not in repr(held)
        assert held.began_day == day_of(world.clock.wall_ms()) == "2023-11-14"
        for wrong in ("", "invented", secret[:-1]):
            assert await sign_ins.who(wrong) is None

    signed(story)


def test_a_sign_in_that_is_not_used_ends_after_twelve_hours(world, signed):
    async def story(sign_ins, secret):
        world.clock.now_ms += IDLE_MS
        assert await sign_ins.who(secret) is not None
        world.clock.now_ms += IDLE_MS
        assert await sign_ins.who(secret) is not None
        world.clock.now_ms += IDLE_MS + 1
        assert await sign_ins.who(secret) is None
        assert await sign_ins.of("a") == []

    signed(story)


def test_a_sign_in_that_is_used_ends_after_seven_days(world, signed):
    async def story(sign_ins, secret):
        for _ in range(WHOLE_MS // IDLE_MS - 1):
            world.clock.now_ms += IDLE_MS
            assert await sign_ins.who(secret) is not None
        world.clock.now_ms += IDLE_MS - 1
        assert await sign_ins.who(secret) is not None
        world.clock.now_ms += 1
        assert await sign_ins.who(secret) is None

    signed(story)


def test_a_use_is_noted_seldom(world, signed):
    async def story(sign_ins, secret):
        began_ms = world.clock.wall_ms()
        for later_ms, noted_ms in ((SEEN_STEP_MS - 1, 0), (1, SEEN_STEP_MS), (9, SEEN_STEP_MS)):
            world.clock.now_ms += later_ms
            await sign_ins.who(secret)
            held = await world.stores.sign_ins.sign_in(secret_hash(secret))
            assert held.seen_ms == began_ms + noted_ms

    signed(story)


def test_what_ended_is_cleared_away_at_the_next_sign_in(world, signed):
    async def story(sign_ins, secret):
        world.clock.now_ms += IDLE_MS + 1
        fresh = await sign_ins.begin("a", "password")
        held = await world.stores.sign_ins.sign_ins("a")
        assert [each.secret_hash for each in held] == [secret_hash(fresh)]

    signed(story)


def test_signing_out_here_elsewhere_and_everywhere(signed):
    async def story(sign_ins, secret):
        second, third = [await sign_ins.begin("a", "passkey") for _ in range(2)]
        who = await sign_ins.who(secret)
        await sign_ins.end(await sign_ins.who(second))
        assert await sign_ins.who(second) is None
        await sign_ins.end_others(who)
        assert await sign_ins.who(third) is None
        assert await sign_ins.who(secret) is not None
        await sign_ins.end_all(who)
        assert await sign_ins.who(secret) is None

    signed(story)


def test_of_too_many_sign_ins_the_one_seen_longest_ago_gives_way(world, signed):
    async def story(sign_ins, secret):
        others = []
        for _ in range(SIGN_INS_MAX - 1):
            world.clock.now_ms += SEEN_STEP_MS
            others.append(await sign_ins.begin("a", "passkey"))
        world.clock.now_ms += SEEN_STEP_MS
        assert await sign_ins.who(secret) is not None  # seen last now, though it is the oldest
        newest = await sign_ins.begin("a", "password")
        good = [await sign_ins.who(each) is not None for each in (secret, *others, newest)]
        assert good == [True, False, *[True] * (SIGN_INS_MAX - 1)]

    signed(story)


def test_everybody_is_signed_out(world, signed):
    async def story(sign_ins, secret):
        await world.stores.staff.add(StaffMember("b", "Ben"), Membership("moon", Role.VIEWER))
        other = await sign_ins.begin("b", "link")
        await sign_ins.end_everybody()
        assert [await sign_ins.who(each) for each in (secret, other)] == [None, None]

    signed(story)


def test_a_member_who_is_removed_is_signed_out(world, signed):
    async def story(sign_ins, secret):
        await world.stores.staff.put_membership("a", Membership(EVERY_STUDY, Role.OWNER))
        assert (await sign_ins.who(secret)).may(Act.MANAGE_PEOPLE, "mars")
        await world.stores.staff.remove("a")
        assert await sign_ins.who(secret) is None

    signed(story)
