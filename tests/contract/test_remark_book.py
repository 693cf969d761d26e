"""What every book of remarks must do."""

from dataclasses import replace
from typing import Any

import pytest

from pulsemeter.domain.decision import Author
from pulsemeter.domain.remark import Remark, RemarkKind
from pulsemeter.domain.staff import Role
from pulsemeter.service.ports import StoreError, Stores

ADA = Author("id-ada", "Ada – “A”", Role.MODERATOR)
FIRST = Remark("r2", "KENNEDY", RemarkKind.NOTE, ADA, 1, 5_000, 1_700_000_000_000, "größer = +1")
SECOND = replace(FIRST, id="r1", kind=RemarkKind.LINE, words="second")
ELSEWHERE = replace(FIRST, id="r3", session="OTHER")


async def _add_all(stores: Stores) -> None:
    for remark in (FIRST, SECOND, ELSEWHERE):
        await stores.remarks.add(remark)


def test_remarks_are_kept_in_the_order_of_their_writing(engine: Any) -> None:
    engine.tell(_add_all)
    assert engine.tell(lambda stores: stores.remarks.of_session("KENNEDY")) == [FIRST, SECOND]
    assert engine.tell(lambda stores: stores.remarks.of_session("OTHER")) == [ELSEWHERE]
    assert list(engine.tell(lambda stores: stores.remarks.of_session("NOWHERE"))) == []


def test_a_remark_is_taken_away_from_its_own_session_only(engine: Any) -> None:
    engine.tell(_add_all)
    engine.tell(lambda stores: stores.remarks.remove("OTHER", "r2"))
    engine.tell(lambda stores: stores.remarks.remove("KENNEDY", "r9"))
    assert len(engine.tell(lambda stores: stores.remarks.of_session("KENNEDY"))) == 2
    engine.tell(lambda stores: stores.remarks.remove("KENNEDY", "r2"))
    assert engine.tell(lambda stores: stores.remarks.of_session("KENNEDY")) == [SECOND]


def test_an_id_is_written_once(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.remarks.add(FIRST)
        with pytest.raises(StoreError, match="r2 was written before"):
            await stores.remarks.add(replace(FIRST, words="other"))

    engine.tell(story)
    assert engine.tell(lambda stores: stores.remarks.of_session("KENNEDY")) == [FIRST]
