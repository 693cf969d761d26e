"""What every book of releases must do."""

from typing import Any

import pytest

from pulsemeter.release.answer_figures import (
    AnswerCount,
    AnswerFigure,
    AnswerRelease,
    AskedRelease,
    CrossFigure,
    ExploratoryRelease,
    ExploredInterval,
    ExploredStatement,
    ImpressionRelease,
    MoveFigure,
    QuestionFigures,
    SessionRelease,
    WholeStimulus,
)
from pulsemeter.release.figures import (
    Count,
    IntervalFigure,
    IntervalRelease,
    StatementFigure,
    StatementRelease,
)
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.told_comments import COMMENTS, WHY, CommentRelease, ToldComment
from pulsemeter.service.ports import ReleaseState, StoreError, Stores

TEN, UNDER = Count(10, "near"), Count(4, "under")
CELLS = (
    PlannedCell("all", "All", "all", (), 200),
    PlannedCell("region:n+s", "Nord + Süd", "region", ("n", "s"), 12, "too small"),
)
INTERVAL = IntervalRelease(
    1,
    0,
    3,
    "provisional",
    80,
    [
        IntervalFigure("all", TEN, UNDER, TEN, "most_liked", 60, 20.0, -3.5, 41.2, 10.1, 30.0),
        IntervalFigure("region:n+s", UNDER, UNDER, UNDER, "too_few", 0),
    ],
    position=77,
)
STATEMENT = StatementRelease(
    2,
    "s1",
    2,
    "final",
    95,
    [StatementFigure("all", TEN, UNDER, TEN, "resonates", "Ten of …", 20.0, 1.0, 39.0, 12)],
    position=90,
)


def test_a_session_without_releases_has_an_empty_state(engine: Any) -> None:
    state = engine.tell(lambda stores: stores.releases.state("KENNEDY"))
    assert (list(state.cells), list(state.releases)) == ([], [])


def test_releases_come_back_as_they_were_written_in_order(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.releases.write_plan("KENNEDY", CELLS)
        await stores.releases.write("KENNEDY", [STATEMENT, INTERVAL])
        await stores.releases.write("NIXON", [INTERVAL])

    engine.tell(story)
    assert engine.tell(lambda stores: stores.releases.state("KENNEDY")) == ReleaseState(
        CELLS, [INTERVAL, STATEMENT]
    )
    after = engine.tell(lambda stores: stores.releases.state("KENNEDY", 1))
    assert after == ReleaseState(CELLS, [STATEMENT])


def test_a_plan_written_again_takes_the_place_of_the_first(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.releases.write_plan("KENNEDY", CELLS)
        await stores.releases.write_plan("KENNEDY", list(CELLS[:1]))

    engine.tell(story)
    state = engine.tell(lambda stores: stores.releases.state("KENNEDY"))
    assert state.cells == CELLS[:1]


def test_a_number_is_never_written_twice(engine: Any) -> None:
    other = StatementRelease(1, "s9", 1, "final", 0, [])

    async def story(stores: Stores) -> None:
        await stores.releases.write("KENNEDY", [INTERVAL])
        for batch in ([STATEMENT, other], [STATEMENT, STATEMENT]):
            with pytest.raises(StoreError, match="never overwritten"):
                await stores.releases.write("KENNEDY", batch)

    engine.tell(story)
    state = engine.tell(lambda stores: stores.releases.state("KENNEDY"))
    assert list(state.releases) == [INTERVAL]


ANSWERED = AnswerRelease(
    [
        QuestionFigures(
            "mood",
            [AnswerFigure("all", "before", TEN, [AnswerCount("1", UNDER, 0.1, 0.02, 0.4)])],
            [MoveFigure("all", "", TEN, 0.2, 0.1, 0.4, UNDER, UNDER, None, 0.0, -0.3, 0.3)],
            [CrossFigure("1+2", "3", UNDER)],
            ["moves, Region: too few"],
        )
    ],
    ["more: words leave with the comments"],
)
EXPLORED = ExploratoryRelease(
    "voted",
    [PlannedCell("voted:yes", "Yes", "voted", ("yes",), 20)],
    [ExploredInterval(0, 3, INTERVAL.figures)],
    [ExploredStatement("s1", 2, STATEMENT.figures)],
)


ASKED = AskedRelease(3, QuestionFigures("asked-3", held_back=["answers: too few"]))


def test_what_leaves_once_comes_back_by_name_and_stays_with_its_session(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.releases.write_once("KENNEDY", EXPLORED)
        await stores.releases.write_once("KENNEDY", ANSWERED)
        await stores.releases.write_once("NIXON", ANSWERED)
        await stores.releases.write_once("NIXON", ASKED)

    engine.tell(story)
    assert engine.tell(lambda s: s.releases.once("KENNEDY")) == [ANSWERED, EXPLORED]
    assert engine.tell(lambda s: s.releases.once("NIXON")) == [ANSWERED, ASKED]
    assert engine.tell(lambda s: s.releases.once("NOBODY")) == []


def test_words_leave_once_and_are_taken_away_when_their_time_is_over(engine: Any) -> None:
    words = CommentRelease([ToldComment("größer = “+1”", WHY, "speech", "s1", -100)], ["why"])

    async def story(stores: Stores) -> None:
        for code in ("KENNEDY", "NIXON"):
            await stores.releases.write_once(code, words)
        await stores.releases.write_once("KENNEDY", ANSWERED)

    engine.tell(story)
    assert engine.tell(lambda s: s.releases.once("KENNEDY")) == [ANSWERED, words]
    for name in (COMMENTS, "nothing"):
        engine.tell(lambda s, name=name: s.releases.drop_once("KENNEDY", name))
    assert engine.tell(lambda s: s.releases.once("KENNEDY")) == [ANSWERED]
    assert engine.tell(lambda s: s.releases.once("NIXON")) == [words]


def test_sessions_and_impressions_come_back_too(engine: Any) -> None:
    whole = SessionRelease([WholeStimulus(0, STATEMENT.figures)], ["b: too short"])
    thought = ImpressionRelease(ANSWERED.questions[0])

    async def story(stores: Stores) -> None:
        await stores.releases.write_once("KENNEDY", whole)
        await stores.releases.write_once("KENNEDY", thought)

    engine.tell(story)
    assert engine.tell(lambda s: s.releases.once("KENNEDY")) == [thought, whole]


def test_what_leaves_once_never_leaves_twice(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.releases.write_once("KENNEDY", ANSWERED)
        with pytest.raises(StoreError, match="never done twice"):
            await stores.releases.write_once("KENNEDY", AnswerRelease([]))

    engine.tell(story)
    assert engine.tell(lambda s: s.releases.once("KENNEDY")) == [ANSWERED]
