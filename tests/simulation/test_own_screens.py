"""People at home, each seconds behind: from taps their reactions find back to the words.

A simulated panel (nobody was asked) reacts at known moments of the stimulus. What the phones saw
is the session's clock; only taps tell how late each screen is. Placed by them, the cells are those
of the truth; without, they are not.
"""

import asyncio
import random

import numpy as np
import pytest

from pulsemeter.domain.presence import UNKNOWN
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.domain.study import Stimulus
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.run_analysis import analyse_session
from pulsemeter.tally.session_tally import SessionTally

DURATION_MS, CADENCE_MS = 300_000, 5_000
PERSONS, CUE_TIMES_MS = 40, (20_000, 40_000, 60_000, 240_000)
TAP_ERROR_MS, MARK_ERROR_MS = 250, 700
EDGE_MS = TAP_ERROR_MS + MARK_ERROR_MS


def true_presses(chance):
    """Moments of the stimulus and choices, none so near an interval's edge that the errors of taps
    and of the moderator's mark could move it over."""
    made = []
    for interval in range(2, DURATION_MS // CADENCE_MS):
        if chance.random() < 0.3:
            inside = chance.randrange(EDGE_MS, CADENCE_MS - EDGE_MS)
            made.append((interval * CADENCE_MS + inside, chance.choice((100, -100))))
    return made


def events_of(chance, number, seat, delay_ms):
    """What one phone sends and when, by the session's clock, and the cells that are true of it."""
    presses = true_presses(chance)
    events = [(at + delay_ms, RecordKind.PRESS, 0, choice) for at, choice in presses]
    events += [
        (at + delay_ms + chance.randrange(-TAP_ERROR_MS, TAP_ERROR_MS), RecordKind.TAP, cue, 0)
        for cue, at in enumerate(CUE_TIMES_MS, start=1)
    ]
    truth = np.full(DURATION_MS // CADENCE_MS, UNKNOWN, dtype=np.int8)
    for at, choice in presses:
        truth[at // CADENCE_MS] = choice
    return [(at, seat, kind, target, choice) for at, kind, target, choice in events], truth


async def watch_at_home(world, study, seed):
    """A whole session; its code, the seats and the true cells of each."""
    chance = random.Random(seed)
    code = await world.session(study, SessionKind.LIVE, (), ShownIn.OWN_SCREEN)
    seats = await world.sit_all(code, [{"region": "north"}, {"region": "south"}] * (PERSONS // 2))
    await world.go(code, SessionState.RUNNING)
    events, truth = [], {}
    for number, seat in enumerate(seats):
        await world.hello(seat, 1)
        made, truth[seat.id] = events_of(chance, number, seat, chance.randrange(2_000, 60_000))
        events += made
    events += [(at, None, None, cue, 0) for cue, at in enumerate(CUE_TIMES_MS, start=1)]
    sequence = dict.fromkeys(truth, 0)
    start_ms = world.clock.now_ms
    for at, seat, kind, target, choice in sorted(events, key=lambda event: event[0]):
        world.clock.now_ms = max(world.clock.now_ms, start_ms + at)
        if seat is None:
            await world.conduct.ask_cue(code, "Now.", 0)
            marked = await world.conduct.mark_cue(code)
            assert 0 <= marked.cues[-1].marked_ms - at <= MARK_ERROR_MS
            await world.keeper.tick()
            continue
        sequence[seat.id] += 1
        record = Incoming(sequence[seat.id], kind, 0, target, choice, at)
        done = await world.send(seat, 1, record)
        assert not done.refused
    world.clock.now_ms += 90_000
    await world.keeper.tick()
    return code, truth


async def newest_figures(stores, code):
    """The newest figures of each interval that left."""
    state = await stores.releases.state(code)
    return {r.interval: r.figures for r in state.releases if isinstance(r, IntervalRelease)}


def differing(tally: SessionTally, truth) -> int:
    """In how many cells a tally says something else than what was true."""
    cells = tally.cells[0, 0].codes
    return sum(int((cells[:, tally.row_of[seat]] != codes).sum()) for seat, codes in truth.items())


@pytest.mark.parametrize("seed", range(3))
def test_reactions_find_back_to_the_words(make_world, make_study, seed):
    study = make_study(stimuli=(Stimulus("talk", "A talk", DURATION_MS),), cues=("Now.",))

    async def story(world):
        async with world.running():
            code, truth = await watch_at_home(world, study, seed)
            live = world.keeper.rooms[code].follower.tally
            cues = world.conduct.place(code).session.cues
            whole = await analyse_session(world.stores.log, code, study, cues)
            naive = await analyse_session(world.stores.log, code, study)
            assert differing(whole.tally, truth) == 0
            assert differing(live, truth) == 0, "the live tally agrees with the final analysis"
            # Read by the session's clock alone, most of what was pressed lies elsewhere.
            pressed = sum(int((codes != UNKNOWN).sum()) for codes in truth.values())
            assert differing(naive.tally, truth) > pressed
            again = world.restart()
            async with again.running():
                room = again.keeper.rooms[code]
                assert differing(room.follower.tally, truth) == 0, "and so after a restart"
                assert room.follower.grace_ms() > 50_000
                before = await newest_figures(again.stores, code)
                assert before
                await again.go(code, SessionState.CLOSED)
                await again.keeper.tick()
                again.clock.now_ms += 100_000
                await again.keeper.tick()
                assert room.releaser.is_final
                after = await newest_figures(again.stores, code)
                # What they rested on can't be made again: a difference might tell of few.
                assert {name: after[name] for name in before} == before
                assert len(after) == DURATION_MS // CADENCE_MS

    asyncio.run(story(make_world(seed=seed)))
