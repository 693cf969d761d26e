"""The studio's deeds: noted before they are done, refused where something stands against it."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.edit_study import study_tables
from pulsemeter.service.staff_sign_ins import SignedIn
from pulsemeter.service.studio import Studio
from pulsemeter.service.study_bundle import CarriedStudy, Said
from pulsemeter.service.study_readiness import NotReady
from pulsemeter.service.study_reading import StudyFileError

ADA = StaffMember("id-ada", "Ada")
LIVE, HERE = SessionKind.LIVE, ShownIn.IN_PAGE


class Desk:
    """A studio with what happened around it."""

    def __init__(self, world):
        self.world, self.copied = world, []
        self.audit = AuditTrail(world.stores.audit, world.clock)
        self.studio = Studio(world.stores, world.conduct, self.audit, world.chance, self._copy)

    async def _copy(self, name, new_name):
        self.copied.append((name, new_name))

    def who(self, study=EVERY_STUDY):
        _, sign_in = self.world.desk.sign_ins.new(ADA.id, "link")
        return SignedIn(ADA, (Membership(study, Role.OWNER),), sign_in)

    async def acts(self):
        return [(e.deed.act, e.deed.subject) async for e in self.audit.all()]


@pytest.fixture
def at_desk(world):
    def run(story):
        async def whole():
            async with world.running():
                await world.stores.staff.add(ADA, Membership(EVERY_STUDY, Role.OWNER))
                await story(Desk(world), world.stores.studies)

        asyncio.run(whole())

    return run


def test_studies_are_made_and_taken_in_and_never_over_another(at_desk, make_study, spoken):
    async def story(desk, book):
        study = await desk.studio.create(desk.who(), study_tables(make_study()))
        assert await book.study("talk") == study == make_study()
        with pytest.raises(StudyFileError, match="talk already"):
            await desk.studio.create(desk.who(), study_tables(make_study(title="Another")))
        with pytest.raises(StudyFileError, match=r"study\.title"):
            await desk.studio.create(desk.who(), {"study": {"name": "b"}})
        carried = CarriedStudy(make_study(name="came"), Said(list(spoken)), ())
        await desk.studio.take_in(desk.who(), carried)
        assert len(await book.statements("came")) == 2
        with pytest.raises(StudyFileError, match="came already"):
            await desk.studio.take_in(desk.who(), carried)
        assert await desk.acts() == [("study created", "talk"), ("study created", "came")]

    at_desk(story)


def test_whoever_copies_a_study_owns_the_copy(at_desk, make_study):
    async def story(desk, book):
        await book.add_study(make_study(), "", ())
        await desk.studio.copy(desk.who("talk"), "talk", "second")
        assert desk.copied == [("talk", "second")]
        held = await desk.world.stores.staff.memberships(ADA.id)
        assert Membership("second", Role.OWNER) in held
        await desk.studio.copy(desk.who(), "talk", "third")
        held = await desk.world.stores.staff.memberships(ADA.id)
        assert Membership("third", Role.OWNER) not in held  # owns every study already
        with pytest.raises(StudyFileError, match="second already"):
            await desk.studio.copy(desk.who(), "talk", "second")
        assert len(desk.copied) == 2

    at_desk(story)


def test_an_edit_is_noted_only_where_it_changes_something(at_desk, make_study):
    async def story(desk, book):
        study = make_study()
        await book.add_study(study, "", ())
        same = await desk.studio.edit(desk.who(), study, study_tables(study), "Words")
        assert (same, await desk.acts()) == (study, [])
        tables = study_tables(replace(study, title="Another"))
        assert (await desk.studio.edit(desk.who(), study, tables, "Words")).title == "Another"
        assert await desk.acts() == [("study changed", "talk")]

    at_desk(story)


def test_a_session_opens_after_a_dry_run_of_the_study_as_it_is(at_desk, make_study, spoken):
    async def story(desk, book):
        study, studio, who = make_study(read_by="Ada"), desk.studio, desk.who()
        await book.add_study(study, "", spoken)
        with pytest.raises(NotReady, match="dry run"):
            await studio.open_session(who, study, LIVE, HERE)
        tried = await studio.begin_dry_run(who, study, SessionKind.ON_DEMAND, HERE)
        assert await studio.dry_run("talk") == tried
        assert studio.shows_as_it_is(tried, study)
        assert not studio.shows_as_it_is(tried, make_study(title="Another"))
        assert not await studio.is_tried(study)
        seat = await desk.world.sit(tried.code, region="north")
        await desk.world.stores.seats.put([replace(seat, step=SeatStep.THANKS)])
        assert await studio.is_tried(study)
        assert await studio.missing(study) == []
        assert await studio.sessions("talk") == []
        opened = await studio.open_session(who, study, LIVE, HERE)
        assert await studio.dry_run("talk") is None
        (held,) = await studio.sessions("talk")
        assert (held.session, held.plan.is_sealed, held.deviations) == (opened, True, None)
        await desk.world.go(opened.code, SessionState.CLOSED)
        (held,) = await studio.sessions("talk")
        assert held.deviations == []
        subjects = [subject for _, subject in await desk.acts()]
        assert subjects == [tried.code] * 3 + [opened.code] * 2

    at_desk(story)
