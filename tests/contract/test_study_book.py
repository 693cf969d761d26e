"""What every book of studies must do."""

from dataclasses import replace
from typing import Any

import pytest

from pulsemeter.domain.consent import consent_text
from pulsemeter.domain.protection import RESEARCH, SEALED
from pulsemeter.domain.session import Session, SessionClock, SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.service.ports import StoreError, Stores

Statements = tuple[Statement, ...]


def test_a_study_comes_back_as_it_was(engine: Any, study: Study) -> None:
    kept = replace(study, profile=replace(RESEARCH, smallest_roster=7))
    engine.tell(lambda stores: stores.studies.add_study(kept, "name = 'moon'", ()))

    assert engine.tell(lambda stores: stores.studies.study("moon")) == kept
    assert engine.tell(lambda stores: stores.studies.study("mars")) is None


def test_studies_are_listed_by_name(engine: Any, study: Study) -> None:
    names = ["moon", "apollo", "Zebra"]

    async def story(stores: Stores) -> list[str]:
        for name in names:
            await stores.studies.add_study(replace(study, name=name), "", ())
        return [kept.name for kept in await stores.studies.studies()]

    assert engine.tell(story) == sorted(names)


def test_statements_are_the_newest_revisions_in_time_order(
    engine: Any, study: Study, statements: Statements
) -> None:
    engine.tell(lambda stores: stores.studies.add_study(study, "", statements))

    s3, s2, _, s1 = statements
    assert engine.tell(lambda stores: stores.studies.statements("moon")) == [s1, s2, s3]
    assert engine.tell(lambda stores: stores.studies.statements("mars")) == []


def test_a_study_without_a_session_is_replaced_whole(
    engine: Any, study: Study, statements: Statements
) -> None:
    changed = replace(study, title="Another title")

    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", statements)
        await stores.studies.add_study(changed, "", statements[:1])

    engine.tell(story)
    assert engine.tell(lambda stores: stores.studies.studies()) == [changed]
    assert engine.tell(lambda stores: stores.studies.statements("moon")) == [statements[0]]


def test_a_study_with_a_session_stays_as_it_is(
    engine: Any, study: Study, statements: Statements, planned: Session
) -> None:
    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", statements)
        await stores.studies.put_session(planned)
        with pytest.raises(StoreError, match="KENNEDY"):
            await stores.studies.add_study(replace(study, title="Late"), "", ())

    engine.tell(story)
    assert engine.tell(lambda stores: stores.studies.study("moon")) == study
    assert len(engine.tell(lambda stores: stores.studies.statements("moon"))) == 3


def test_statements_that_do_not_fit_keep_the_study_out(
    engine: Any, study: Study, statements: Statements
) -> None:
    foreign = replace(statements[0], id="s9", stimulus="debate")

    async def story(stores: Stores) -> None:
        with pytest.raises(StoreError, match="s9 is of stimulus debate"):
            await stores.studies.add_study(study, "", (*statements, foreign))
        with pytest.raises(StoreError, match="listed twice"):
            await stores.studies.add_study(study, "", (*statements, statements[0]))

    engine.tell(story)
    assert engine.tell(lambda stores: stores.studies.studies()) == []


def test_a_session_is_kept_in_its_present_state(
    engine: Any, study: Study, planned: Session
) -> None:
    running = replace(
        planned, state=SessionState.RUNNING, clock=SessionClock(12_000, 1_700_000_000_000, True)
    )

    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", ())
        await stores.studies.put_session(planned)
        await stores.studies.put_session(running)

    engine.tell(story)
    assert engine.tell(lambda stores: stores.studies.session("KENNEDY")) == running
    assert engine.tell(lambda stores: stores.studies.session("NIXON")) is None


def test_sessions_are_listed_newest_last(engine: Any, study: Study, planned: Session) -> None:
    later = Session("APOLLO", "moon", SessionKind.ON_DEMAND, simulated=True)

    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", ())
        for session in (planned, later, planned):
            await stores.studies.put_session(session)

    engine.tell(story)
    assert engine.tell(lambda stores: stores.studies.sessions()) == [planned, later]


def test_the_frozen_study_stays_once_it_was_given(
    engine: Any, study: Study, planned: Session
) -> None:
    frozen = replace(study, profile=SEALED)
    opened = replace(planned, state=SessionState.OPEN)

    async def story(stores: Stores) -> Study | None:
        await stores.studies.add_study(study, "", ())
        await stores.studies.put_session(planned)
        before = await stores.studies.frozen_study("KENNEDY")
        await stores.studies.put_session(opened, frozen)
        await stores.studies.put_session(replace(opened, state=SessionState.CLOSED))
        return before

    assert engine.tell(story) is None
    assert engine.tell(lambda stores: stores.studies.frozen_study("KENNEDY")) == frozen
    assert engine.tell(lambda stores: stores.studies.study("moon")) == study
    assert engine.tell(lambda stores: stores.studies.frozen_study("NIXON")) is None


def test_a_session_needs_its_study_and_keeps_it(
    engine: Any, study: Study, planned: Session
) -> None:
    async def story(stores: Stores) -> None:
        with pytest.raises(StoreError, match="not here"):
            await stores.studies.put_session(planned)
        await stores.studies.add_study(study, "", ())
        await stores.studies.add_study(replace(study, name="mars"), "", ())
        await stores.studies.put_session(planned)
        with pytest.raises(StoreError, match="another study"):
            await stores.studies.put_session(replace(planned, study="mars"))

    engine.tell(story)
    assert engine.tell(lambda stores: stores.studies.sessions()) == [planned]


def test_a_stimulus_of_a_study_without_a_session_is_replaced(
    engine: Any, study: Study, statements: Statements
) -> None:
    arrived = replace(study.stimuli[0], file="new.mp4", duration_ms=90_000)

    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", statements)
        before = await stores.studies.statements("moon")
        await stores.studies.put_stimulus("moon", arrived)
        kept = await stores.studies.study("moon")
        assert kept == replace(study, stimuli=(arrived, *study.stimuli[1:]))
        assert await stores.studies.statements("moon") == before
        for name, refused in (("mars", arrived), ("moon", replace(arrived, id="nowhere"))):
            with pytest.raises(StoreError):
                await stores.studies.put_stimulus(name, refused)

    engine.tell(story)


def test_a_stimulus_of_a_study_with_a_session_stays(engine: Any, study: Study) -> None:
    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", ())
        await stores.studies.put_session(Session("ABC", "moon", SessionKind.LIVE))
        with pytest.raises(StoreError, match="has a session"):
            await stores.studies.put_stimulus("moon", study.stimuli[0])
        assert await stores.studies.study("moon") == study

    engine.tell(story)


def test_versions_of_the_consent_text_are_kept(engine: Any, study: Study) -> None:
    second = replace(study, consent=replace(study.consent, kept="Presses, and words", version=2))

    async def story(stores: Stores) -> None:
        book = stores.studies
        for one in (study, study, second, replace(second, title="Another title")):
            await book.add_study(one, "", ())
        unsaid = replace(second, consent=replace(second.consent, payer="Somebody else"))
        with pytest.raises(StoreError, match="write version = 3"):
            await book.add_study(unsaid, "", ())
        with pytest.raises(StoreError, match="can't go back to 1"):
            await book.add_study(study, "", ())

    engine.tell(story)
    held = engine.tell(lambda stores: stores.studies.consents("moon"))
    assert held == [consent_text(study), consent_text(second)]
    assert engine.tell(lambda stores: stores.studies.consents("mars")) == []
    assert engine.tell(lambda stores: stores.studies.study("moon")).title == "Another title"


def test_the_text_of_an_open_session_stays(engine: Any, study: Study, planned: Session) -> None:
    changed = replace(study, consent=replace(study.consent, kept="More", version=2))

    async def story(stores: Stores) -> Study | None:
        book = stores.studies
        await book.add_study(study, "", ())
        await book.put_session(planned, study)
        with pytest.raises(StoreError, match="stays as it is"):
            await book.add_study(changed, "", ())
        return await book.frozen_study("KENNEDY")

    assert engine.tell(story) == study
    assert engine.tell(lambda stores: stores.studies.consents("moon")) == [consent_text(study)]


def test_an_edit_takes_the_place_of_the_study_it_was_made_on(
    engine: Any, study: Study, statements: Statements
) -> None:
    first = replace(study, title="Edited")
    other = replace(study, title="Edited elsewhere")

    async def story(stores: Stores) -> list[bool]:
        await stores.studies.add_study(study, "", statements)
        done = [await stores.studies.change_study(study, first, "edited")]
        done.append(await stores.studies.change_study(study, other, ""))
        lost = replace(study, name="mars")
        return [*done, await stores.studies.change_study(lost, lost, "")]

    assert engine.tell(story) == [True, False, False]
    assert engine.tell(lambda stores: stores.studies.study("moon")) == first
    assert len(engine.tell(lambda stores: stores.studies.statements("moon"))) == 3


def test_a_dry_run_leaves_a_study_free_and_a_session_does_not(
    engine: Any, study: Study, planned: Session
) -> None:
    tried = replace(planned, code="TRIED", dry_run=True, simulated=True)
    edited = replace(study, title="Edited")
    stimulus = replace(study.stimuli[0], title="Once more")

    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", ())
        await stores.studies.put_session(tried, study)
        assert await stores.studies.change_study(study, edited, "")
        await stores.studies.put_stimulus("moon", stimulus)
        held = await stores.studies.study("moon")
        assert held is not None
        assert held.stimuli[0] == stimulus
        with pytest.raises(StoreError, match="TRIED"):
            await stores.studies.add_study(study, "", ())
        await stores.studies.put_session(planned)
        with pytest.raises(StoreError, match="KENNEDY"):
            await stores.studies.change_study(held, study, "")
        with pytest.raises(StoreError, match="KENNEDY"):
            await stores.studies.put_stimulus("moon", study.stimuli[0])

    engine.tell(story)
    assert engine.tell(lambda stores: stores.studies.session("TRIED")) == tried
    assert engine.tell(lambda stores: stores.studies.frozen_study("TRIED")) == study


def test_an_edit_keeps_the_versions_of_the_consent_text(engine: Any, study: Study) -> None:
    other = replace(study.consent, kept="Everything")
    second = replace(study, consent=replace(other, version=2))

    async def story(stores: Stores) -> None:
        await stores.studies.add_study(study, "", ())
        with pytest.raises(StoreError, match="version"):
            await stores.studies.change_study(study, replace(study, consent=other), "")
        assert await stores.studies.change_study(study, second, "")

    engine.tell(story)
    kept = engine.tell(lambda stores: stores.studies.consents("moon"))
    assert kept == [consent_text(study), consent_text(second)]
