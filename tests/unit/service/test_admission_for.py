import asyncio
from dataclasses import replace

from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.session import SessionKind
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.admission_for import admission_for


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
            place = world.conduct.place(code)
            return [admission_for(place, replace(seat, arm=arm)) for arm in ("one", "quiet")]

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
            place = world.conduct.place(code)
            carried = replace(place, session=replace(place.session, carried_over=True))
            return place, admission_for(place, seat), admission_for(carried, seat)

    place, known, unknown = asyncio.run(run())
    assert known.clock_now_ms == place.session_ms
    assert unknown.clock_now_ms == max(s.duration_ms for s in place.study.stimuli)
