"""What machines are told that watch a server: whether it stores, and numbers without persons."""

import asyncio

import pytest

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionState
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.server_health import COARSEST_STEP, ServerHealth
from pulsemeter.service.watch_load import LOOKS_TO_SHED, NOBODY_JOINS_MS, SCREENS_GO_MS, LoadWatch


def health_of(world, sockets=(), screens=0):
    load = LoadWatch(world.ingest.commits, world.clock)
    health = ServerHealth(
        world.conduct, world.enrolment, world.ingest, world.keeper, load, world.clock,
        sockets=sockets, screens=lambda: screens,
    )  # fmt: skip
    return health, load


def values_of(health):
    return {
        figure.name + (f":{label}" if label else ""): value
        for figure in health.figures()
        for label, value in figure.values
    }


def test_a_server_that_keeps_up_is_ready_and_one_that_stops_is_not(world):
    health, _ = health_of(world)
    assert health.why_not_ready() == ""
    assert values_of(health)["ready"] == 1
    health.is_stopping = True
    assert health.why_not_ready() == "this server is stopping"
    assert values_of(health)["ready"] == 0


@pytest.mark.parametrize(
    ("part", "writer"), [("ingest", "commits"), ("ingest", "claims"), ("enrolment", "births")]
)
def test_a_store_that_takes_nothing_is_told_without_its_words(world, part, writer):
    health, _ = health_of(world)
    getattr(getattr(world, part), writer).trouble = "/srv/anna/reactions: the disk is full"
    assert health.why_not_ready() == "nothing can be stored at the moment"
    values = values_of(health)
    assert (values["store_trouble"], values["release_trouble"], values["ready"]) == (1, 1, 0)


def test_a_log_that_would_take_nothing_is_told_before_anybody_presses(world):
    health, _ = health_of(world)
    world.ingest.log_trouble = "nats://a:4222/panel doesn't answer"
    assert health.why_not_ready() == "nothing can be stored at the moment"
    assert values_of(health)["store_trouble"] == 1


def test_figures_that_cant_be_released_are_told_apart(world):
    health, _ = health_of(world)
    world.keeper.figures_wait = "the book is locked"
    assert health.why_not_ready() == "figures wait for the store"
    values = values_of(health)
    assert (values["store_trouble"], values["release_trouble"]) == (0, 1)


def test_only_a_server_that_lets_nobody_join_is_not_ready_for_its_load(world):
    health, load = health_of(world)
    for behind_ms, burden, is_ready in ((SCREENS_GO_MS, 1, True), (NOBODY_JOINS_MS, 2, False)):
        for _ in range(LOOKS_TO_SHED):
            load.look(behind_ms)
        values = values_of(health)
        assert values["burden"] == burden
        assert values["behind_seconds"] == behind_ms / 1_000
        assert (health.why_not_ready() == "") is is_ready


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 1_203])
def test_sockets_are_counted_in_the_coarsest_steps_of_the_screens(world, count):
    health, _ = health_of(world, sockets=range(count), screens=4)
    values = values_of(health)
    assert COARSEST_STEP == 3
    assert values["sockets"] % COARSEST_STEP == 0
    assert abs(values["sockets"] - count) <= COARSEST_STEP / 2
    assert values["screens"] == 4


def test_records_and_commits_are_counted_once_they_are_durable(world, make_study):
    async def story():
        async with world.running():
            health, _ = health_of(world)
            code = await world.session(make_study())
            north, south = await world.sit_all(code, [{"region": "north"}, {"region": "south"}])
            await world.go(code, SessionState.RUNNING)
            before, stored = values_of(health), world.ingest.records_stored
            assert before["sessions:running"] == 1
            assert before["sessions:open"] == 0
            await world.hello(north, 1)
            press = Incoming(1, RecordKind.PRESS, 0, 0, 100, 0)
            taking = world.sent(north, 1, press)
            assert values_of(health)["frames_waiting"] == 1
            await world.done(taking)
            await world.send(north, 1, press)  # a repetition is no record
            await world.press(south, 0)
            after = values_of(health)
            assert world.ingest.records_stored - stored == 2
            assert after["records_total"] == 0, "two presses are nobody's business"
            assert after["commits_total"] - before["commits_total"] == 2
            assert after["frames_waiting"] == 0
            assert after["up_seconds"] > before["up_seconds"] >= 0

    asyncio.run(story())


def test_the_lag_of_the_tally_has_an_age(world, make_study):
    async def story():
        async with world.running():
            health, _ = health_of(world)
            code = await world.session(make_study())
            seat = await world.sit(code, region="north")
            await world.go(code, SessionState.RUNNING)
            await world.keeper.tick()
            assert values_of(health)["tally_lag_seconds"] == 0
            await world.press(seat, 0)
            world.clock.now_ms += 12_000
            assert values_of(health)["tally_lag_seconds"] == 12
            await world.keeper.tick()
            assert values_of(health)["tally_lag_seconds"] == 0

    asyncio.run(story())


@pytest.mark.parametrize(("stored", "told"), [(0, 0), (99, 0), (100, 100), (12_345, 12_300)])
def test_records_are_told_in_whole_hundreds(world, stored, told):
    health, _ = health_of(world)
    world.ingest.records_stored = stored
    assert values_of(health)["records_total"] == told


def test_nothing_tells_of_a_session_a_person_or_a_direction(world, make_study):
    async def story():
        async with world.running():
            health, _ = health_of(world)
            code = await world.session(make_study())
            await world.sit(code, region="north")
            labels = {label for figure in health.figures() for label, _ in figure.values}
            assert labels == {"", *(state.value for state in SessionState)}

    asyncio.run(story())
