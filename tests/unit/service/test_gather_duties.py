"""The documents are told what the stores hold now, and no figure that wasn't released."""

import asyncio
from contextlib import nullcontext

import pytest

from pulsemeter.domain.brief import BriefChannel, Recipient
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.gather_duties import gather_duties


class Shelf:
    """A register that is asked for nothing but numbers."""

    async def counts(self):
        return {"talk": 7}


def gathered(world, name="talk", shelf=None):
    shelf = nullcontext(shelf)
    return gather_duties(world.stores, world.clock, lambda: shelf, name, "https://pulse.example")


def test_an_unknown_study_is_refused(world):
    with pytest.raises(UnknownStudy, match="nothing"):
        asyncio.run(gathered(world, "nothing"))


def test_everything_around_the_study_is_gathered(world, make_study):
    async def story():
        stores, study = world.stores, make_study()
        await stores.studies.add_study(study, "", [])
        await stores.studies.add_study(make_study(name="other"), "", [])
        for number, (name, role) in enumerate(
            (("talk", Role.EDITOR), (EVERY_STUDY, Role.OWNER), ("other", Role.ANALYST))
        ):
            await stores.staff.add(StaffMember(str(number), f"P{number}"), Membership(name, role))
        desk = Recipient("r", "talk", "Desk", BriefChannel.MAIL, "d@x.example")
        await stores.briefs.put_recipient(desk)
        told = await gathered(world, shelf=Shelf())
        assert told.study == study
        assert told.made == "2023-11-14"
        assert told.roles == {Role.OWNER: 1, Role.EDITOR: 1}
        assert told.recipients == (desk,)
        assert told.contacts == 7
        assert (await gathered(world)).contacts == 0
        assert told.address == "https://pulse.example"
        assert [text.version for text in told.consents] == [1]
        assert told.unread == ()
        assert told.sessions == ()

    asyncio.run(story())


def test_a_study_in_a_draft_language_says_so(world, make_study):
    async def story():
        await world.stores.studies.add_study(make_study(language="de"), "", [])
        assert [code for code, _ in (await gathered(world)).unread] == ["de"]

    asyncio.run(story())


def test_sessions_have_their_days_and_dry_runs_are_none(world, make_study):
    async def story():
        await world.stores.studies.add_study(make_study(), "", [])
        trail = AuditTrail(world.stores.audit, world.clock)
        await world.conduct.plan("talk", SessionKind.LIVE, dry_run=True)
        code = (await world.conduct.plan("talk", SessionKind.LIVE)).code

        async def step(state):
            await trail.note_step("Ada", world.conduct.place(code), state)
            await world.conduct.step(code, state)

        await step(SessionState.OPEN)
        (held,) = (await gathered(world)).sessions
        assert (held.session.code, held.opened, held.closed) == (code, "2023-11-14", "")
        assert held.released is None
        world.clock.now_ms += 24 * 3_600_000
        await step(SessionState.CLOSED)
        (held,) = (await gathered(world)).sessions
        assert (held.opened, held.closed) == ("2023-11-14", "2023-11-15")

    asyncio.run(story())


def test_sizes_are_those_that_left(make_world, make_study, spoken):
    async def story():
        world = make_world()
        async with world.running():
            code = await world.session(make_study("standard"), statements=spoken)
            regions = [{"region": "north"}] * 11 + [{"region": "south"}] * 10
            seats = await world.sit_all(code, regions)
            await world.go(code, SessionState.RUNNING)
            for seat in seats:
                await world.press(seat, 4_000)
            await world.keeper.tick()
            assert (await gathered(world)).sessions[0].released is None
            world.clock.now_ms += 31_000
            await world.keeper.tick()
            (held,) = (await gathered(world)).sessions
            assert held.released is not None
            # Twenty-one persons are told in steps of two, as everywhere.
            assert held.released.segments.row(0, named=True)["persons"] in (20, 22)

    asyncio.run(story())
