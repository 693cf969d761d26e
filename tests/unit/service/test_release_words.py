"""Words leave once, after the close, masked where the profile says so."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.service.comments import play

from pulsemeter.domain.session import Session, SessionState
from pulsemeter.release.comments import HOLD_MS, MASK
from pulsemeter.release.told_comments import CLOSING, WHY
from pulsemeter.service.answer_ports import Said
from pulsemeter.service.release_answers import NotYet, closed_session
from pulsemeter.service.release_words import release_words


async def _words(world: Any, session: Session) -> Any:
    wall_ms = world.clock.wall_ms()
    return await release_words(
        world.stores, await closed_session(world.stores, session, wall_ms), wall_ms
    )


def test_what_was_written_leaves_masked_with_what_it_answers(
    world: Any, make_study: Any, spoken: Any
) -> None:
    said = [
        Said("more", "Call 030 1234567"),
        Said(WHY, "Mr Kennedy is right, Mr Novak not", "talk", "s1", -100),
    ]
    statements = [replace(spoken[0], speaker="John Kennedy"), spoken[1]]

    async def story(world: Any, session: Session) -> None:
        release = await _words(world, session)
        assert [(c.question, c.statement, c.choice, c.text) for c in release.comments] == [
            (CLOSING, "", 0, "Good. Ask " + MASK),
            ("more", "", 0, f"Call {MASK}"),
            (WHY, "s1", -100, f"Mr Kennedy is right, Mr {MASK} not"),
        ]

    play(
        world, make_study("standard"), ["Good. Ask Anna", " "], story,
        said=said, spoken=statements,
    )  # fmt: skip


def test_they_leave_once_and_are_the_same_for_everybody(world: Any, make_study: Any) -> None:
    async def story(world: Any, session: Session) -> None:
        first = await _words(world, session)
        await world.stores.answers.say(session.code, [(9, Said("more", "later"))])
        assert await _words(world, session) == first
        assert [c.text for c in first.comments] == ["Good"]

    play(world, make_study("research"), ["Good"], story)


def test_none_leave_while_the_session_runs(world: Any, make_study: Any) -> None:
    async def story() -> None:
        async with world.running():
            code = await world.session(make_study("research"))
            await world.go(code, SessionState.RUNNING)
            with pytest.raises(NotYet, match="not closed yet"):
                await _words(world, world.conduct.place(code).session)

    asyncio.run(story())


def test_of_people_at_risk_none_leave_before_their_time_and_that_is_for_good(
    world: Any, make_study: Any
) -> None:
    study = make_study("sealed")
    study = replace(study, profile=replace(study.profile, comments=True))
    comments = [f"comment {n}" for n in range(40)]

    async def story(world: Any, session: Session) -> None:
        world.clock.now_ms += HOLD_MS
        release = await _words(world, session)
        assert len(release.comments) == 40

    play(world, study, comments, story)
