"""Everything about persons goes by itself, when its time is over and not before; releases stay."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind, Questionnaire
from pulsemeter.domain.retention import DAY_MS, Expiry, Piece
from pulsemeter.domain.retention import Retention as Kept
from pulsemeter.domain.session import SessionState
from pulsemeter.service.answer_questions import Questioning
from pulsemeter.service.coarsen_profiles import Coarsening
from pulsemeter.service.erasure_ports import ASKED
from pulsemeter.service.keep_retention import PATIENCE_MS, Retention, all_expiries, contact_expiry
from pulsemeter.service.ports import StoreError

NORTH, SOUTH = {"region": "north"}, {"region": "south"}
VOTED = Question(
    "voted", QuestionKind.SINGLE, "Voted?", (Part.AFTER,), exploratory=True,
    answers=(Answer("yes", "Yes"), Answer("no", "No")),
)  # fmt: skip


class Shelf:
    """A register of two studies."""

    def __init__(self):
        self.held = {"talk": 3, "elsewhere": 2}

    async def counts(self):
        return dict(self.held)

    async def forget_study(self, study):
        return self.held.pop(study)


def retention_of(world):
    coarsening = Coarsening(world.stores, world.enrolment, world.keeper, world.clock)
    return Retention(
        world.stores, world.conduct, world.enrolment, world.ingest, world.keeper, coarsening,
        world.clock,
    )  # fmt: skip


async def shown(world, study, profiles=(NORTH, SOUTH)):
    """A session that was shown, pressed in, answered, closed, and told finally."""
    code = await world.session(study)
    seats = await world.sit_all(code, [profile for profile in profiles for _ in range(6)])
    await world.go(code, SessionState.RUNNING)
    await world.keeper.tick()
    world.clock.now_ms += 31_000
    asked = Questioning(world.stores.answers, world.enrolment, world.keeper, world.chance)
    for n, seat in enumerate(seats):
        await world.press(seat, 2_000, 100 if n % 3 else -100)
        await world.done(world.enrolment.watched(seat))
        now = await world.done(world.enrolment.answer_closing(seat, "good", "Bravo."))
        if study.questionnaire.questions:
            await world.done(asked.answer(now, {"voted": ["yes" if n % 2 else "no"]}))
    await world.go(code, SessionState.CLOSED)
    for _ in range(2):
        await world.keeper.tick()
        world.clock.now_ms += 3_000
    return code, seats


async def steps(world, code):
    return await world.stores.erasures.steps(code)


async def held(world, code):
    stores = world.stores
    return [
        bool(found)
        for found in (
            await stores.seats.all(code),
            await stores.log.read(code),
            await stores.answers.all(code),
            await stores.seats.answers(code),
        )
    ]


def run(make_world, story):
    async def whole():
        world = make_world()
        async with world.running():
            await story(world)

    asyncio.run(whole())


@pytest.fixture
def study(make_study):
    return make_study(questionnaire=Questionnaire((VOTED,)))


def test_after_a_day_answers_have_left_profiles_are_coarse_and_times_gone(make_world, study):
    async def story(world):
        code, _ = await shown(world, study)
        retention = retention_of(world)
        world.clock.now_ms += DAY_MS - 60_000
        await retention.tick()
        assert await steps(world, code) == set()
        world.clock.now_ms += 60_000
        await retention.tick()
        assert await steps(world, code) == {"rosters", "order", Piece.PROFILES}
        left = [release.name for release in await world.stores.releases.once(code)]
        assert left == ["answers", "exploratory:voted"]
        frames = await world.stores.log.read(code)
        assert not any(frame.records["received_ms"].any() for _, frame in frames)
        assert await held(world, code) == [True] * 4
        acts = [(e.deed.actor, e.deed.act) async for e in retention._audit.all()]
        assert acts == [("server", "retention profiles")]
        await retention.tick()
        assert len(await world.stores.audit.entries(0, 9)) == 1

    run(make_world, story)


@pytest.mark.parametrize("profile", ["research", "sealed"])
def test_where_nobody_may_export_them_answers_go_once_they_have_left(
    make_world, make_study, profile
):
    async def story(world):
        study = make_study(profile, questionnaire=Questionnaire((VOTED,)))
        code, _ = await shown(world, study, [NORTH, SOUTH] * 5)
        world.clock.now_ms += DAY_MS
        await retention_of(world).tick()
        assert bool(await world.stores.answers.all(code)) is (profile != "sealed")
        left = [release.name for release in await world.stores.releases.once(code)]
        assert "answers" in left

    run(make_world, story)


def test_a_page_that_loads_while_its_persons_go_holds_nobody_up(make_world, study):
    async def story(world):
        code, seats = await shown(world, study)
        world.clock.now_ms += 91 * DAY_MS
        loading = asyncio.ensure_future(world.ingest.take_seat(seats[0], 99))
        await asyncio.sleep(0)
        await world.done(retention_of(world).tick())
        assert Piece.PERSONS in await steps(world, code)
        with pytest.raises(KeyError):
            await world.done(loading)
        assert not world.ingest.claims.trouble
        following = await world.session(replace(study, name="next"))
        elsewhere = await world.sit(following, region="north")
        assert (await world.hello(elsewhere, 1)).upto == 0

    run(make_world, story)


def test_after_ninety_days_persons_are_gone_and_figures_stay(make_world, study):
    async def story(world):
        code, _ = await shown(world, study)
        released = (await world.stores.releases.state(code)).releases
        sizes = [(c.id, c.roster) for c in world.keeper.rooms[code].follower.cells()]
        retention = retention_of(world)
        world.clock.now_ms += 91 * DAY_MS
        await world.done(retention.tick())
        assert await steps(world, code) == {"rosters", "order", Piece.PROFILES, Piece.PERSONS}
        assert await held(world, code) == [False] * 4
        assert world.enrolment.seats(code) == []
        await stays(world, code, released, sizes)
        again = world.restart()
        async with again.running():
            await stays(again, code, released, sizes)
            await again.keeper.tick()
            await retention_of(again).tick()
            assert (await again.stores.releases.state(code)).releases == released

    async def stays(world, code, released, sizes):
        room = await world.keeper.room(code)
        assert room.releaser.releases == released
        assert room.releaser.is_final
        assert [(cell.id, cell.roster) for cell in room.follower.cells()] == sizes
        world.keeper.activity(room)

    run(make_world, story)


def test_what_fell_due_during_a_downtime_goes_at_the_next_start(make_world, study):
    async def story(world):
        code = await world.session(study)
        seats = await world.sit_all(code, [NORTH] * 6)
        await world.go(code, SessionState.RUNNING)
        await world.keeper.tick()
        await world.press(seats[0], 1_000)
        await world.go(code, SessionState.CLOSED)
        world.clock.now_ms += 200 * DAY_MS  # the server was off from the close on
        again = world.restart()
        async with again.running():
            retention = retention_of(again)
            for _ in range(4):
                await again.keeper.tick()
                await again.done(retention.tick())
                again.clock.now_ms += 3_000
            assert await held(again, code) == [False] * 4
            state = await again.stores.releases.state(code)
            assert state.releases[-1].standing == "final", "the last figures left first"

    run(make_world, story)


def test_a_session_without_figures_keeps_nobody_for_ever(make_world, study):
    async def story(world):
        code = await world.session(study)
        await world.sit(code, **NORTH)
        await world.go(code, SessionState.CLOSED)
        world.clock.now_ms += 90 * DAY_MS
        retention = retention_of(world)
        await world.done(retention.tick())
        assert (await held(world, code))[0], "nobody has looked yet whether figures are to come"
        world.clock.now_ms += PATIENCE_MS + 1
        await world.done(retention.tick())
        assert await held(world, code) == [False] * 4

    run(make_world, story)


def test_persons_go_at_once_where_that_is_asked_for_and_figures_come_first(make_world, study):
    async def story(world):
        code, _ = await shown(world, study)
        sizes = [(c.id, c.roster) for c in world.keeper.rooms[code].follower.cells()]
        retention = retention_of(world)
        await retention.tick()
        await world.stores.erasures.note_step(code, ASKED)
        await world.done(retention.tick())
        assert await held(world, code) == [False] * 4
        assert all(e.is_done for e in await all_expiries(world.stores, {})), "nothing more to go"
        room = await world.keeper.room(code)
        assert [(cell.id, cell.roster) for cell in room.follower.cells()] == sizes
        # A session whose last figures are still to come waits for them.
        other = await world.session(replace(study, name="other"))
        seats = await world.sit_all(other, [NORTH] * 6)
        await world.go(other, SessionState.RUNNING)
        await world.keeper.tick()
        await world.press(seats[0], 0)
        await world.go(other, SessionState.CLOSED)
        await world.stores.erasures.note_step(other, ASKED)
        await retention.tick()
        assert (await held(world, other))[0]
        for _ in range(2):
            await world.keeper.tick()
            world.clock.now_ms += 3_000
        await world.done(retention.tick())
        assert not any(await held(world, other))
        state = await world.stores.releases.state(other)
        assert state.releases[-1].standing == "final"

    run(make_world, story)


def test_an_open_session_keeps_its_persons(make_world, study):
    async def story(world):
        code = await world.session(study)
        await world.sit(code, **NORTH)
        world.clock.now_ms += 1_000 * DAY_MS
        await retention_of(world).tick()
        assert (await held(world, code))[0]
        found = await all_expiries(world.stores, {"talk": 1})
        assert [e.due_ms for e in found] == [None] * 3

    run(make_world, story)


def test_a_step_that_the_disk_refuses_is_taken_again(make_world, study):
    async def story(world):
        code, _ = await shown(world, study)
        retention, drop = retention_of(world), world.stores.erasures.drop_times

        async def full(session):
            raise StoreError("no room")

        world.stores.erasures.drop_times = full
        world.clock.now_ms += DAY_MS
        with pytest.raises(StoreError):
            await retention.tick()
        assert Piece.PROFILES not in await steps(world, code)
        world.stores.erasures.drop_times = drop
        await retention.tick()
        assert Piece.PROFILES in await steps(world, code)

    run(make_world, story)


def test_who_still_holds_a_page_is_nobody_after_the_erasing(make_world, study):
    async def story(world):
        _, seats = await shown(world, study)
        key = "page-key-1-000000000001"
        assert world.enrolment.seat_now(key).id == seats[0].id
        world.clock.now_ms += 91 * DAY_MS
        moving = asyncio.ensure_future(
            world.enrolment.move(world.enrolment.seat(seats[0].id), SeatStep.THANKS, stage=1)
        )
        await world.done(retention_of(world).tick())
        assert world.enrolment.seat_now(key) is None
        assert world.enrolment.writes.trouble == ""
        await asyncio.wait([moving])

    run(make_world, story)


def test_contacts_go_after_the_last_session_of_their_study(make_world, make_study):
    async def story(world):
        study = make_study(retention=Kept(contacts_days=2))
        first, second = await world.session(study), None
        second = (await world.conduct.plan("talk", world.conduct.place(first).session.kind)).code
        retention, shelf = retention_of(world), Shelf()
        await world.go(first, SessionState.CLOSED)
        world.clock.now_ms += 3 * DAY_MS
        await retention.tick(shelf)
        assert shelf.held == {"talk": 3, "elsewhere": 2}
        await world.go(second, SessionState.OPEN)
        await world.go(second, SessionState.CLOSED)
        world.clock.now_ms += 2 * DAY_MS - 1
        await retention.tick(shelf)
        assert "talk" in shelf.held
        world.clock.now_ms += 1
        await retention.tick(shelf)
        assert shelf.held == {"elsewhere": 2}
        details = [e.deed.detail async for e in retention._audit.all()]
        assert "3 contacts erased" in details

    run(make_world, story)


def test_contacts_of_a_study_never_shown_are_not_due(make_study):
    assert contact_expiry(make_study(), []) == Expiry("talk", Piece.CONTACTS, None)
