"""What every book of live words must do."""

from typing import Any

import pytest

from pulsemeter.domain.live_step import Line, Step, StepKind
from pulsemeter.domain.session import Session
from pulsemeter.domain.study import Study
from pulsemeter.service.ports import StoreError, Stores

LOAD = Step(
    "m", StepKind.LOAD, lines=(Line("Größer.", "topic", "Ada", 2, "Titel"), Line("„Ende“\n"))
)
NEXT = Step("k1", StepKind.NEXT, 12_345, line=3)
CAPTION = Step("caption:7", StepKind.CAPTION, 13_000, 14_500, words="نعم.", speaker="Ada")


@pytest.fixture
def held(engine: Any, study: Study, planned: Session) -> Any:
    """An engine with the study and its session."""

    async def begin(stores: Stores) -> None:
        await stores.studies.add_study(study, "", ())
        await stores.studies.put_session(planned)

    engine.tell(begin)
    return engine


def test_steps_are_kept_whole_and_in_order(held: Any) -> None:
    for number, step in enumerate((LOAD, NEXT, CAPTION)):
        assert held.tell(lambda s, n=number, step=step: s.live_words.append("KENNEDY", n, step))
    assert list(held.tell(lambda s: s.live_words.steps("KENNEDY"))) == [LOAD, NEXT, CAPTION]
    assert list(held.tell(lambda s: s.live_words.steps("NIXON"))) == []


def test_a_step_that_is_not_the_next_is_not_written(held: Any) -> None:
    assert held.tell(lambda s: s.live_words.append("KENNEDY", 0, NEXT))
    for number in (0, 2):
        assert not held.tell(lambda s, n=number: s.live_words.append("KENNEDY", n, CAPTION))
    assert list(held.tell(lambda s: s.live_words.steps("KENNEDY"))) == [NEXT]


def test_a_key_is_used_once_in_a_session(held: Any) -> None:
    held.tell(lambda s: s.live_words.append("KENNEDY", 0, NEXT))
    with pytest.raises(StoreError, match="has a step k1 already"):
        held.tell(lambda s: s.live_words.append("KENNEDY", 1, NEXT))
    assert len(held.tell(lambda s: s.live_words.steps("KENNEDY"))) == 1


def test_a_session_that_is_not_here_has_no_words(held: Any) -> None:
    with pytest.raises(StoreError, match="no session NIXON"):
        held.tell(lambda s: s.live_words.append("NIXON", 0, NEXT))
