"""What every book of studies must do with statements that are edited, and with plans."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulsemeter.domain.edit_passages import change_passage, make_passage, remove_passage
from pulsemeter.domain.edit_wording import (
    add_statement,
    change_statement,
    delete_statement,
    merge_statements,
    split_statement,
)
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.session import Session, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import Wording, WordingChange, WordingError, change_between
from pulsemeter.service.ports import StoreError, Stores
from pulsemeter.service.wording_ports import SealedPlan

Statements = tuple[Statement, ...]
PASSAGE = Passage("rice-p01", 1, "rice", "The moon", ("s1", "s2"))
PLAN = SealedPlan(0, "Pulsemeter analysis plan\nlag_ms: 3000\n", "ab" * 32)


async def _edit(stores: Stores, make: Any) -> Wording:
    before = await stores.studies.wording("moon")
    assert before is not None
    after = make(before)
    change = change_between(before, after)
    assert await stores.studies.change_wording("moon", before.edition, change)
    found = await stores.studies.wording("moon")
    assert found == replace(after, edition=before.edition + 1)
    return found


def test_a_wording_is_what_was_taken_in(engine: Any, study: Study, statements: Statements) -> None:
    engine.tell(lambda s: s.studies.add_study(study, "", statements, (PASSAGE,)))

    s3, s2, _, s1 = statements
    found = engine.tell(lambda s: s.studies.wording("moon"))
    assert found.statements == (s1, s2, s3)
    assert found.passages == (PASSAGE,)
    assert found.used == {"s1", "s2", "s3", "rice-p01"}
    assert found.stimuli == (("rice", 180_000), ("ad", 30_000))
    assert found.edition == 0
    assert engine.tell(lambda s: s.studies.wording("mars")) is None


def test_edits_come_back_as_they_were_made(
    engine: Any, study: Study, statements: Statements
) -> None:
    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", statements)
        await _edit(stores, lambda w: split_statement(w, "s1", word=3))
        await _edit(stores, lambda w: make_passage(w, ["s1a", "s1b"], "The moon"))
        await _edit(stores, lambda w: merge_statements(w, ["s1a", "s1b"]))
        await _edit(stores, lambda w: change_statement(w, "s2", note="disputed", source="Daily"))
        await _edit(stores, lambda w: change_passage(w, "rice-p01", title="Space"))
        await _edit(stores, lambda w: delete_statement(w, "s3"))
        await _edit(stores, lambda w: remove_passage(w, "rice-p01"))
        await _edit(stores, lambda w: add_statement(w, "ad", 0, 500, "Buy."))

    engine.tell(story)
    found = engine.tell(lambda s: s.studies.wording("moon"))
    assert [(s.id, s.revision) for s in found.statements] == [("s1c", 1), ("s2", 2), ("ad-s01", 1)]
    assert found.statement("s1c").parents == ("s1a", "s1b")
    assert found.used >= {"s1", "s1a", "s1b", "s1c", "s3", "rice-p01"}
    assert engine.tell(lambda s: s.studies.statements("moon")) == list(found.statements)


def test_every_revision_stays_readable(engine: Any, study: Study, statements: Statements) -> None:
    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", statements)
        await _edit(stores, lambda w: change_statement(w, "s1", words="Another wording."))
        await _edit(stores, lambda w: delete_statement(w, "s1"))

    engine.tell(story)
    for revision, words in (
        (1, "We choose the moon."),
        (2, "We choose to go to the moon."),
        (3, "Another wording."),
    ):
        found = engine.tell(lambda s, r=revision: s.studies.statement_revision("moon", "s1", r))
        assert found.words == words
    assert engine.tell(lambda s: s.studies.statement_revision("moon", "s1", 4)) is None
    assert engine.tell(lambda s: s.studies.statement_revision("moon", "s9", 1)) is None


def test_the_second_of_two_edits_at_once_is_not_written(
    engine: Any, study: Study, statements: Statements
) -> None:
    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", statements)
        before = await stores.studies.wording("moon")
        assert before is not None
        first = change_between(before, change_statement(before, "s1", topic="space"))
        second = change_between(before, delete_statement(before, "s2"))
        assert await stores.studies.change_wording("moon", before.edition, first)
        assert not await stores.studies.change_wording("moon", before.edition, second)
        with pytest.raises(StoreError, match="no study mars"):
            await stores.studies.change_wording("mars", 0, second)

    engine.tell(story)
    found = engine.tell(lambda s: s.studies.wording("moon"))
    assert (found.statement("s1").topic, found.statement("s2").revision) == ("space", 1)


def test_a_change_that_does_not_fit_is_written_in_no_part(
    engine: Any, study: Study, statements: Statements
) -> None:
    new = Statement("s8", 1, "rice", 30_000, 31_000, "And more.")
    again = WordingChange((new, replace(new, id="s1")))
    foreign = WordingChange((new, replace(new, id="s9", stimulus="debate")))
    twice = WordingChange((new,), passages=(PASSAGE, PASSAGE))

    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", statements)
        for change, told in ((again, "twice"), (foreign, "debate"), (twice, "passage is listed")):
            with pytest.raises(StoreError, match=told):
                await stores.studies.change_wording("moon", 0, change)

    engine.tell(story)
    found = engine.tell(lambda s: s.studies.wording("moon"))
    assert found.edition == 0
    assert "s8" not in found.used


def test_a_study_that_is_replaced_forgets_its_edits(
    engine: Any, study: Study, statements: Statements
) -> None:
    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", statements, (PASSAGE,))
        await _edit(stores, lambda w: delete_statement(w, "s2"))
        await stores.studies.add_study(study, "", statements[:2])
        # Whoever edits what was there before the replacement has to look again.
        assert not await stores.studies.change_wording("moon", 1, WordingChange())

    engine.tell(story)
    found = engine.tell(lambda s: s.studies.wording("moon"))
    assert found.statements == (statements[1], statements[0])
    assert (found.passages, found.edition) == ((), 2)


def test_a_session_shows_the_wording_of_its_plan(
    engine: Any, study: Study, statements: Statements, planned: Session
) -> None:
    opened = replace(planned, state=SessionState.OPEN)

    async def story(stores: Stores) -> None:
        book = stores.studies
        await book.add_study(study, "", statements, (PASSAGE,))
        await book.put_session(planned)
        edited = await _edit(stores, lambda w: delete_statement(w, "s3"))
        assert await book.wording_of_session("KENNEDY") == edited
        await book.put_plan("KENNEDY", replace(PLAN, edition=edited.edition))
        await book.put_session(opened, study)
        await _edit(stores, lambda w: split_statement(w, "s1", word=2))
        await _edit(stores, lambda w: remove_passage(w, "rice-p01"))

    engine.tell(story)
    shown = engine.tell(lambda s: s.studies.wording_of_session("KENNEDY"))
    assert [s.id for s in shown.statements] == ["s1", "s2"]
    assert shown.passages == (PASSAGE,)
    assert shown.edition == 1
    assert "s1a" in shown.used
    assert engine.tell(lambda s: s.studies.wording_of_session("NIXON")) is None


def test_a_session_without_a_plan_shows_what_the_study_was_taken_in_with(
    engine: Any, study: Study, statements: Statements, planned: Session
) -> None:
    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", ())
        await stores.studies.add_study(study, "", statements)
        await stores.studies.put_session(replace(planned, state=SessionState.OPEN), study)
        await _edit(stores, lambda w: delete_statement(w, "s1"))

    engine.tell(story)
    shown = engine.tell(lambda s: s.studies.wording_of_session("KENNEDY"))
    assert [s.id for s in shown.statements] == ["s1", "s2", "s3"]


def test_a_plan_is_written_before_its_session_opens_and_stays(
    engine: Any, study: Study, planned: Session
) -> None:
    later = replace(PLAN, edition=3, text="another\n")

    async def story(stores: Stores) -> None:
        book = stores.studies
        await book.add_study(study, "", ())
        with pytest.raises(StoreError, match="no session KENNEDY"):
            await book.put_plan("KENNEDY", PLAN)
        await book.put_session(planned)
        assert await book.plan("KENNEDY") is None
        await book.put_plan("KENNEDY", later)
        await book.put_plan("KENNEDY", PLAN)
        await book.put_session(replace(planned, state=SessionState.OPEN), study)
        with pytest.raises(StoreError, match="has opened"):
            await book.put_plan("KENNEDY", later)

    engine.tell(story)
    assert engine.tell(lambda s: s.studies.plan("KENNEDY")) == PLAN


@settings(max_examples=12, deadline=None)
@given(choices=st.lists(st.integers(0, 10**6), max_size=8))
def test_any_edits_are_kept(
    new_engine: Any, study: Study, statements: Statements, choices: list[int]
) -> None:
    engine = new_engine()

    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", statements)
        for number in choices:
            with_names = await stores.studies.wording("moon")
            assert with_names is not None
            names = [s.id for s in with_names.statements] or ["s1"]
            name, place = names[number % len(names)], number % len(names)
            edits = (
                lambda w, n=name: split_statement(w, n, word=1),
                lambda w, p=place, ns=names: merge_statements(w, ns[p : p + 2]),
                lambda w, n=name: delete_statement(w, n),
                lambda w, n=name, k=number: change_statement(w, n, topic=str(k)),
                lambda w, p=place, ns=names: make_passage(w, ns[p : p + 2], "A part"),
            )
            try:
                await _edit(stores, edits[number // 7 % len(edits)])
            except WordingError:
                continue

    engine.tell(story)
