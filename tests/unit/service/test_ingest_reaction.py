import asyncio
from dataclasses import replace

import numpy as np
import pytest

from pulsemeter.domain.instrument import InstrumentKind
from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.presence import SKIPPED
from pulsemeter.domain.reaction import RecordKind, Refusal
from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.ingest_reaction import Incoming, Superseded, WriterUnknown
from pulsemeter.service.ports import StoreError
from pulsemeter.service.run_analysis import read_records
from pulsemeter.service.session_admission import BUFFER_MS

WRITER = 77


def press(sequence, at_ms=1_000, choice=100, stimulus=0, target=0):
    return Incoming(sequence, RecordKind.PRESS, stimulus, target, choice, at_ms)


class HeldLog:
    """A log in front of another one; its appends wait, or fail, as the test says."""

    def __init__(self, inner):
        self.inner = inner
        self.open = asyncio.Event()
        self.failures = 0
        self.fails_for = ""
        self.tried = 0
        self.offered = []

    async def append(self, frame):
        self.tried += 1
        self.offered.append((frame.session, frame.gateway, frame.gateway_sequence))
        await self.open.wait()
        if self.failures and (not self.fails_for or frame.session == self.fails_for):
            self.failures -= 1
            raise StoreError("the disk is full; make room")
        return await self.inner.append(frame)

    async def read(self, session, after=0, limit=1_000):
        return await self.inner.read(session, after, limit)

    async def redact(self, session, seat):
        return await self.inner.redact(session, seat)


def with_log(world):
    log = HeldLog(world.stores.log)
    world.ingest._log = log
    return log


async def seated(world, study, state=SessionState.RUNNING):
    code = await world.session(study)
    seat = await world.sit(code, region="north")
    if state is SessionState.RUNNING:
        await world.go(code, state)
    await world.hello(seat, WRITER)
    world.clock.now_ms += 20_000
    return code, seat


def run(world, study, story, **options):
    async def whole():
        async with world.running():
            code, seat = await seated(world, study, **options)
            await story(code, seat)

    asyncio.run(whole())


def stored(world, code):
    async def read():
        return (await read_records(world.stores.log, code))[0]

    return read()


def test_nothing_is_acknowledged_before_it_is_durable(world, make_study):
    async def story(code, seat):
        log = with_log(world)
        answer = world.sent(seat, WRITER, press(1))
        await world.clock.advance(60_000)
        assert log.tried == 1
        assert not answer.done()
        log.open.set()
        acknowledged = await world.done(answer)
        assert acknowledged.upto == 1
        assert (await stored(world, code))["sequence"].tolist() == [1]

    run(world, make_study(), story)


def test_a_repetition_waits_for_the_first_copy_too(world, make_study):
    async def story(code, seat):
        log = with_log(world)
        first, again = (world.sent(seat, WRITER, press(1)) for _ in range(2))
        await world.clock.advance(5_000)
        assert not first.done()
        assert not again.done()
        log.open.set()
        assert (await world.done(first)).upto == (await world.done(again)).upto == 1
        assert len(await stored(world, code)) == 1

    run(world, make_study(), story)


def test_a_failing_append_is_tried_again_and_nothing_acknowledged_until_it_works(world, make_study):
    async def story(code, seat):
        log = with_log(world)
        log.open.set()
        log.failures = 3
        answer = world.sent(seat, WRITER, press(1), press(2))
        await world.clock.advance(500)
        assert log.tried == 1
        assert not answer.done()
        assert "disk is full" in world.ingest.commits.trouble
        await world.clock.advance(2_000)
        assert not answer.done()
        assert (await world.done(answer)).upto == 2
        assert world.ingest.commits.trouble == ""
        assert sorted((await stored(world, code))["sequence"].tolist()) == [1, 2]
        # Each try under the same number: a log whose answer was lost knows the frame again.
        await world.done(world.sent(seat, WRITER, press(3)))
        (*tries, other) = log.offered
        assert len(tries) == 4
        assert len({*tries}) == 1
        assert other not in tries

    run(world, make_study(), story)


def test_a_failure_of_one_sessions_frame_does_not_write_anothers_twice(world, make_study):
    async def story(code, seat):
        other = await world.session(make_study(name="other"))
        neighbour = await world.sit(other, region="south")
        await world.go(other, SessionState.RUNNING)
        await world.hello(neighbour, WRITER)
        world.clock.now_ms += 10_000
        log = with_log(world)
        log.open.set()
        log.fails_for, log.failures = other, 2
        answers = [world.sent(seat, WRITER, press(1)), world.sent(neighbour, WRITER, press(1))]
        for answer in answers:
            assert (await world.done(answer)).upto == 1
        assert len(await stored(world, code)) == 1
        assert len(await stored(world, other)) == 1

    run(world, make_study(), story)


def test_a_gap_holds_the_acknowledgement_back(world, make_study):
    async def story(code, seat):
        assert (await world.send(seat, WRITER, press(3), press(1))).upto == 1
        assert (await world.send(seat, WRITER, press(2))).upto == 3

    run(world, make_study(), story)


def test_the_same_key_with_other_content_is_refused_and_the_first_stands(world, make_study):
    async def story(code, seat):
        await world.send(seat, WRITER, press(1, choice=100))
        answer = await world.send(seat, WRITER, press(1, choice=-100), press(2))
        assert answer.refused == ((1, Refusal.OTHER_CONTENT),)
        assert answer.upto == 2
        records = await stored(world, code)
        assert records["choice"][records["sequence"] == 1].tolist() == [100]

    run(world, make_study(), story)


def test_what_is_refused_keeps_the_sequence_contiguous_and_leaves_no_content(world, make_study):
    async def story(code, seat):
        answer = await world.send(
            seat,
            WRITER,
            press(1),
            press(2, at_ms=29_999),
            press(3, choice=50),
            press(4, stimulus=1),
            press(5, at_ms=9_000),
        )
        assert answer.upto == 5
        assert answer.refused == (
            (2, Refusal.AHEAD_OF_CLOCK),
            (3, Refusal.IMPOSSIBLE_CHOICE),
            (4, Refusal.UNKNOWN_STIMULUS),
        )
        records = await stored(world, code)
        refused = records[records["kind"] == RecordKind.REFUSED]
        assert sorted(refused["sequence"].tolist()) == [2, 3, 4]
        assert refused["clock_ms"].tolist() == [0, 0, 0]
        again = await world.send(seat, WRITER, press(3, choice=50))
        assert again.upto == 5
        assert len(await stored(world, code)) == 5

    run(world, make_study(), story)


def test_a_restart_knows_what_is_durable_of_each_writer(world, make_study):
    async def whole():
        async with world.running():
            code, seat = await seated(world, make_study())
            await world.send(seat, WRITER, press(1), press(2, choice=7), press(4))
        again = world.restart()
        async with again.running():
            back = again.enrolment.seat(seat.id)
            assert (await again.hello(back, WRITER)).upto == 2
            answer = await again.send(
                back, WRITER, press(1), press(2, choice=7), press(3), press(4)
            )
            assert answer.upto == 4
            assert answer.refused == ()
            other = await again.send(back, WRITER, press(1, choice=-100))
            assert other.refused == ((1, Refusal.OTHER_CONTENT),)
            assert len(await stored(again, code)) == 4

    asyncio.run(whole())


def test_frames_are_shuffled_inside_a_commit_by_the_chance_that_was_given(world, make_study):
    async def story(code, seat):
        await world.send(seat, WRITER, *(press(n, at_ms=n) for n in range(1, 21)))
        order = (await stored(world, code))["sequence"].tolist()
        assert sorted(order) == list(range(1, 21))
        assert order != sorted(order)

    run(world, make_study(), story)


def test_a_superseded_writer_still_delivers_and_ranks_lower(world, make_study):
    async def story(code, seat):
        await world.hello(seat, 88)
        await world.send(seat, 88, press(1, at_ms=2_000))
        assert (await world.send(seat, WRITER, press(1, at_ms=2_000, choice=-100))).upto == 1
        records = await stored(world, code)
        ranks = dict(zip(records["writer"].tolist(), records["writer_rank"].tolist(), strict=True))
        assert ranks == {WRITER: 1, 88: 2}
        room = await world.keeper.room(code)
        await room.follower.catch_up()
        row = room.follower.tally.row_of[seat.id]
        assert room.follower.tally.cells[0, 0].codes[0, row] == 100

    run(world, make_study(), story)


def test_a_superseded_writer_does_not_get_the_seat_back_by_itself(world, make_study):
    async def story(code, seat):
        await world.hello(seat, 88)
        for services in (world, world.restart()):
            await services.conduct.refresh()
            await services.keeper.room(code)
            with pytest.raises(Superseded):
                await services.hello(seat, WRITER)
            assert (await services.hello(seat, 88)).upto == 0, "who holds it comes and goes"
        assert (await world.hello(seat, 99)).writer == 99, "another page load may have it"

    run(world, make_study(), story)


def test_a_writer_that_never_took_the_seat_is_unknown(world, make_study):
    async def story(code, seat):
        with pytest.raises(WriterUnknown):
            world.sent(seat, 4_711, press(1))

    run(world, make_study(), story)


def test_without_consent_nothing_is_taken(world, make_study):
    async def whole():
        async with world.running():
            code = await world.session(make_study())
            redeemed = await world.done(world.enrolment.redeem(code, "", "k" * 24))
            await world.go(code, SessionState.RUNNING)
            await world.hello(redeemed.seat, WRITER)
            answer = await world.send(redeemed.seat, WRITER, press(1))
            assert answer.refused == ((1, Refusal.NOT_CONSENTED),)
            assert not np.any((await stored(world, code))["kind"] == RecordKind.PRESS)

    asyncio.run(whole())


def test_a_live_session_that_has_not_started_takes_nothing(world, make_study):
    async def story(code, seat):
        answer = await world.send(seat, WRITER, press(1))
        assert answer.refused == ((1, Refusal.NOT_RUNNING),)

    run(world, make_study(), story, state=SessionState.OPEN)


def test_a_closed_session_takes_what_phones_kept_for_a_day_and_no_longer(world, make_study):
    async def story(code, seat):
        await world.go(code, SessionState.CLOSED)
        world.clock.now_ms += BUFFER_MS - 60_000
        assert (await world.send(seat, WRITER, press(1))).refused == ()
        world.clock.now_ms += 120_000
        assert (await world.send(seat, WRITER, press(2))).refused == ((2, Refusal.NOT_RUNNING),)

    run(world, make_study(), story)


def test_a_press_that_waited_for_the_disk_is_not_written_after_its_seat_withdrew(world, make_study):
    async def story(code, seat):
        waiting = world.sent(seat, WRITER, press(1))
        await world.enrolment.withdraw(seat)
        await world.done(waiting)
        assert len(await stored(world, code)) == 0
        late = await world.send(seat, WRITER, press(2))
        assert late.upto == 2
        assert late.refused == ((2, Refusal.NOT_CONSENTED),)
        assert len(await stored(world, code)) == 0

    run(world, make_study(), story)


@pytest.mark.parametrize("goes", ["who withdraws", "all persons"])
def test_nothing_is_written_of_who_goes_while_another_session_is_written(world, make_study, goes):
    async def story(code, seat):
        other, gone = await seated(world, make_study(name="elsewhere"))
        log = with_log(world)
        sent = [world.sent(seat, WRITER, press(1)), world.sent(gone, WRITER, press(1))]
        await world.clock.advance(1_000)
        assert log.tried == 1, "the first session's frame is on its way to the disk"
        if goes == "who withdraws":
            await world.enrolment.withdraw(gone)
        else:
            world.enrolment.unload(other)
        log.open.set()
        for answer in sent:
            await world.done(answer)
        assert len(await stored(world, code)) == 1
        assert len(await stored(world, other)) == 0
        assert (await world.send(seat, WRITER, press(2))).upto == 2, "the log is written on"

    run(world, make_study(), story)


def test_a_sequence_far_ahead_is_not_kept_in_mind(world, make_study):
    async def story(code, seat):
        answer = await world.send(seat, WRITER, press(900_000))
        assert answer.upto == 0
        assert len(await stored(world, code)) == 0

    run(world, make_study(), story)


def test_who_was_heard_lately_is_there(world, make_study):
    async def story(code, seat):
        world.ingest.hear(seat)
        assert world.ingest.active() == {seat.id}
        world.clock.now_ms += 16_000
        assert world.ingest.active() == set()

    run(world, make_study(), story)


def test_a_seat_is_not_taken_by_more_pages_than_a_person_could_load(world, make_study, monkeypatch):
    monkeypatch.setattr("pulsemeter.service.ingest_reaction.WRITERS_MAX", 3)

    async def story(code, seat):
        for writer in (1, 2):
            await world.hello(seat, writer)
        with pytest.raises(WriterUnknown, match="too many pages"):
            await world.hello(seat, 3)
        assert (await world.hello(seat, 2)).writer == 2

    run(world, make_study(), story)


def test_a_seat_sends_only_what_its_arm_has(make_world, make_study):
    world = make_world()
    stimuli = (Stimulus("talk", "A talk", 30_000), Stimulus("other", "Other", 30_000))
    steps = replace(make_study().instrument, kind=InstrumentKind.FOUR_STEPS)
    arms = (
        Arm("one", "One", stimuli=("other",), instrument=steps),
        Arm("control", "Control", presses=False),
    )

    async def story():
        async with world.running():
            study = make_study(stimuli=stimuli, arms=arms)
            code = await world.session(study, SessionKind.ON_DEMAND)
            seats = {s.arm: s for s in await world.sit_all(code, [{"region": "north"}] * 2)}
            one, control = seats["one"], seats["control"]
            for seat in (one, control):
                await world.hello(seat, WRITER)
            done = await world.send(
                one, WRITER, press(1, choice=50, stimulus=1), press(2, choice=50, stimulus=0),
                press(3, choice=30, stimulus=1),
            )  # fmt: skip
            assert dict(done.refused) == {
                2: Refusal.OUTSIDE_STIMULUS,
                3: Refusal.IMPOSSIBLE_CHOICE,
            }
            watches = Incoming(2, RecordKind.PRESENCE, 0, 0, SKIPPED, 1_000)
            done = await world.send(control, WRITER, press(1), watches)
            assert dict(done.refused) == {1: Refusal.IMPOSSIBLE_CHOICE}
            assert done.upto == 2

    asyncio.run(story())


def test_own_screens_tap_at_cues_and_react_as_long_as_they_are_late(make_world, make_study):
    async def story(world):
        async with world.running():
            code = await world.session(make_study(cues=("Now.",)), shown=ShownIn.OWN_SCREEN)
            seat = await world.sit(code, region="north")
            await world.go(code, SessionState.RUNNING)
            await world.hello(seat, WRITER)
            await world.conduct.ask_cue(code, "Now.", 0)
            world.clock.now_ms += 130_000
            done = await world.send(
                seat,
                WRITER,
                Incoming(1, RecordKind.TAP, 0, 1, 0, 2_000),
                Incoming(2, RecordKind.TAP, 0, 2, 0, 2_000),
                press(3, 119_999),
                press(4, 120_000),
            )
            assert done.upto == 4
            assert done.refused == ((2, Refusal.UNKNOWN_CUE), (4, Refusal.OUTSIDE_STIMULUS))
            records, _ = await read_records(world.stores.log, code)
            taps = records[records["kind"] == RecordKind.TAP]
            assert taps[["target", "clock_ms"]].tolist() == [(1, 2_000)]

    asyncio.run(story(make_world()))


def test_where_traffic_is_even_an_answer_waits_for_the_disk_whatever_it_answers(world, make_study):
    """Nothing new, a repetition and a refusal are answered no sooner than a press."""
    log = with_log(world)

    async def story(code, seat):
        log.open.clear()
        for number, frame in enumerate(([press(1)], [], [press(1)], [press(2, at_ms=10**6)])):
            answer = world.sent(seat, WRITER, *frame)
            await world.clock.advance(1_000)
            assert log.tried == number + 1
            assert not answer.done()
            log.open.set()
            assert (await world.done(answer)).upto == (2 if number == 3 else 1)
            log.open.clear()
        assert len(await stored(world, code)) == 2

    run(world, make_study("sealed"), story)


def test_elsewhere_nothing_is_written_for_a_frame_with_nothing_new(world, make_study):
    log = with_log(world)
    log.open.set()

    async def story(code, seat):
        await world.send(seat, WRITER, press(1))
        assert (await world.send(seat, WRITER, press(1))).upto == 1
        assert log.tried == 1

    run(world, make_study("standard"), story)


def test_a_log_with_empty_frames_is_restored_as_one_without(make_world, make_study):
    world = make_world()

    async def story():
        async with world.running():
            code, seat = await seated(world, make_study("sealed"))
            await world.send(seat, WRITER)
            again = world.restart()
            async with again.running():
                assert (await again.hello(seat, WRITER)).upto == 0
                await again.send(seat, WRITER, press(1))
                await again.send(seat, WRITER)
            last = again.restart()
            async with last.running():
                assert (await last.hello(seat, WRITER)).upto == 1
            assert len(await stored(world, code)) == 1

    asyncio.run(story())


def test_a_log_of_those_who_all_withdrew_is_restored(make_world, make_study):
    world = make_world()

    async def story():
        async with world.running():
            code, seat = await seated(world, make_study())
            await world.send(seat, WRITER, press(1))
            await world.done(world.enrolment.withdraw(seat))
            again = world.restart()
            async with again.running():
                other = await again.sit(code, region="north")
                assert (await again.hello(other, WRITER)).upto == 0

    asyncio.run(story())


def test_a_page_may_go_on_at_another_server_and_come_back(make_world, make_study):
    one = make_world()
    other = one.restart()
    one.enrolment.is_shared = other.enrolment.is_shared = True

    async def story():
        async with one.running():
            code, seat = await seated(one, make_study())
            async with other.running():
                assert (await one.send(seat, WRITER, press(1), press(2))).upto == 2
                assert (await other.hello(seat, WRITER)).upto == 2
                assert (await other.send(seat, WRITER, press(2), press(3))).upto == 3
                assert (await one.hello(seat, WRITER)).upto == 3
                again = await one.send(seat, WRITER, press(3, choice=-100), press(4))
                assert again.upto == 4
                assert again.refused == ((3, Refusal.OTHER_CONTENT),)
                records = (await read_records(one.stores.log, code))[0]
                assert sorted(records["sequence"].tolist()) == [1, 2, 3, 4]

    asyncio.run(story())


def test_flushing_waits_for_what_was_taken(world, make_study):
    async def story(code, seat):
        log = with_log(world)
        answer = world.sent(seat, WRITER, press(1))
        flushed = asyncio.ensure_future(world.ingest.flush(code))
        await world.clock.advance(500)
        assert not flushed.done()
        log.open.set()
        await world.done(flushed)
        assert answer.done()
        assert log.tried == 1

    run(world, make_study(), story)
