import asyncio
from dataclasses import replace

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.session_admission import BUFFER_MS, KEPT_MS, SessionAdmissions


def test_what_a_session_lets_in_is_kept_for_an_instant_and_no_longer(world, make_study):
    async def story():
        code = await world.session(make_study())
        clock = world.clock
        seat = Seat(7, code, SeatStep.STIMULUS)
        admissions = SessionAdmissions(world.conduct, clock)

        def now():
            return admissions.now(seat, clock.elapsed_ms())

        await world.go(code, SessionState.RUNNING)
        first = now()
        assert first.admission.state is SessionState.RUNNING
        clock.now_ms += KEPT_MS - 1
        assert now() is first
        clock.now_ms += 1
        assert now().admission.clock_now_ms == first.admission.clock_now_ms + KEPT_MS
        await world.go(code, SessionState.CLOSED)
        assert now().admission.state is SessionState.CLOSED, "a step counts at once"
        clock.now_ms += BUFFER_MS
        assert now().admission.state is SessionState.CLOSED
        clock.now_ms += 1
        assert now().admission.state is SessionState.RELEASED

    asyncio.run(story())


def test_an_arm_may_send_what_it_is_shown_and_a_control_nothing(world, make_study):
    study = replace(
        make_study(),
        stimuli=(Stimulus("a", "A", 20_000), Stimulus("b", "B", 30_000)),
        arms=(
            Arm("one", "One", stimuli=("a",)),
            Arm("quiet", "Quiet", stimuli=("b",), presses=False),
        ),
    )

    async def run():
        async with world.running():
            code = await world.session(study, SessionKind.ON_DEMAND)
            seat = await world.sit(code, region="north")
            return [
                SessionAdmissions(world.conduct, world.clock)
                .now(replace(seat, arm=arm), 0)
                .admission
                for arm in ("one", "quiet")
            ]

    one, quiet = asyncio.run(run())
    assert one.durations_ms == (20_000, 0)
    assert one.choices == {-100, 100}
    assert quiet.durations_ms == (0, 30_000)
    assert quiet.choices == frozenset()


def test_nothing_is_ahead_of_a_clock_that_may_be_behind(world, make_study):
    async def run():
        async with world.running():
            code = await world.session(make_study())
            seat = await world.sit(code, region="north")
            await world.go(code, SessionState.RUNNING)
            place = world.conduct.place(code)
            known = SessionAdmissions(world.conduct, world.clock).now(seat, 0).admission
            await world.conduct.carry_over(code, 5_000)
            unknown = SessionAdmissions(world.conduct, world.clock).now(seat, 0).admission
            return place, known, unknown

    place, known, unknown = asyncio.run(run())
    assert known.clock_now_ms == place.session_ms
    assert unknown.clock_now_ms == max(s.duration_ms for s in place.study.stimuli)
