import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.decision import (
    DecisionKind,
    DecisionMoved,
    DecisionRefused,
    DecisionState,
)
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role, StaffMember
from pulsemeter.service import record_decision
from pulsemeter.service.record_decision import Decisions, NotYours, Proposal, UnknownDecision
from pulsemeter.service.staff_ports import SignIn
from pulsemeter.service.staff_sign_ins import SignedIn

FEATURE = Proposal("s1", 1, "region:north", DecisionKind.FEATURE, "it carries")
MEMBERS = {
    "owner": Membership("talk", Role.OWNER),
    "analyst": Membership("talk", Role.ANALYST),
    "moderator": Membership("talk", Role.MODERATOR),
    "north": Membership("talk", Role.EDITOR, ("region:north",)),
    "south": Membership("talk", Role.EDITOR, ("region:south",)),
    "viewer": Membership("talk", Role.VIEWER),
}


class Heard:
    """What screens were offered."""

    def __init__(self):
        self.decisions = []

    def decision(self, session, decision):
        self.decisions.append((session, decision))


def signed_in(name, *memberships):
    sign_in = SignIn(b"", f"id-{name}", "link", "", 0, 0)
    return SignedIn(StaffMember(f"id-{name}", name.title()), memberships, sign_in)


WHO = {name: signed_in(name, membership) for name, membership in MEMBERS.items()}


@pytest.fixture
def desk(world, make_study, spoken):
    """Run a story with the decisions of a session that has begun and everybody on its staff."""

    def run(story, started=True):
        async def whole():
            for name, membership in MEMBERS.items():
                await world.stores.staff.add(StaffMember(f"id-{name}", name.title()), membership)
            heard = Heard()
            decisions = Decisions(
                world.stores, world.conduct, world.keeper, heard, world.clock, world.chance
            )
            async with world.running():
                code = await world.session(make_study(), statements=spoken)
                if started:
                    await world.sit_all(code, [{"region": r} for r in ("north", "south")] * 6)
                    await world.go(code, SessionState.RUNNING)
                    await world.keeper.tick()
                await story(decisions, code, heard)

        asyncio.run(whole())

    return run


def test_the_centre_suggests_the_region_decides_and_everybody_hears(desk, world):
    async def story(decisions, code, heard):
        proposed = await decisions.propose(WHO["moderator"], code.lower(), FEATURE)
        world.clock.now_ms += 30_000
        with pytest.raises(NotYours, match="its editors decide"):
            await decisions.take(WHO["moderator"], code, proposed.id)
        taken = await decisions.take(WHO["north"], code, proposed.id, " we open with it ")
        link = "https://north.example/1"
        done = await decisions.done(WHO["north"], code, proposed.id, ran_at=link)
        assert [e.state.value for e in done.entries] == ["proposed", "taken", "done"]
        assert [(e.author.name, e.author.role) for e in done.entries] == [
            ("Moderator", Role.MODERATOR),
            ("North", Role.EDITOR),
            ("North", Role.EDITOR),
        ]
        assert [e.reason for e in done.entries] == ["it carries", "we open with it", ""]
        assert done.ran_at == link
        assert done.entries[1].wall_ms - done.entries[0].wall_ms == 30_000
        assert await decisions.of_session(code) == [done]
        assert heard.decisions == [(code, proposed), (code, taken), (code, done)]

    desk(story)


def test_an_editor_decides_in_one_breath(desk):
    async def story(decisions, code, heard):
        taken = await decisions.propose(WHO["north"], code, replace(FEATURE, taken=True))
        assert [e.state.value for e in taken.entries] == ["proposed", "taken"]
        assert len(heard.decisions) == 1
        with pytest.raises(NotYours, match="its editors decide"):
            await decisions.propose(WHO["owner"], code, replace(FEATURE, taken=True))
        assert len(await decisions.of_session(code)) == 1

    desk(story)


@pytest.mark.parametrize("who", ["owner", "moderator"])
def test_where_an_audience_has_no_editor_the_centre_decides(desk, who):
    async def story(decisions, code, heard):
        whole = replace(FEATURE, audience="all", taken=True)
        taken = await decisions.propose(WHO[who], code, whole)
        assert taken.state is DecisionState.TAKEN
        with pytest.raises(NotYours, match="it has no editor: owners and moderators decide"):
            await decisions.propose(WHO["analyst"], code, whole)
        with pytest.raises(NotYours):
            await decisions.drop(WHO["north"], code, taken.id)
        assert (await decisions.drop(WHO[who], code, taken.id)).state is DecisionState.DROPPED

    desk(story)


def test_nobody_writes_for_somebody_elses_audience(desk):
    async def story(decisions, code, heard):
        for who in ("south", "viewer"):
            with pytest.raises(NotYours):
                await decisions.propose(WHO[who], code, FEATURE)
        decision = await decisions.propose(WHO["north"], code, FEATURE)
        for who in ("south", "viewer", "analyst", "moderator", "owner"):
            for step in (decisions.take, decisions.done, decisions.drop):
                with pytest.raises(NotYours):
                    await step(WHO[who], code, decision.id)
        stranger = signed_in("stranger", Membership("other", Role.OWNER))
        with pytest.raises(NotYours):
            await decisions.propose(stranger, code, FEATURE)
        assert await decisions.of_session(code) == [decision]
        assert len(heard.decisions) == 1

    desk(story)


def test_whoever_suggested_it_may_take_it_back_until_it_is_taken(desk):
    async def story(decisions, code, heard):
        first = await decisions.propose(WHO["analyst"], code, FEATURE)
        assert (await decisions.drop(WHO["analyst"], code, first.id, "no")).entries[-1].reason
        second = await decisions.propose(WHO["analyst"], code, FEATURE)
        await decisions.take(WHO["north"], code, second.id)
        with pytest.raises(NotYours):
            await decisions.drop(WHO["analyst"], code, second.id)
        assert (await decisions.drop(WHO["north"], code, second.id)).state.value == "dropped"

    desk(story)


def test_the_same_stands_once_and_who_is_second_is_told(desk):
    async def story(decisions, code, heard):
        both = (decisions.propose(WHO[who], code, FEATURE) for who in ("north", "moderator"))
        made = await asyncio.gather(*both, return_exceptions=True)
        assert [type(each).__name__ for each in made] == ["Decision", "DecisionMoved"]
        assert "proposed by North" in str(made[1])
        await decisions.propose(WHO["north"], code, replace(FEATURE, kind=DecisionKind.WATCH))
        await decisions.propose(WHO["north"], code, replace(FEATURE, statement="s2"))
        await decisions.drop(WHO["north"], code, made[0].id)
        again = await decisions.propose(WHO["moderator"], code, FEATURE)
        assert again.id != made[0].id

    desk(story)


def test_of_two_steps_at_once_one_is_too_late(desk):
    async def story(decisions, code, heard):
        held = await decisions.propose(WHO["north"], code, FEATURE)
        steps = (decisions.take(WHO["north"], code, held.id) for _ in range(2))
        made = await asyncio.gather(*steps, return_exceptions=True)
        assert sorted(type(each).__name__ for each in made) == ["Decision", "DecisionMoved"]
        with pytest.raises(DecisionMoved, match="is taken"):
            await decisions.take(WHO["north"], code, held.id)
        assert len(heard.decisions) == 2

    desk(story)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"statement": "s9"}, "no statement 's9'"),
        ({"revision": 2}, "stands in revision 1, not in 2"),
        ({"audience": "region:west"}, "there are: all, region:north, region:south"),
        ({"reason": "x" * 2_000}, "shorten"),
    ],
)
def test_what_the_session_does_not_have_is_refused(desk, change, told):
    async def story(decisions, code, heard):
        with pytest.raises(DecisionRefused, match=told):
            await decisions.propose(WHO["moderator"], code, replace(FEATURE, **change))
        assert (await decisions.of_session(code), heard.decisions) == ([], [])

    desk(story)


def test_a_link_that_is_none_leaves_it_taken(desk):
    async def story(decisions, code, heard):
        held = await decisions.propose(WHO["north"], code, replace(FEATURE, taken=True))
        with pytest.raises(DecisionRefused, match="no address of a page"):
            await decisions.done(WHO["north"], code, held.id, ran_at="javascript:alert(1)")
        assert await decisions.of_session(code) == [held]

    desk(story)


def test_before_the_audiences_are_settled_nothing_is_decided(desk):
    async def story(decisions, code, heard):
        assert await decisions.rights(WHO["owner"], code) == record_decision.Rights((), ())
        with pytest.raises(DecisionRefused, match="aren't settled"):
            await decisions.propose(WHO["north"], code, FEATURE)

    desk(story, started=False)


def test_everybody_is_told_for_whom_they_may_do_what(desk):
    async def story(decisions, code, heard):
        every = ("all", "region:north", "region:south")
        wanted = {
            "owner": (every, ("all",)),
            "moderator": (every, ("all",)),
            "analyst": (every, ()),
            "north": (("region:north",), ("region:north",)),
            "south": (("region:south",), ("region:south",)),
            "viewer": ((), ()),
        }
        for name, who in WHO.items():
            rights = await decisions.rights(who, code)
            assert (rights.propose_for, rights.decide_for) == wanted[name]

    desk(story)


def test_a_decision_of_another_session_is_not_here(desk, world):
    async def story(decisions, code, heard):
        held = await decisions.propose(WHO["north"], code, FEATURE)
        other = (await world.conduct.plan("talk", world.conduct.place(code).session.kind)).code
        for wrong, name in ((other, held.id), (code, "nothing")):
            with pytest.raises(UnknownDecision):
                await decisions.take(WHO["north"], wrong, name)
        assert await decisions.of_session(other) == []

    desk(story)


def test_a_session_has_so_many_at_most(desk, monkeypatch):
    monkeypatch.setattr(record_decision, "DECISIONS_MAX", 1)

    async def story(decisions, code, heard):
        await decisions.propose(WHO["north"], code, FEATURE)
        with pytest.raises(DecisionRefused, match="the most it can"):
            await decisions.propose(WHO["north"], code, replace(FEATURE, statement="s2"))

    desk(story)
