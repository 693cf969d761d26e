import asyncio

import pytest
from tests.unit.service.shown_releases import Shown

from pulsemeter.domain.presence import SKIPPED
from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.domain.session import SessionState
from pulsemeter.release.figures import IntervalRelease, StatementRelease, are_final
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.ports import StoreError
from pulsemeter.tally.frame import Frame, records_of

NORTH, SOUTH = {"region": "north"}, {"region": "south"}


class SlowBook:
    """A book in front of another one: while it writes, something else happens; or it fails."""

    def __init__(self, inner):
        self.inner = inner
        self.meanwhile = None
        self.failures = 0

    async def write(self, session, releases):
        if self.failures:
            self.failures -= 1
            raise StoreError("no room")
        if self.meanwhile is not None:
            await self.meanwhile()
        await self.inner.write(session, releases)


def run(make_world, study, story, statements=()):
    channel = Shown()
    world = make_world(channel=channel)

    async def whole():
        async with world.running():
            code = await world.session(study, statements=statements)
            seats = await world.sit_all(code, [NORTH] * 10 + [SOUTH] * 10)
            await world.go(code, SessionState.RUNNING)
            for seat in seats:
                await world.hello(seat, 1)
            await world.keeper.tick()
            await story(world, code, seats)

    asyncio.run(whole())
    return channel.releases


async def press(world, seats, at_ms, choice=100, sequence=1):
    for seat in seats:
        await world.send(seat, 1, Incoming(sequence, RecordKind.PRESS, 0, 0, choice, at_ms))


async def skip(world, seats, times_ms):
    """There, and silent, in the intervals of these times."""
    for seat in seats:
        for sequence, at_ms in enumerate(times_ms, start=2):
            record = Incoming(sequence, RecordKind.PRESENCE, 0, 0, SKIPPED, at_ms)
            await world.send(seat, 1, record)


def turn_to(world, code, session_ms):
    world.clock.now_ms += session_ms - world.conduct.place(code).session_ms


async def close(world, code):
    await world.go(code, SessionState.CLOSED)
    await world.keeper.tick()
    world.clock.now_ms += 2_000
    await world.keeper.tick()


def first_cell(releases, standing):
    return [
        r.figures[0]
        for r in releases
        if isinstance(r, IntervalRelease) and r.interval == 0 and r.standing == standing
    ]


def test_what_arrives_while_the_book_writes_is_a_difference_later(make_world, make_study):
    async def story(world, code, seats):
        await press(world, seats[:10], 1_000)
        turn_to(world, code, 8_000)
        room = world.keeper.rooms[code]
        book = room.releaser._book = SlowBook(world.stores.releases)

        async def meanwhile():
            book.meanwhile = None
            await press(world, seats[10:], 1_000)
            await room.follower.catch_up()

        book.meanwhile = meanwhile
        await world.keeper.tick()
        await close(world, code)

    releases = run(make_world, make_study("research"), story)
    assert first_cell(releases, "frozen")[0].likes.value == 10
    assert first_cell(releases, "final")[0].likes.value == 20


def test_figures_that_the_book_refuses_are_not_shown_and_keep_their_numbers(make_world, make_study):
    async def story(world, code, seats):
        await press(world, seats, 1_000)
        turn_to(world, code, 8_000)
        room = world.keeper.rooms[code]
        book = room.releaser._book = SlowBook(world.stores.releases)
        book.failures = 1
        with pytest.raises(StoreError):
            await world.keeper.tick()
        assert world.channel.releases == []
        await world.keeper.tick()
        assert [r.number for r in world.channel.releases] == [1]

    run(make_world, make_study("standard"), story)


def test_a_partition_that_was_held_back_is_measured_from_what_was_shown(make_world, make_study):
    async def story(world, code, seats):
        room = world.keeper.rooms[code]
        # Shown: everyone likes. Three of each region change: the whole is told anew, the regions
        # are not. Then the three of the north change back and two others change: five moved since
        # that look, but only two differ from what was shown.
        await press(world, seats, 1_000)
        turn_to(world, code, 8_000)
        await world.keeper.tick()
        await press(world, [*seats[:3], *seats[10:13]], 2_000, -100, sequence=2)
        await room.follower.catch_up()
        await room.releaser.release_all("frozen")
        await press(world, seats[:3], 3_000, 100, sequence=3)
        await press(world, seats[3:5], 3_000, -100, sequence=2)
        await room.follower.catch_up()
        await room.releaser.release_all("frozen")

    releases = run(make_world, make_study("research"), story)
    shown = [
        f.likes.value for r in releases if r.interval == 0 for f in r.figures if f.cell != "all"
    ]
    assert len(shown) >= 4
    assert set(shown) == {10}


def test_a_statement_leaves_once_its_shifted_window_has_left(make_world, make_study, spoken):
    async def story(world, code, seats):
        await press(world, seats, 4_000)
        turn_to(world, code, 13_000)
        await skip(world, seats, (9_999, 12_999))
        turn_to(world, code, 14_000)
        await world.keeper.tick()
        assert not any(isinstance(r, StatementRelease) for r in world.channel.releases)
        turn_to(world, code, 17_000)
        await world.keeper.tick()
        told = [r for r in world.channel.releases if isinstance(r, StatementRelease)]
        assert [(r.statement, r.standing) for r in told] == [("s1", "frozen")]
        assert told[0].figures[0].verdict == "resonates"

    run(make_world, make_study("standard"), story, spoken)


def test_closing_makes_everything_final_once(make_world, make_study, spoken):
    async def story(world, code, seats):
        await press(world, seats, 4_000)
        turn_to(world, code, 12_000)
        await world.keeper.tick()
        await close(world, code)
        assert world.keeper.rooms[code].releaser.is_final

    releases = run(make_world, make_study("standard"), story, spoken)
    final = [r for r in releases if r.standing == "final"]
    assert sorted(r.interval for r in final if isinstance(r, IntervalRelease)) == list(range(6))
    assert sorted(r.statement for r in final if isinstance(r, StatementRelease)) == ["s1", "s2"]


@pytest.mark.parametrize("told_before", [True, False])
def test_a_server_stopped_between_the_last_figures_tells_the_rest(
    make_world, make_study, spoken, told_before
):
    """The book holds intervals first, and statements after them, which take a while to reckon."""
    after, held = Shown(), {}

    async def story(world, code, seats):
        await press(world, seats, 4_000)
        turn_to(world, code, 29_000 if told_before else 12_000)
        await world.keeper.tick()
        await close(world, code)
        held.update(world=world, code=code)

    async def goes_on(world, code):
        told = world.stores.releases._releases[code]
        for number, release in [*told.items()]:
            if isinstance(release, StatementRelease) and release.standing == "final":
                del told[number]
        left = [r.statement for r in told.values() if isinstance(r, StatementRelease)]
        assert left == (["s1", "s2"] if told_before else [])
        again = world.restart(after)
        async with again.running():
            assert not again.keeper.rooms[code].releaser.is_final
            await again.keeper.tick()
            again.clock.now_ms += 2_000
            await again.keeper.tick()
            assert again.keeper.rooms[code].releaser.is_final
        assert are_final((await again.stores.releases.state(code)).releases)

    run(make_world, make_study("standard"), story, spoken)
    asyncio.run(goes_on(**held))
    assert all(isinstance(r, StatementRelease) for r in after.releases)
    assert [r.statement for r in after.releases if r.standing == "final"] == ["s1", "s2"]


def test_told_every_second_means_at_most_once_a_second_and_then_as_it_froze(make_world, make_study):
    async def story(world, code, seats):
        turn_to(world, code, 5_010)
        for person, session_ms in enumerate(range(5_100, 6_900, 100)):
            await press(world, [seats[person]], 1_000)
            turn_to(world, code, max(session_ms, world.conduct.place(code).session_ms))
            await world.keeper.tick()
        turn_to(world, code, 9_000)
        await world.keeper.tick()
        await world.keeper.tick()

    releases = [r for r in run(make_world, make_study("research"), story) if r.interval == 0]
    assert [r.standing for r in releases] == ["provisional", "provisional", "frozen"]
    assert releases[-1].figures[0].likes.value == 18


def test_what_was_frozen_stays_so_after_a_start_that_knows_no_delays_yet(make_world, make_study):
    """Its freeze seems to be to come then: what arrived late would be told, and frozen again."""
    after, held = Shown(), {}

    async def story(world, code, seats):
        turn_to(world, code, 5_010)
        await press(world, seats[::3], 1_000)
        turn_to(world, code, 6_000)
        await world.keeper.tick()
        await press(world, seats[1::3], 1_000)
        turn_to(world, code, 9_000)
        await world.keeper.tick()
        await press(world, seats[2::3], 1_000)
        held.update(world=world, code=code)

    async def goes_on(world, code):
        again = world.restart(after)
        async with again.running():
            room = again.keeper.rooms[code]
            room.follower.stream_lags_ms = [8_000] * 40
            assert room.releaser.frozen_upto(again.conduct.place(code)) == 0
            for session_ms in (10_500, 12_000, 19_000, 20_500):
                turn_to(again, code, session_ms)
                await again.keeper.tick()

    before = run(make_world, make_study("research"), story)
    assert [r.standing for r in before if r.interval == 0] == ["provisional", "frozen"]
    asyncio.run(goes_on(**held))
    assert after.releases
    assert not [r for r in after.releases if r.interval == 0]


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Among all, "), ("de-AT", "Alle: "), ("uk", "Уся панель, "), ("ja", "Among all, ")],
)
def test_sentences_are_said_in_the_studys_language(make_world, make_study, spoken, language, told):
    async def story(world, code, seats):
        await press(world, seats, 4_000)
        turn_to(world, code, 13_000)
        await skip(world, seats, (9_999, 12_999))
        turn_to(world, code, 17_000)
        await world.keeper.tick()
        (stated,) = [r for r in world.channel.releases if isinstance(r, StatementRelease)]
        assert stated.figures[0].cell == "all"
        assert stated.figures[0].sentence.startswith(told)

    run(make_world, make_study("standard", language=language, read_by="Ada"), story, spoken)


def test_who_presses_while_figures_are_reckoned_is_reckoned_with(make_world, make_study):
    """Six changed when the last release was found to be due; while earlier intervals are reckoned
    two of them change back, and four must not be told apart from what was shown."""

    async def story(world, code, seats):
        turn_to(world, code, 29_000)
        await press(world, seats[::2], 26_000)
        await press(world, seats[1::2], 26_000, -100)
        turn_to(world, code, 30_000)
        await world.keeper.tick()
        room = world.keeper.rooms[code]
        changing = seats[:12:2]
        await press(world, changing, 27_000, -100, sequence=2)
        await world.go(code, SessionState.CLOSED)
        await room.follower.catch_up()
        assert 0 in room.releaser._shown.may_be_told((0, 5), room.follower.standings(0, 5))
        task = asyncio.ensure_future(room.releaser.release_all("final"))
        await asyncio.sleep(0)  # the first interval is reckoned, the sixth is still to come
        back = [
            Record(seat.id, 1, 1, 3, RecordKind.PRESS, 0, 0, 100, 28_000, 0)
            for seat in changing[:2]
        ]
        await world.stores.log.append(Frame(code, 9, 1, records_of(back)))
        await room.follower.catch_up()
        assert not task.done()
        await task

    releases = run(make_world, make_study("research"), story)
    told = [r for r in releases if isinstance(r, IntervalRelease) and r.interval == 5]
    whole = [next(f for f in r.figures if f.cell == "all") for r in told]
    assert told[-1].standing == "final"
    assert (whole[0].likes.value, whole[0].dislikes.value) == (10, 10)
    assert (whole[-1].likes, whole[-1].dislikes) == (whole[0].likes, whole[0].dislikes)
