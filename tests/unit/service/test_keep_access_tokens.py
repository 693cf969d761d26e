import asyncio
from datetime import date, timedelta

import pytest

from pulsemeter.domain.scope import ACTS_IN, Scope
from pulsemeter.domain.staff import EVERY_STUDY, Act, Membership, Role, StaffMember, may
from pulsemeter.service.admit_staff import StaffRefused
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.keep_access_tokens import (
    DAYS_MAX,
    LABEL_LENGTH_MAX,
    PREFIX,
    TOKENS_MAX,
    TokenWish,
    TokenWrong,
)
from pulsemeter.service.sign_in_rate import TRIES_OF_ADDRESS, TooManyTries
from pulsemeter.service.staff_sign_ins import day_of

DAY_MS = 24 * 3_600_000
ADA = StaffMember("id-ada", "Ada")
READ = TokenWish("nightly", ["read"])


def as_member(world, story, *memberships):
    """Tell a story about the tokens of Ada, who has these memberships."""

    async def whole():
        held = memberships or (Membership(EVERY_STUDY, Role.OWNER),)
        await world.stores.staff.add(ADA, held[0])
        for membership in held[1:]:
            await world.stores.staff.put_membership(ADA.id, membership)
        await story(world.desk.tokens)

    asyncio.run(whole())


def days_on(world, days):
    return (date.fromisoformat(day_of(world.clock.wall_ms())) + timedelta(days)).isoformat()


async def deeds(world):
    trail = AuditTrail(world.stores.audit, world.clock)
    return [(e.deed.actor, e.deed.act, e.deed.subject, e.deed.detail) async for e in trail.all()]


def test_a_token_is_told_once_and_kept_as_a_hash(world):
    async def story(tokens):
        secret = await tokens.make("Ada", ADA, TokenWish("  nightly  export ", ["edit", "read"]))
        assert secret.startswith(PREFIX)
        assert len(secret) - len(PREFIX) >= 22  # 128 bits and more
        (held,) = await tokens.of(ADA.id)
        assert (held.label, held.scopes) == ("nightly export", (Scope.READ, Scope.EDIT))
        assert held.token_hash == secret_hash(secret)
        assert secret not in repr(held)
        who = await tokens.who(secret, "")
        assert (who.member, who.sign_in, who.scopes) == (ADA, None, {Scope.READ, Scope.EDIT})
        (noted,) = await deeds(world)
        assert noted == (
            "Ada", "token made", "Ada",
            "nightly export: read, edit; every study of the member; without an end",
        )  # fmt: skip

    as_member(world, story)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("scope", Scope)
def test_a_token_does_what_role_and_scope_both_allow(world, role, scope):
    async def story(tokens):
        who = await tokens.who(await tokens.make("Ada", ADA, TokenWish("x", [scope.value])), "")
        for act in Act:
            assert who.may(act, "moon") is (may(role, act) and act in ACTS_IN[scope])
            assert not who.may(act, "mars")

    as_member(world, story, Membership("moon", role, ("region",)))


def test_a_token_of_one_study_is_bound_to_it(world):
    async def story(tokens):
        wish = TokenWish("moon alone", ["read", "audit"], "moon")
        who = await tokens.who(await tokens.make("Ada", ADA, wish), "")
        assert who.memberships == (Membership("moon", Role.OWNER),)
        assert who.may(Act.SEE_LIVE, "moon")
        assert not who.may(Act.SEE_LIVE, "mars")
        assert not who.sees_audit

    as_member(world, story)


def test_a_token_of_a_study_that_its_member_left_reaches_nothing(world):
    async def story(tokens):
        secret = await tokens.make("Ada", ADA, TokenWish("x", ["read"], "moon"))
        await world.desk.people.remove("Eve", ADA.id, "moon")
        assert (await tokens.who(secret, "")).memberships == ()

    as_member(world, story, Membership("moon", Role.VIEWER), Membership("mars", Role.OWNER))


def test_a_role_that_is_taken_away_is_gone_from_the_token(world):
    async def story(tokens):
        secret = await tokens.make("Ada", ADA, TokenWish("x", ["edit"]))
        assert (await tokens.who(secret, "")).may(Act.EDIT_STUDY, "moon")
        await world.stores.staff.put_membership(ADA.id, Membership("moon", Role.VIEWER))
        assert not (await tokens.who(secret, "")).may(Act.EDIT_STUDY, "moon")

    as_member(world, story, Membership("moon", Role.OWNER))


def test_a_token_is_good_through_its_last_day(world):
    async def story(tokens):
        wish = TokenWish("x", ["read"], last_day=days_on(world, 1))
        secret = await tokens.make("Ada", ADA, wish)
        world.clock.now_ms += DAY_MS
        assert await tokens.who(secret, "")
        assert not tokens.has_ended((await tokens.of(ADA.id))[0])
        world.clock.now_ms += DAY_MS
        with pytest.raises(TokenWrong):
            await tokens.who(secret, "")
        assert tokens.has_ended((await tokens.of(ADA.id))[0])

    as_member(world, story)


def test_the_day_of_the_last_use_is_noted_and_nothing_finer(world):
    async def story(tokens):
        secret = await tokens.make("Ada", ADA, READ)
        assert [held.used_day for held in await tokens.of(ADA.id)] == [""]
        for days in (0, 1):
            world.clock.now_ms += days * DAY_MS
            await tokens.who(secret, "")
            assert [held.used_day for held in await tokens.of(ADA.id)] == [days_on(world, 0)]

    as_member(world, story)


def test_a_token_is_taken_back_at_once_and_only_by_its_id(world):
    async def story(tokens):
        secret = await tokens.make("Ada", ADA, READ)
        with pytest.raises(StaffRefused, match="no such token"):
            await tokens.take_back("Ada", ADA, "nothing")
        await tokens.take_back("Eve", ADA, (await tokens.of(ADA.id))[0].id)
        with pytest.raises(TokenWrong):
            await tokens.who(secret, "")
        assert (await deeds(world))[-1] == ("Eve", "token taken back", "Ada", "nightly")

    as_member(world, story)


def test_tokens_end_with_their_member(world):
    async def story(tokens):
        secret = await tokens.make("Ada", ADA, READ)
        await world.desk.people.remove("Eve", ADA.id, "moon")
        with pytest.raises(TokenWrong):
            await tokens.who(secret, "")
        assert await tokens.of(ADA.id) == []

    as_member(world, story, Membership("moon", Role.OWNER))


def test_everybodys_tokens_end_after_a_restored_backup(world):
    async def story(tokens):
        secret = await tokens.make("Ada", ADA, READ)
        await tokens.forget_everybodys()
        with pytest.raises(TokenWrong):
            await tokens.who(secret, "")

    as_member(world, story)


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (TokenWish(" ", ["read"]), "needs a name"),
        (TokenWish("x" * (LABEL_LENGTH_MAX + 1), ["read"]), "needs a name"),
        (TokenWish("a\x00b", ["read"]), "needs a name"),
        (TokenWish("x", []), "at least one"),
        (TokenWish("x", ["read", "everything"]), "no scope 'everything'"),
        (TokenWish("x", ["read"], "mars"), "no study 'mars'"),
        (TokenWish("x", ["read"], last_day="tomorrow"), "isn’t a day"),
        (TokenWish("x", ["read"], last_day="2001-01-01"), "from today up to"),
        (TokenWish("x", ["read"], last_day="9999-01-01"), "from today up to"),
    ],
)
def test_what_no_token_can_be_made_for(world, wish, told):
    async def story(tokens):
        with pytest.raises(StaffRefused, match=told):
            await tokens.make("Ada", ADA, wish)
        assert await tokens.of(ADA.id) == []
        assert await deeds(world) == []

    as_member(world, story, Membership("moon", Role.OWNER))


def test_a_token_lasts_a_year_at_most(world):
    async def story(tokens):
        for days in (0, DAYS_MAX):
            await tokens.make("Ada", ADA, TokenWish("x", ["read"], last_day=days_on(world, days)))
        for days in (-1, DAYS_MAX + 1):
            wish = TokenWish("x", ["read"], last_day=days_on(world, days))
            with pytest.raises(StaffRefused, match="from today up to"):
                await tokens.make("Ada", ADA, wish)

    as_member(world, story)


def test_a_member_has_only_so_many_even_when_asked_side_by_side(world):
    async def story(tokens):
        wishes = [tokens.make("Ada", ADA, READ) for _ in range(TOKENS_MAX + 3)]
        made = await asyncio.gather(*wishes, return_exceptions=True)
        assert [type(each) for each in made].count(StaffRefused) == 3
        assert len(await tokens.of(ADA.id)) == TOKENS_MAX

    as_member(world, story)


def test_wrong_tokens_are_throttled_by_address_and_good_ones_never(world):
    async def story(tokens):
        secret = await tokens.make("Ada", ADA, READ)
        for _ in range(TRIES_OF_ADDRESS):
            with pytest.raises(TokenWrong):
                await tokens.who("pmt_guess", "192.0.2.1")
        with pytest.raises(TooManyTries):
            await tokens.who("pmt_guess", "192.0.2.1")
        assert await tokens.who(secret, "192.0.2.1")
        with pytest.raises(TokenWrong):
            await tokens.who("pmt_guess", "192.0.2.2")

    as_member(world, story)


def test_wrong_tokens_keep_nobody_from_signing_in(world):
    async def story(tokens):
        token = await world.desk.admission.link_for("server", ADA)
        secret = await world.desk.signing_in.by_link(token)
        who = await world.desk.sign_ins.who(secret)
        await world.desk.ways.set_password(who, "", "correct horse battery")
        for _ in range(TRIES_OF_ADDRESS):
            with pytest.raises(TokenWrong):
                await tokens.who("pmt_guess", "192.0.2.1")
        signing_in = world.desk.signing_in
        assert await signing_in.by_password("Ada", "correct horse battery", "192.0.2.1")

    as_member(world, story)
