"""A closed session whose participants wrote comments, for the tests of what becomes of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from pulsemeter.domain.session import Session, SessionState
from pulsemeter.service.answer_ports import Said

Story = Callable[[Any, Session], Awaitable[None]]


async def close_with(
    world: Any, study: Any, comments: Sequence[str], said: Sequence[Said] = (), spoken: Any = ()
) -> Session:
    """Play a session in which each of these is somebody's closing comment, up to its close."""
    code = await world.session(study, statements=spoken)
    sides = [{"region": "north" if n % 2 else "south"} for n in range(max(len(comments), 24))]
    seats = await world.sit_all(code, sides)
    await world.go(code, SessionState.RUNNING)
    await world.keeper.tick()
    world.clock.now_ms += 31_000
    for n, seat in enumerate(seats):
        await world.done(world.enrolment.watched(seat))
        comment = comments[n] if n < len(comments) else ""
        await world.done(
            world.enrolment.answer_closing(world.enrolment.seat(seat.id), "ok", comment)
        )
    await world.stores.answers.say(code, list(enumerate(said, start=1)))
    await world.go(code, SessionState.CLOSED)
    await world.keeper.tick()
    world.clock.now_ms += 3_000
    await world.keeper.tick()
    return next(p.session for p in world.conduct.places() if p.session.code == code)


def play(world: Any, study: Any, comments: Sequence[str], story: Story, **options: Any) -> None:
    """Close such a session and go on with the story."""

    async def whole() -> None:
        async with world.running():
            await story(world, await close_with(world, study, comments, **options))

    asyncio.run(whole())
