"""Every instrument from the page's frame to the analysis: admitted, stored, folded, read right."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.analysis.matrix import read_matrix
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN
from pulsemeter.domain.reaction import RecordKind, Refusal
from pulsemeter.domain.session import SessionKind
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.reaction_table import reaction_table
from pulsemeter.service.run_analysis import analyse_session

PRESS, UNDO, PRESENCE, PAUSE = (
    RecordKind.PRESS, RecordKind.UNDO, RecordKind.PRESENCE, RecordKind.PAUSE,
)  # fmt: skip
KINDS = InstrumentKind
PER_TARGET = Instrument(KINDS.TWO_BUTTONS_PER_TARGET, targets=("Anna Berg", "Ole Dahl"))
SLIDER = Instrument(KINDS.SLIDER, start=-20)

# What a page sends (kind, target, choice, time), what stands in the log's cells by target, and
# what the analysis reads; the speech has three intervals of 5 s.
WAYS = {
    "two buttons": (
        Instrument(),
        [(PRESS, 0, 100, 1_000), (PRESS, 0, -100, 2_000), (PRESENCE, 0, SKIPPED, 9_999)],
        {"speech": [-100, SKIPPED, UNKNOWN]},
        {"speech": [-100, SKIPPED, UNKNOWN]},
    ),
    "per target": (
        PER_TARGET,
        [
            (PRESS, 1, -100, 1_000),
            (PRESS, 0, 100, 6_000),
            (PRESS, 1, 100, 7_000),
            (UNDO, 0, 0, 8_000),
            (PRESENCE, 0, AWAY, 14_999),
        ],
        {"anna_berg": [SKIPPED, SKIPPED, AWAY], "ole_dahl": [-100, 100, AWAY]},
        {"anna_berg": [SKIPPED, SKIPPED, AWAY], "ole_dahl": [-100, 100, AWAY]},
    ),
    "four steps": (
        Instrument(KINDS.FOUR_STEPS),
        [(PRESS, 0, 50, 1_000), (PRESS, 0, -100, 6_000), (PRESS, 0, -50, 7_000)],
        {"speech": [50, -50, UNKNOWN]},
        {"speech": [50, -50, SKIPPED]},  # without presence records whoever pressed was there
    ),
    "slider": (
        SLIDER,
        [
            (PRESENCE, 0, SKIPPED, 4_999),
            (PRESS, 0, 37, 6_000),
            (PRESS, 0, 0, 7_000),
            (PRESENCE, 0, SKIPPED, 14_999),
        ],
        {"speech": [SKIPPED, 0, SKIPPED]},
        {"speech": [-20, 0, 0]},  # latched when read, from the start value
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_pressed_arrives_and_is_read_right(world, make_study, way):
    instrument, sent, in_cells, read = WAYS[way]
    study = replace(make_study(), stimuli=make_study().stimuli, instrument=instrument)
    study = replace(study, stimuli=(replace(study.stimuli[0], duration_ms=15_000),))

    async def story():
        async with world.running():
            code = await world.session(study, SessionKind.ON_DEMAND)
            seat = await world.sit(code, region="north")
            await world.hello(seat, 7)
            frame = [
                Incoming(number, kind, 0, target, choice, clock_ms)
                for number, (kind, target, choice, clock_ms) in enumerate(sent, start=1)
            ]
            answer = await world.send(seat, 7, *frame)
            assert answer.refused == ()
            whole = await analyse_session(world.stores.log, code, study)
            return seat, whole

    seat, whole = asyncio.run(story())
    row = whole.tally.row_of[seat.id]
    for target, (name, codes) in enumerate(in_cells.items()):
        assert whole.tally.cells[0, target].codes[:, row].tolist() == codes, name
    settings = AnalysisSettings(
        instrument=instrument.analysis_name, start=instrument.start, duration_ms=15_000
    )
    matrix = read_matrix(reaction_table(whole.records, instrument), settings)
    assert matrix.participants == (str(seat.id),)
    assert {name: matrix.codes[name][0].tolist() for name in matrix.targets} == read


@pytest.mark.parametrize(
    ("instrument", "target", "choice", "refusal"),
    [
        (Instrument(), 0, 50, Refusal.IMPOSSIBLE_CHOICE),
        (Instrument(), 1, 100, Refusal.UNKNOWN_TARGET),
        (PER_TARGET, 2, 100, Refusal.UNKNOWN_TARGET),
        (Instrument(KINDS.FOUR_STEPS), 0, 0, Refusal.IMPOSSIBLE_CHOICE),
        (Instrument(KINDS.FOUR_STEPS), 0, 75, Refusal.IMPOSSIBLE_CHOICE),
        (SLIDER, 0, 101, Refusal.IMPOSSIBLE_CHOICE),
        (SLIDER, 1, 20, Refusal.UNKNOWN_TARGET),
    ],
)
def test_what_the_instrument_cannot_give_is_refused(
    world, make_study, instrument, target, choice, refusal
):
    async def story():
        async with world.running():
            code = await world.session(
                replace(make_study(), instrument=instrument), SessionKind.ON_DEMAND
            )
            seat = await world.sit(code, region="north")
            await world.hello(seat, 7)
            answer = await world.send(seat, 7, Incoming(1, PRESS, 0, target, choice, 1_000))
            assert answer.refused == ((1, refusal),)

    asyncio.run(story())


def test_pauses_other_stimuli_and_refused_records_are_no_rows(world, make_study):
    study = make_study()
    second = replace(study.stimuli[0], id="second")
    study = replace(study, stimuli=(study.stimuli[0], second))

    async def story():
        async with world.running():
            code = await world.session(study, SessionKind.ON_DEMAND)
            seat = await world.sit(code, region="north")
            await world.hello(seat, 7)
            await world.send(
                seat,
                7,
                Incoming(1, PAUSE, 0, 0, 0, 900),
                Incoming(2, PRESS, 0, 0, 99, 1_000),
                Incoming(3, PRESS, 1, 0, 100, 1_000),
                Incoming(4, UNDO, 0, 0, 0, 1_200),
            )
            return await analyse_session(world.stores.log, code, study)

    whole = asyncio.run(story())
    table = reaction_table(whole.records, study.instrument)
    assert table.select("kind", "choice", "target", "instrument").rows() == [
        ("undo", None, "speech", "two_buttons")
    ]
    second = reaction_table(whole.records, study.instrument, 1)
    assert second.select("choice", "like_side").rows() == [(100, None)]
    sides = {int(whole.records["seat"][0]): False}
    told = reaction_table(whole.records, study.instrument, 1, sides)
    assert told["like_side"].to_list() == ["right"]
