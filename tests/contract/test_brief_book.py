"""What every book of briefs must do."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from pulsemeter.domain.brief import (
    About,
    Brief,
    BriefChannel,
    BriefRule,
    Occasion,
    Recipient,
    Told,
    Try,
    TryOutcome,
)
from pulsemeter.domain.study import Study
from pulsemeter.service.ports import StoreError, Stores

EDDA = Recipient(
    "r2", "moon", "Edda „Ö“", BriefChannel.MAIL, "edda@north.example", "de", ("region:north",)
)
BEN = Recipient("r1", "moon", "Ben", BriefChannel.WEBHOOK, "https://hooks.example/in")
RULE = BriefRule("b2", "moon", Occasion.THRESHOLD, ("r1",), net_from=20, certainty=0.9)
CLOSES = BriefRule("b1", "moon", Occasion.CLOSE, is_early=True, about=About.PASSAGES)
FIRST = Brief(
    "m2", "moon", "KENNEDY", "r2", "Edda", "b1", "s1/1/r2", 5_000, "Resonates", "größer\nals",
    (Told("s1", 1, "region:north", "resonates", 7, is_passage=True),), is_early=True,
)  # fmt: skip
SECOND = replace(FIRST, id="m1", key="s1/1/r2/final", written_ms=4_000, corrects="m2")
ELSEWHERE = replace(FIRST, id="m3", session="OTHER", written_ms=9_000)
BUSY = Try(5_000, TryOutcome.LATER, "busy", 20_000)
ARRIVED = Try(20_000, TryOutcome.ARRIVED, "250 OK")


async def _add_all(stores: Stores) -> None:
    for brief in (FIRST, SECOND, ELSEWHERE):
        assert await stores.briefs.add(brief)


def test_recipients_and_rules_are_kept_in_order_and_replaced_in_place(
    engine: Any, study: Study
) -> None:
    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", [])
        for recipient in (EDDA, BEN, replace(EDDA, is_paused=True)):
            await stores.briefs.put_recipient(recipient)
        for rule in (RULE, CLOSES, replace(RULE, is_paused=True)):
            await stores.briefs.put_rule(rule)

    engine.tell(story)
    held = engine.tell(lambda stores: stores.briefs.recipients("moon"))
    assert held == [replace(EDDA, is_paused=True), BEN]
    assert engine.tell(lambda stores: stores.briefs.rules("moon")) == [
        replace(RULE, is_paused=True),
        CLOSES,
    ]
    assert list(engine.tell(lambda stores: stores.briefs.recipients("other"))) == []


def test_who_is_removed_is_gone_and_their_briefs_stay(engine: Any, study: Study) -> None:
    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", [])
        await stores.briefs.put_recipient(EDDA)
        await stores.briefs.put_rule(RULE)
        await stores.briefs.add(FIRST)
        await stores.briefs.drop_recipient("moon", "r2")
        await stores.briefs.drop_rule("moon", "b2")
        await stores.briefs.drop_rule("moon", "b9")

    engine.tell(story)
    assert list(engine.tell(lambda stores: stores.briefs.recipients("moon"))) == []
    assert list(engine.tell(lambda stores: stores.briefs.rules("moon"))) == []
    assert engine.tell(lambda stores: stores.briefs.of_session("KENNEDY")) == [FIRST]


def test_briefs_are_kept_with_their_tries(engine: Any) -> None:
    engine.tell(_add_all)
    assert engine.tell(lambda stores: stores.briefs.append("m2", 0, BUSY))
    assert engine.tell(lambda stores: stores.briefs.append("m2", 1, ARRIVED))
    whole = replace(FIRST, tries=(BUSY, ARRIVED))
    assert engine.tell(lambda stores: stores.briefs.of_session("KENNEDY")) == [whole, SECOND]
    assert engine.tell(lambda stores: stores.briefs.of_session("OTHER")) == [ELSEWHERE]


def test_a_brief_is_written_once_for_what_it_is_about(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        assert await stores.briefs.add(FIRST)
        assert not await stores.briefs.add(replace(FIRST, id="m9"))
        with pytest.raises(StoreError, match="m2 was written before"):
            await stores.briefs.add(replace(FIRST, key="another"))

    engine.tell(story)
    assert engine.tell(lambda stores: stores.briefs.of_session("KENNEDY")) == [FIRST]


def test_what_is_due_comes_in_the_order_of_its_time_one_for_each_recipient(engine: Any) -> None:
    def due(at_ms: int, most: int = 9) -> list[str]:
        return [b.id for b in engine.tell(lambda stores: stores.briefs.due(at_ms, most))]

    engine.tell(_add_all)
    assert due(3_999) == []
    assert due(5_000) == ["m1"]
    assert due(9_000) == ["m1"]
    engine.tell(lambda stores: stores.briefs.append("m1", 0, Try(1, TryOutcome.GIVEN_UP, "no")))
    assert due(9_000) == ["m2"]
    engine.tell(
        lambda stores: stores.briefs.add(
            replace(FIRST, id="m5", key="z", recipient="r1", written_ms=4_500)
        )
    )
    assert due(9_000) == ["m5", "m2"]
    assert due(9_000, 1) == ["m5"]
    engine.tell(lambda stores: stores.briefs.append("m2", 0, BUSY))
    assert due(19_999) == ["m5", "m3"]
    engine.tell(lambda stores: stores.briefs.append("m3", 0, ARRIVED))
    assert due(19_999) == ["m5"]
    assert due(20_000) == ["m5", "m2"]
    held = engine.tell(lambda stores: stores.briefs.due(20_000, 9))
    assert [brief.tries for brief in held] == [(), (BUSY,)]


def test_of_two_who_try_at_once_one_writes(engine: Any) -> None:
    async def story(stores: Stores) -> list[bool]:
        await stores.briefs.add(FIRST)
        both = (stores.briefs.append("m2", 0, made) for made in (BUSY, ARRIVED))
        return list(await asyncio.gather(*both))

    assert sorted(engine.tell(story)) == [False, True]
    assert engine.tell(lambda stores: stores.briefs.append("m9", 0, BUSY)) is False
