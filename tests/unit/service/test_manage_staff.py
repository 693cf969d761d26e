import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.service.admit_staff import StaffRefused
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.manage_staff import audiences_of, membership_for

ADA, BEN = StaffMember("a", "Ada"), StaffMember("b", "Ben")
OWNS, VIEWS = Membership(EVERY_STUDY, Role.OWNER), Membership("talk", Role.VIEWER)


@pytest.fixture
def staffed(world):
    """Run a story with Ada, who owns everything, and Ben, who views one study."""

    def run(story):
        async def whole():
            await world.stores.staff.add(ADA, OWNS)
            await world.stores.staff.add(BEN, VIEWS)
            await story(world.desk.people)

        asyncio.run(whole())

    return run


def test_what_an_editor_can_be_bound_to(make_study):
    study = make_study()
    assert [each.id for each in audiences_of(study)] == [
        "all", "region", "region:north", "region:south",
    ]  # fmt: skip
    arms = (Arm("a", "A", 1), Arm("b", "B", 1))
    assert "arm:b" in [each.id for each in audiences_of(replace(study, arms=arms))]


def test_memberships_as_forms_ask_for_them(make_study):
    study = make_study()
    assert membership_for(study, "analyst", ["region"]) == Membership("talk", Role.ANALYST)
    editor = membership_for(study, "editor", ["region:south", "all", "all"])
    assert editor == Membership("talk", Role.EDITOR, ("all", "region:south"))
    for role, audiences, told in (
        ("boss", [], "no role 'boss'"),
        ("", [], "choose one of"),
        ("editor", [], "at least one"),
        ("editor", ["region:nowhere"], "no audience 'region:nowhere'"),
    ):
        with pytest.raises(StaffRefused, match=told):
            membership_for(study, role, audiences)


def test_who_belongs_to_a_study(world, staffed):
    async def story(people):
        assert await people.of_study("talk") == [(ADA, OWNS), (BEN, VIEWS)]
        assert await people.of_study("mars") == [(ADA, OWNS)]
        assert await people.an_owner() == ADA
        assert await people.named(" ben") == BEN
        with pytest.raises(StaffRefused, match="nobody of the staff"):
            await people.named("Eve")

    staffed(story)


def test_roles_change_in_the_study_they_are_of(world, staffed):
    async def story(people):
        edits = Membership("talk", Role.EDITOR, ("region",))
        await people.change("Ada", "b", edits)
        assert (BEN, edits) in await people.of_study("talk")
        for member, membership in (
            ("a", edits),
            ("b", Membership("mars", Role.OWNER)),
            ("x", edits),
        ):
            with pytest.raises(StaffRefused, match="doesn't belong to this study alone"):
                await people.change("Ada", member, membership)
        assert await people.of_study("mars") == [(ADA, OWNS)]

    staffed(story)


def test_who_leaves_the_last_study_is_gone(world, staffed):
    async def story(people):
        await world.stores.staff.put_membership("b", Membership("mars", Role.OWNER))
        secret = await world.desk.sign_ins.begin("b", "link")
        await people.remove("Ada", "b", "talk")
        assert await world.desk.sign_ins.who(secret) is not None
        await people.remove("Ada", "b", "mars")
        assert await world.desk.sign_ins.who(secret) is None
        assert await people.everyone() == [(ADA, (OWNS,))]
        with pytest.raises(StaffRefused):
            await people.remove("Ada", "a", "talk")

    staffed(story)


def test_somebody_owns_every_study_always(world, staffed):
    async def story(people):
        with pytest.raises(StaffRefused, match="last owner"):
            await people.remove_everywhere("command line", ADA)
        await people.remove_everywhere("command line", BEN)
        eve = await people.add_owner("Eve")
        removals = [people.remove_everywhere("command line", who) for who in (ADA, eve)]
        done = await asyncio.gather(*removals, return_exceptions=True)
        assert [type(each) for each in done] == [type(None), StaffRefused]
        assert await people.an_owner() == eve

    staffed(story)


def test_changes_are_noted(world, staffed):
    async def story(people):
        await people.change("Ada", "b", Membership("talk", Role.EDITOR, ("region",)))
        await people.remove("Ada", "b", "talk")
        entries = [e.deed async for e in AuditTrail(world.stores.audit, world.clock).all()]
        assert [(deed.actor, deed.act, deed.subject, deed.detail) for deed in entries] == [
            ("Ada", "role changed", "talk", "Ben: viewer of talk → editor of talk for region"),
            ("Ada", "staff removed", "talk", "Ben, editor of talk for region"),
        ]

    staffed(story)
