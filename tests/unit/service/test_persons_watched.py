"""What persons made of a stimulus is read off the tally and the log, in the order asked for."""

import asyncio

from tests.recorded_session import SAID, recorded_study

from pulsemeter.domain.delay import DelayCue
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN
from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.domain.session import SessionKind
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.persons_watched import exact_settings, watched_by
from pulsemeter.service.run_analysis import analyse_session, analysed
from pulsemeter.tally.frame import Frame, joined, records_of

STIMULI = (Stimulus("talk", "A talk", 15_000), Stimulus("reply", "A reply", 10_000))
SENT = (
    Incoming(1, RecordKind.PRESS, 0, 0, 100, 1_000),
    Incoming(2, RecordKind.UNDO, 0, 0, 0, 1_500),
    Incoming(3, RecordKind.PRESS, 0, 0, -100, 6_000),
    Incoming(4, RecordKind.PRESENCE, 0, 0, AWAY, 14_999),
    Incoming(5, RecordKind.PRESS, 1, 0, 100, 2_000),
)


def told(world, make_study, order=(1, 0), twice=False):
    study = recorded_study(make_study, stimuli=STIMULI)

    async def story():
        async with world.running():
            code = await world.session(study, SessionKind.ON_DEMAND, statements=SAID[:1])
            seats = [await world.sit(code, region="north", age="old") for _ in range(2)]
            await world.hello(seats[0], 7)
            await world.send(seats[0], 7, *SENT)
            if twice:
                frames = [f for _, f in await world.stores.log.read(code)]
                again = Frame(code, 9, 1, joined([f.records for f in frames]))
                await world.stores.log.append(again)
            whole = await analyse_session(world.stores.log, code, study)
            wording = await world.stores.studies.wording_of_session(code)
            return watched_by(study, whole, [seats[k] for k in order], wording)

    return asyncio.run(story())


def test_rows_are_in_the_order_of_the_seats(world, make_study):
    (talk, classes), (reply, _) = told(world, make_study)
    codes = talk.codes["speech"]
    assert codes.tolist() == [[UNKNOWN] * 3, [SKIPPED, -100, AWAY]]
    assert classes["speech"].tolist() == [-128, -1]
    assert talk.matrix.offset_ms["speech"][1, 1] == 1_000
    assert reply.codes["speech"].tolist() == [[UNKNOWN] * 2, [100, UNKNOWN]]


def test_another_order_of_seats_is_another_order_of_rows(world, make_study):
    (talk, _), _ = told(world, make_study, order=(0, 1))
    assert talk.codes["speech"].tolist() == [[SKIPPED, -100, AWAY], [UNKNOWN] * 3]
    assert set(talk.reactions["row"]) == {0}


def test_reactions_are_numbered_and_undone_ones_do_not_count_freely(world, make_study):
    (talk, _), (reply, _) = told(world, make_study)
    rows = talk.reactions.select("row", "number", "stimulus_ms", "choice", "undo").rows()
    assert rows == [(1, 1, 1_000, 100, False), (1, 2, 1_500, 0, True), (1, 3, 6_000, -100, False)]
    assert talk.matrix.presses["speech"].stimulus_ms.tolist() == [6_000]
    assert reply.reactions["stimulus_ms"].to_list() == [2_000]


def test_a_record_that_stands_twice_in_the_log_counts_once(world, make_study):
    (talk, _), _ = told(world, make_study, twice=True)
    assert len(talk.reactions) == 3
    assert talk.reactions["number"].to_list() == [1, 2, 3]


def test_statements_are_judged_with_their_lag(world, make_study):
    (talk, _), (reply, _) = told(world, make_study)
    assert talk.statements["statement"].to_list() == ["s1"]
    assert talk.classes["speech"].tolist() == [[-128], [-1]]
    assert talk.scores["speech"][1].tolist() == [-1.0]
    assert len(reply.statements) == 0


def test_settings_are_those_of_the_log(make_study):
    settings = exact_settings(recorded_study(make_study, stimuli=STIMULI), 1)
    assert (settings.duration_ms, settings.presence_known) == (10_000, True)
    assert settings.instrument == "two_buttons"


def test_on_own_screens_times_are_those_of_the_stimulus(make_study):
    """A delay of two seconds is taken off; who has never tapped is absent, without reactions."""
    study = recorded_study(make_study, stimuli=STIMULI[:1])
    cues = [DelayCue(n, "Now", marked_ms=1_000 * n) for n in (1, 2, 3)]
    taps = [Record(7, 7, 1, n, RecordKind.TAP, 0, n, 0, 1_000 * n + 2_000, 0) for n in (1, 2, 3)]
    rows = [
        *taps,
        Record(7, 7, 1, 4, RecordKind.PRESS, 0, 0, 100, 8_500, 0),
        Record(9, 9, 1, 1, RecordKind.PRESS, 0, 0, -100, 8_500, 0),
    ]
    whole = analysed(records_of(rows), 1, study, cues)
    seats = [Seat(seat, "CODE", SeatStep.THANKS, 1) for seat in (9, 7)]
    ((talk, _),) = watched_by(study, whole, seats, None)
    assert talk.codes["speech"].tolist() == [[UNKNOWN] * 3, [UNKNOWN, 100, UNKNOWN]]
    assert talk.reactions.select("row", "stimulus_ms").rows() == [(1, 6_500)]
    assert len(talk.statements) == 0
