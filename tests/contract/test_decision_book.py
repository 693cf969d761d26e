"""What every book of decisions must do."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from pulsemeter.domain.decision import (
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionState,
)
from pulsemeter.domain.staff import Role
from pulsemeter.service.ports import StoreError, Stores

ADA, BEN = Author("id-ada", "Ada", Role.MODERATOR), Author("id-ben", "Ben – “B”", Role.EDITOR)
PROPOSED = DecisionEntry(DecisionState.PROPOSED, ADA, 1_700_000_000_000, "größer\nals gedacht")
TAKEN = DecisionEntry(DecisionState.TAKEN, BEN, 1_700_000_001_000)
DONE = DecisionEntry(
    DecisionState.DONE,
    BEN,
    1_700_000_002_000,
    "ran at six",
    "https://north.example/1",
    1_700_000_000_500,
)
FIRST = Decision(
    "d2", "moon", "KENNEDY", "s1", 2, "region:north", DecisionKind.FEATURE, (PROPOSED,), "Nörd"
)
SECOND = Decision(
    "d1", "moon", "KENNEDY", "s1", 2, "all", DecisionKind.WATCH, (PROPOSED, TAKEN)
)  # fmt: skip
ELSEWHERE = replace(FIRST, id="d3", session="OTHER")


async def _add_all(stores: Stores) -> None:
    for decision in (FIRST, SECOND, ELSEWHERE):
        await stores.decisions.add(decision)


def test_decisions_are_kept_in_the_order_of_their_proposals(engine: Any) -> None:
    engine.tell(_add_all)
    engine.tell(lambda stores: stores.decisions.append("d2", 1, TAKEN))
    engine.tell(lambda stores: stores.decisions.append("d2", 2, DONE))

    done = replace(FIRST, entries=(PROPOSED, TAKEN, DONE))
    assert engine.tell(lambda stores: stores.decisions.of_session("KENNEDY")) == [done, SECOND]
    assert engine.tell(lambda stores: stores.decisions.of_session("OTHER")) == [ELSEWHERE]
    assert engine.tell(lambda stores: stores.decisions.decision("d2")) == done
    assert engine.tell(lambda stores: stores.decisions.decision("d1")) == SECOND


def test_what_is_not_there_is_nothing(engine: Any) -> None:
    async def story(stores: Stores) -> tuple[object, ...]:
        book = stores.decisions
        return (
            await book.decision("d9"),
            list(await book.of_session("KENNEDY")),
            await book.append("d9", 0, PROPOSED),
            await book.append("d9", 1, TAKEN),
            await book.decision("d9"),
        )

    assert engine.tell(story) == (None, [], False, False, None)


def test_an_id_is_written_once(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.decisions.add(FIRST)
        with pytest.raises(StoreError, match="d2 was written before"):
            await stores.decisions.add(replace(FIRST, audience="all"))

    engine.tell(story)
    assert engine.tell(lambda stores: stores.decisions.of_session("KENNEDY")) == [FIRST]


def test_of_two_who_are_at_the_same_place_one_is_first(engine: Any) -> None:
    dropped = replace(TAKEN, state=DecisionState.DROPPED)

    async def story(stores: Stores) -> list[bool]:
        await stores.decisions.add(FIRST)
        both = (stores.decisions.append("d2", 1, entry) for entry in (TAKEN, dropped))
        return list(await asyncio.gather(*both))

    assert sorted(engine.tell(story)) == [False, True]
    kept = engine.tell(lambda stores: stores.decisions.decision("d2"))
    assert len(kept.entries) == 2
    assert engine.tell(lambda stores: stores.decisions.append("d2", 0, PROPOSED)) is False
    assert engine.tell(lambda stores: stores.decisions.append("d2", 3, DONE)) is False
    assert engine.tell(lambda stores: stores.decisions.decision("d2")) == kept
