import asyncio

import pytest

from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.presence import SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.service.ingest_reaction import Incoming

NORTH, SOUTH = {"region": "north"}, {"region": "south"}


class WatchedChannel:
    """Keeps what is offered; asks the book, at that moment, whether it was written down."""

    def __init__(self):
        self.releases, self.plans, self.activities = [], [], []
        self.book = None

    def release(self, session, release):
        held = self.book._releases[session]
        assert held[release.number] == release, "shown before it was written"
        self.releases.append(release)

    def plan(self, session, cells):
        self.plans.append(list(cells))

    def activity(self, session, activity):
        self.activities.append(activity)


def watched(make_world):
    channel = WatchedChannel()
    world = make_world(channel=channel)
    channel.book = world.stores.releases
    return world, channel


def intervals(channel):
    return [r for r in channel.releases if isinstance(r, IntervalRelease)]


def figure(release, cell):
    return next((f for f in release.figures if f.cell == cell), None)


async def live(world, study, profiles, statements=()):
    code = await world.session(study, SessionKind.LIVE, statements)
    seats = await world.sit_all(code, profiles)
    await world.go(code, SessionState.RUNNING)
    for seat in seats:
        await world.hello(seat, 1)
    await world.keeper.tick()
    return code, seats


def turn_to(world, code, session_ms):
    """Turn the clock so that the session shows this time."""
    world.clock.now_ms += session_ms - world.conduct.place(code).session_ms
    assert world.conduct.place(code).session_ms == session_ms


async def press_all(world, seats, at_ms, choice=100, sequence=1):
    for seat in seats:
        await world.send(seat, 1, Incoming(sequence, RecordKind.PRESS, 0, 0, choice, at_ms))


def run(world, story):
    async def whole():
        async with world.running():
            await story()

    asyncio.run(whole())


async def sizes_in_book(world, code):
    """The sizes of the cells, as reports and packages read them."""
    return [cell.roster for cell in (await world.stores.releases.state(code)).cells]


def test_an_interval_leaves_when_four_fifths_of_those_there_have_reported(make_world, make_study):
    world, channel = watched(make_world)

    async def story():
        code, seats = await live(world, make_study("standard"), [NORTH] * 10 + [SOUTH] * 10)
        turn_to(world, code, 5_100)
        for seat in seats:
            world.ingest.hear(seat)
        await press_all(world, seats[:15], 1_000)
        await world.keeper.tick()
        assert intervals(channel) == []
        await press_all(world, seats[15:16], 1_000)
        await world.keeper.tick()
        assert [(r.number, r.interval, r.standing) for r in intervals(channel)] == [
            (1, 0, "provisional")
        ]
        assert intervals(channel)[0].panel_share == 80
        assert [f.cell for f in intervals(channel)[0].figures] == [
            "all", "region:north", "region:south",
        ]  # fmt: skip

    run(world, story)


def test_otherwise_it_leaves_at_its_freeze_and_only_once_before_the_close(make_world, make_study):
    world, channel = watched(make_world)

    async def story():
        code, seats = await live(world, make_study("standard"), [NORTH] * 10 + [SOUTH] * 10)
        await press_all(world, seats[:4], 1_000)
        turn_to(world, code, 6_900)
        await world.keeper.tick()
        assert intervals(channel) == []
        turn_to(world, code, 7_100)
        await world.keeper.tick()
        assert [(r.interval, r.standing) for r in intervals(channel)] == [(0, "frozen")]
        await press_all(world, seats[4:], 2_000)
        await world.keeper.tick()
        assert len(intervals(channel)) == 1

    run(world, story)


def test_the_sealed_profile_waits_for_the_freeze_whoever_reported(make_world, make_study):
    world, channel = watched(make_world)

    async def story():
        code, seats = await live(world, make_study("sealed"), [NORTH] * 30)
        await press_all(world, seats, 1_000)
        turn_to(world, code, 5_500)
        await world.keeper.tick()
        assert intervals(channel) == []
        turn_to(world, code, 7_000)
        await world.keeper.tick()
        assert [r.interval for r in intervals(channel)] == [0]

    run(world, story)


def test_the_last_release_tells_a_cell_anew_only_where_nobody_stands_out(make_world, make_study):
    world, channel = watched(make_world)

    async def story():
        code, seats = await live(world, make_study("research"), [NORTH] * 12 + [SOUTH] * 12)
        north, south = seats[:12], seats[12:]
        await press_all(world, [*north[:4], *south[:3]], 1_000)
        await press_all(world, [*north[4:6], *south[3:6]], 1_000, -100)
        turn_to(world, code, 13_000)
        await world.keeper.tick()
        before = {r.interval: r for r in intervals(channel)}
        assert before[0].standing == "frozen"
        # Interval 0: six further in the north, nobody in the south. Interval 1: six in the
        # north and two in the south.
        await press_all(world, north[6:10], 2_000, -100)
        await press_all(world, north[10:], 2_000)
        await press_all(world, [*north[6:], *south[10:]], 6_000, -100, sequence=2)
        assert world.ingest.commits.waiting == 0
        await world.go(code, SessionState.CLOSED)
        await world.keeper.tick()
        world.clock.now_ms += 2_000
        await world.keeper.tick()
        final = {r.interval: r for r in intervals(channel) if r.standing == "final"}
        assert figure(final[0], "region:north").dislikes.value == 6
        assert figure(final[0], "region:south") == figure(before[0], "region:south")
        # Whoever subtracts the regions would see the two: the table stays as it was shown.
        for cell in ("region:north", "region:south"):
            assert figure(final[1], cell) == figure(before[1], cell)
        assert figure(final[1], "all").dislikes.value == 8
        numbers = [r.number for r in channel.releases]
        assert numbers == list(range(1, len(numbers) + 1))
        count = len(channel.releases)
        await world.keeper.tick()
        assert len(channel.releases) == count

    run(world, story)


def test_late_comers_enter_in_batches_that_no_difference_can_take_apart(make_world, make_study):
    world, channel = watched(make_world)

    async def story():
        code, _ = await live(world, make_study("research"), [NORTH] * 6 + [SOUTH] * 6)
        world.clock.now_ms = 6_000
        late = await world.sit_all(code, [NORTH] * 4)
        await world.keeper.tick()
        room = world.keeper.rooms[code]
        assert not any(seat.id in room.follower.members for seat in late)
        late += await world.sit_all(code, [SOUTH])
        await world.keeper.tick()
        assert len(room.follower.members) == 12
        late += await world.sit_all(code, [NORTH] + [SOUTH] * 4)
        await world.keeper.tick()
        assert len(room.follower.members) == 22
        assert room.follower.members[late[0].id].enters == 2
        assert [cell.roster for cell in channel.plans[-1]] == [22, 11, 11]
        assert await sizes_in_book(world, code) == [22, 11, 11]

    run(world, story)


def test_a_session_that_starts_too_early_settles_its_cells_when_enough_are_in(
    make_world, make_study
):
    world, channel = watched(make_world)

    async def story():
        async with world.running():
            code, seats = await live(world, make_study(), [NORTH, SOUTH])
            turn_to(world, code, 12_000)
            await world.keeper.tick()
            assert (channel.plans, channel.releases) == ([], [])
            seats += await world.sit_all(code, [NORTH, SOUTH] * 5)
            await world.keeper.tick()
            assert [(c.id, c.roster, c.withheld) for c in channel.plans[-1]] == [
                ("all", 12, ""), ("region:north", 6, ""), ("region:south", 6, ""),
            ]  # fmt: skip
            enters = world.enrolment.roster(code).values()
            assert {abs(k) - 1 for k in enters} == {3}, "counted from the next interval on"

    asyncio.run(story())


def test_a_session_that_starts_with_too_few_settles_its_cells_when_enough_are_in(
    make_world, make_study
):
    world, channel = watched(make_world)

    async def story():
        code, _ = await live(world, make_study("research"), [NORTH] * 3)
        turn_to(world, code, 8_000)
        await world.keeper.tick()
        assert channel.releases == []
        await world.sit_all(code, [NORTH] * 2 + [SOUTH] * 5)
        await world.keeper.tick()
        room = world.keeper.rooms[code]
        assert [cell.roster for cell in channel.plans[-1]] == [10, 5, 5]
        assert {member.enters for member in room.follower.members.values()} == {2}
        assert [cell.withheld for cell in room.plan.cells] == ["", "", ""]

    run(world, story)


def test_too_few_late_comers_count_in_the_whole_after_the_close(make_world, make_study):
    world, channel = watched(make_world)

    async def story():
        code, seats = await live(world, make_study("research"), [NORTH] * 6 + [SOUTH] * 6)
        await press_all(world, seats, 1_000)
        late = await world.sit_all(code, [NORTH] * 3 + [SOUTH] * 2)
        for seat in late:
            await world.hello(seat, 1)
        await press_all(world, late, 1_500, -100)
        world.clock.now_ms += 8_000
        await world.keeper.tick()
        await world.go(code, SessionState.CLOSED)
        await world.keeper.tick()
        world.clock.now_ms += 2_000
        await world.keeper.tick()
        room = world.keeper.rooms[code]
        assert all(room.follower.members[seat.id].whole_only for seat in late)
        final = [r for r in intervals(channel) if r.standing == "final" and r.interval == 0][-1]
        assert figure(final, "all").dislikes.value == 5
        assert figure(final, "region:north").dislikes.value == 0

    run(world, story)


@pytest.mark.parametrize("came", [True, False])
def test_of_a_session_in_which_nobody_took_part_there_is_nothing_more_to_tell(
    make_world, make_study, came
):
    world, channel = watched(make_world)

    async def story():
        code = await world.session(make_study("research"), SessionKind.ON_DEMAND)
        if came:  # and never went on
            await world.done(world.enrolment.redeem(code, "", "page-key-of-whoever-came"))
        await world.go(code, SessionState.CLOSED)
        await world.keeper.tick()
        assert not world.keeper.rooms[code].releaser.is_final
        world.clock.now_ms += 8_000
        await world.keeper.tick()
        assert world.keeper.rooms[code].releaser.is_final
        assert channel.releases == []

    run(world, story)


def test_on_demand_a_cell_leaves_with_its_first_batch_and_then_per_batch(make_world, make_study):
    world, channel = watched(make_world)

    async def come(code, profiles, choice):
        seats = await world.sit_all(code, profiles)
        for seat in seats:
            await world.hello(seat, 1)
        await press_all(world, seats, 1_000, choice)
        for seat in seats:
            await world.done(world.enrolment.watched(seat))
        await world.keeper.tick()
        return seats

    async def story():
        code = await world.session(make_study("research"), SessionKind.ON_DEMAND)
        await come(code, [NORTH] * 5 + [SOUTH] * 4, 100)
        assert channel.releases == []
        await come(code, [SOUTH], 100)
        assert figure(intervals(channel)[0], "all").likes.value == 10
        first = len(channel.releases)
        await come(code, [NORTH] * 4, -100)
        assert len(channel.releases) == first
        await come(code, [NORTH], -100)
        assert len(channel.releases) > first
        newest = [r for r in intervals(channel) if r.interval == 0][-1]
        assert figure(newest, "region:north").dislikes.value == 5
        assert figure(newest, "region:south").present.value == 5
        assert len({r.position for r in channel.releases[first:]}) == 1
        assert await sizes_in_book(world, code) == [15, 10, 5]

    run(world, story)


def test_a_restart_in_mid_session_goes_on_numbering_and_tells_nothing_twice(
    make_world, make_study, spoken
):
    world, channel = watched(make_world)

    async def whole():
        async with world.running():
            code, seats = await live(
                world, make_study("standard"), [NORTH] * 10 + [SOUTH] * 10, spoken
            )
            await press_all(world, seats, 1_000)
            turn_to(world, code, 18_000)
            await world.keeper.tick()
        told = {(r.interval) for r in intervals(channel)}
        assert told == {0, 1, 2}
        after = WatchedChannel()
        again = world.restart(after)
        after.book = again.stores.releases
        async with again.running():
            turn_to(again, code, 21_000)
            await again.keeper.tick()
            assert intervals(after) == []
            room = again.keeper.rooms[code]
            assert [r.number for r in room.releaser.releases] == [
                r.number for r in channel.releases
            ]
            turn_to(again, code, 22_000)
            await again.keeper.tick()
            assert {r.interval for r in intervals(after)} == {3}
            assert after.releases[0].number == channel.releases[-1].number + 1

    asyncio.run(whole())


def close_after_withdrawals(make_world, make_study, withdrawn, restarts, changed):
    """Everyone presses Like; `withdrawn` of the north withdraw, maybe the server restarts, and
    `changed` (north, south) change their mind before the close. The last figures of interval 0."""
    world, channel = watched(make_world)
    study = make_study("research")

    async def whole():
        nonlocal channel
        async with world.running():
            code, seats = await live(world, study, [NORTH] * 15 + [SOUTH] * 15)
            await press_all(world, seats, 1_000)
            turn_to(world, code, 8_000)
            await world.keeper.tick()
            for seat in seats[:withdrawn]:
                await world.enrolment.withdraw(seat)
            if not restarts:
                await finish(world, code, seats)
        if restarts:
            after = WatchedChannel()
            again = world.restart(after)
            after.book, channel = again.stores.releases, after
            async with again.running():
                await finish(again, code, seats)

    async def finish(here, code, seats):
        north, south = changed
        movers = [*seats[15 - north : 15], *seats[30 - south :]]
        await press_all(here, movers, 3_000, -100, sequence=2)
        await here.go(code, SessionState.CLOSED)
        await here.keeper.tick()
        here.clock.now_ms += 2_000
        await here.keeper.tick()

    asyncio.run(whole())
    return [r for r in intervals(channel) if r.interval == 0 and r.standing == "final"]


def test_a_withdrawal_alone_never_tells_a_cell_anew(make_world, make_study):
    for restarts in (False, True):
        (release,) = close_after_withdrawals(make_world, make_study, 1, restarts, (0, 0))
        assert [f.likes.value for f in release.figures] == [30, 15, 15]
        assert release.panel_share == 100


def test_a_withdrawal_among_too_few_changes_tells_no_region_anew(make_world, make_study):
    for restarts in (False, True):
        # Five changed in the south, but one of the north is gone: told together they would
        # show what the one had pressed.
        for release in close_after_withdrawals(make_world, make_study, 1, restarts, (0, 5)):
            assert figure(release, "region:north").likes.value == 15
            assert figure(release, "region:south").likes.value == 15


def test_withdrawals_among_enough_changes_are_told(make_world, make_study):
    for restarts in (False, True):
        (release,) = close_after_withdrawals(make_world, make_study, 1, restarts, (6, 6))
        assert figure(release, "all").likes.value == 17


def test_two_who_ask_at_once_get_the_same_room(make_world, make_study):
    world, _ = watched(make_world)

    async def story():
        code = await world.session(make_study())
        first, second = await asyncio.gather(world.keeper.room(code), world.keeper.room(code))
        assert first is second is world.keeper.rooms[code]

    run(world, story)


def test_a_planned_session_has_no_room(make_world, make_study):
    world, _ = watched(make_world)

    async def story():
        await world.stores.studies.add_study(make_study(), "", ())
        planned = await world.conduct.plan("talk", SessionKind.LIVE)
        assert await world.keeper.room(planned.code) is None

    run(world, story)


def test_activity_tells_persons_rounded_and_before_the_start_too(make_world, make_study):
    world, channel = watched(make_world)

    async def story():
        code = await world.session(make_study("standard", quota=7))
        seats = await world.sit_all(code, [NORTH] * 3)
        for seat in seats:
            world.ingest.hear(seat)
        await world.keeper.room(code)
        world.keeper.announce()
        activity = channel.activities[-1]
        assert (activity.active, activity.joined, activity.target) == (4, 4, 7)
        assert activity.quota_gaps == (("region:north", "North", 4, 7),)
        assert (activity.state, activity.frozen_upto) == ("open", 0)

    run(world, story)


def test_a_recorded_stimulus_goes_on_from_the_last_stored_reaction(make_world, make_study):
    world, _ = watched(make_world)

    async def story():
        code = await world.session(make_study(), SessionKind.ON_DEMAND)
        seat = await world.sit(code, **NORTH)
        assert await world.keeper.resume_ms(seat) == 0
        await world.press(seat, 7_300)
        assert await world.keeper.resume_ms(seat) == 7_300

    run(world, story)


def test_where_traffic_is_even_the_place_to_go_on_tells_no_press(world, make_study):
    """Whoever watches the network sees from where on a video is fetched after a reload."""

    async def story():
        code = await world.session(make_study("sealed"), SessionKind.ON_DEMAND)
        presser, silent = await world.sit(code, **NORTH), await world.sit(code, **NORTH)
        assert await world.keeper.resume_ms(presser) == 0
        await world.press(presser, 7_300)
        await world.hello(silent, 5)
        await world.send(silent, 5, Incoming(1, RecordKind.PRESENCE, 0, 0, SKIPPED, 9_999))
        for seat in (presser, silent):
            assert await world.keeper.resume_ms(seat) == 9_999

    run(world, story)


def test_arms_are_segments_and_a_control_arm_is_on_no_roster(make_world, make_study):
    world, channel = watched(make_world)
    arms = (Arm("cued", "Cued"), Arm("free", "Free"), Arm("control", "Control", presses=False))

    async def story():
        async with world.running():
            study = make_study("standard", arms=arms)
            code, seats = await live(world, study, [NORTH] * 45)
            by_arm = {arm.id: [s for s in seats if s.arm == arm.id] for arm in arms}
            assert {len(held) for held in by_arm.values()} == {15}
            for seat in by_arm["cued"]:
                await world.send(seat, 1, Incoming(1, RecordKind.PRESS, 0, 0, 100, 1_000))
            turn_to(world, code, 8_000)
            await world.keeper.tick()

    asyncio.run(story())
    cells = {cell.id: cell.roster for cell in channel.plans[-1]}
    assert {"arm:cued", "arm:free"} <= set(cells)
    assert "arm:control" not in cells
    assert cells["all"] == 30, "who doesn't press is no part of the panel that presses"
    first = intervals(channel)[0]
    cued, free = figure(first, "arm:cued").likes, figure(first, "arm:free").likes
    assert (cued.coding, cued.value) == ("over", 12), "all of 15, and the ends are coded"
    assert free.coding == "under"


def ad_versions():
    return (Stimulus("first", "First version", 10_000), Stimulus("second", "Second", 10_000))


def test_whoever_is_not_shown_a_stimulus_is_not_missing_in_it(make_world, make_study):
    """Each arm is shown a version of its own: in a version only its arm counts, and a region of
    which too few were shown it isn't told there, nor had by subtraction."""
    world, channel = watched(make_world)
    arms = (Arm("a", "A", stimuli=("first",)), Arm("b", "B", stimuli=("second",)))

    async def story():
        study = make_study("standard", arms=arms, stimuli=ad_versions())
        code = await world.session(study, SessionKind.ON_DEMAND)
        seats = await world.sit_all(code, [NORTH] * 30 + [SOUTH] * 14)
        for seat in seats:
            await world.hello(seat, 1)
            shown = 0 if seat.arm == "a" else 1
            await world.send(seat, 1, Incoming(1, RecordKind.PRESS, shown, 0, 100, 1_000))
            await world.done(world.enrolment.watched(seat))
        await world.keeper.tick()
        held = [(s.arm, s.categories["region"]) for s in seats]
        assert {arm: sum(a == arm for a, _ in held) for arm in "ab"} == {"a": 22, "b": 22}
        assert held.count(("a", "south")) == 7

    run(world, story)
    assert {c.id: c.roster for c in channel.plans[-1]}["all"] == 44
    for stimulus, own, other in ((0, "arm:a", "arm:b"), (1, "arm:b", "arm:a")):
        (release,) = [r for r in intervals(channel) if (r.stimulus, r.interval) == (stimulus, 0)]
        assert release.panel_share == 100
        assert figure(release, "all").present.value == 18, "over 18 of the 22 shown, not of 44"
        assert figure(release, own).present == figure(release, "all").present
        assert figure(release, other).present.coding == "under"
        assert not [f.cell for f in release.figures if f.cell.startswith("region")]


def test_a_broadcast_on_the_page_waits_for_slow_streams(make_world, make_study):
    stream = Stimulus("tv", "TV", 60_000, address="https://tv.example/live.m3u8", broadcast=True)
    world, _ = watched(make_world)

    async def story():
        async with world.running():
            code, seats = await live(world, make_study(stimuli=(stream,)), [NORTH, SOUTH] * 6)
            turn_to(world, code, 30_000)
            for seat in seats:  # what they see was on air 20 s ago
                await world.press(seat, 10_000)
            await world.keeper.tick()
            room = world.keeper.rooms[code]
            assert 24_000 < room.follower.grace_ms() < 27_000
            assert room.releaser.frozen_upto(world.conduct.place(code)) <= 1

    asyncio.run(story())


def test_a_countdown_puts_everybody_in_from_the_beginning(make_world, make_study):
    world, channel = watched(make_world)

    async def story():
        async with world.running():
            code = await world.session(make_study())
            await world.sit_all(code, [NORTH, SOUTH] * 6)
            await world.conduct.step(code, SessionState.RUNNING, -60_000)
            await world.keeper.tick()
            # The book keeps the first interval and one more; below 0 it would say something else.
            assert set(world.enrolment.roster(code).values()) == {1}
            again = world.restart(channel)
            async with again.running():
                members = again.keeper.rooms[code].follower.members.values()
                assert {(m.enters, m.whole_only) for m in members} == {(0, False)}

    asyncio.run(story())
