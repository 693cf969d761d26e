import asyncio

from pulsemeter.domain.session import SessionState


def test_a_room_has_no_plan_until_its_cells_are_settled(world, make_study):
    study = make_study()

    async def run():
        async with world.running():
            code = await world.session(study)
            early = await world.keeper.room(code)
            assert early.plan is None
            for _ in range(study.profile.smallest_roster):
                await world.sit(code, region="north")
            await world.go(code, SessionState.RUNNING)
            await world.keeper.tick()
            return early

    room = asyncio.run(run())
    assert room.plan is room.follower.plan
    assert room.plan is not None
