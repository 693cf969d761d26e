import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.session import SessionKind
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.create_study import (
    StudyRefused,
    check_passages,
    check_statements,
    create_study,
    with_durations,
)
from pulsemeter.service.ports import StoreError


def test_measured_durations_take_the_place_of_declared_ones(make_study):
    study = make_study(stimuli=(Stimulus("talk", "A", 1), Stimulus("ad", "B", 2)))
    measured = with_durations(study, {"talk": 61_000})
    assert [s.duration_ms for s in measured.stimuli] == [61_000, 2]


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ([Statement("s1", 1, "other", 0, 5, "x")], "'other', which the study doesn't have"),
        ([Statement("s1", 1, "talk", 0, 30_001, "x")], "after the end of talk at 30000 ms"),
        (
            [Statement("s1", 1, "talk", 0, 10, "x"), Statement("s2", 1, "talk", 9, 20, "y")],
            "statements s1 and s2 overlap",
        ),
    ],
)
def test_statements_that_do_not_fit_are_refused(make_study, statements, told):
    with pytest.raises(StudyRefused, match=told):
        check_statements(make_study(), statements)


def test_a_study_with_sessions_stays_as_it_is(world, make_study, spoken):
    async def story():
        await create_study(world.stores.studies, make_study(), "source", spoken)
        await create_study(world.stores.studies, make_study(title="New"), "source", spoken)
        assert (await world.stores.studies.study("talk")).title == "New"
        await world.conduct.plan("talk", SessionKind.LIVE)
        with pytest.raises(StoreError, match="new name"):
            await create_study(
                world.stores.studies, replace(make_study(), title="Newer"), "", spoken
            )

    asyncio.run(story())


def test_a_study_with_a_stimulus_still_to_be_uploaded_cannot_be_shown(world, make_study, spoken):
    waiting = replace(make_study().stimuli[0], duration_ms=0, file="")

    async def story():
        study = make_study(stimuli=(waiting,))
        await create_study(world.stores.studies, study, "source", spoken)
        with pytest.raises(StudyRefused, match=r"/studies/talk/stimuli.*stimulus add talk talk"):
            await world.conduct.plan("talk", SessionKind.LIVE)

    asyncio.run(story())


def test_passages_that_do_not_fit_are_refused(make_study, spoken):
    study = make_study()
    first = Passage("p1", 1, "talk", "One", ("s1",))
    check_passages(study, spoken, [first, Passage("p2", 1, "talk", "Two", ("s2",))])
    for passages, told in (
        ([Passage("p1", 1, "talk", "One", ("s9",))], "no statement 's9'"),
        ([first, Passage("p2", 1, "talk", "All", ("s1", "s2"))], "s1 is in passage p1"),
        ([first, Passage("p1", 1, "talk", "Two", ("s2",))], "p1 is used twice"),
        ([Passage("s2", 1, "talk", "One", ("s1",))], "s2 is used twice"),
    ):
        with pytest.raises(StudyRefused, match=told):
            check_passages(study, spoken, passages)
