import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.study import Stimulus, StudyLanguage
from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.edit_study import StudyFixed, StudyMoved, edit_study, study_tables
from pulsemeter.service.study_reading import StudyFileError
from pulsemeter.service.write_study import write_study
from pulsemeter.storage.memory import memory_stores


def told(study, story, statements=()):
    async def whole():
        book = memory_stores().studies
        await book.add_study(study, "", statements)
        return await story(book)

    return asyncio.run(whole())


def test_a_part_is_changed_and_the_rest_stays(make_study, spoken):
    study = make_study(stimuli=(Stimulus("talk", "A talk", 30_000, "a.mp4", sound_only=True),))

    async def story(book):
        tables = study_tables(study)
        tables["instrument"] = {"cadence_ms": 2_000}
        after = await edit_study(book, study, tables)
        assert after.instrument.cadence_ms == 2_000
        assert replace(after, instrument=study.instrument) == study
        assert await book.study("talk") == after
        assert len(await book.statements("talk")) == 2
        assert await edit_study(book, after, write_study(after)) == after

    told(study, story, spoken)


def test_what_the_reader_of_files_complains_of_is_told_by_key(make_study):
    study = make_study()

    async def story(book):
        tables = study_tables(study)
        tables["instrument"] = {"cadence_ms": 5}
        tables["study"]["title"] = ""
        with pytest.raises(StudyFileError) as refused:
            await edit_study(book, study, tables)
        assert {c.key for c in refused.value.complaints} == {
            "instrument.cadence_ms", "study.title",
        }  # fmt: skip
        tables = study_tables(replace(study, name="other"))
        with pytest.raises(StudyFileError, match="stays talk"):
            await edit_study(book, study, tables)
        assert await book.study("talk") == study

    told(study, story)


def test_a_study_that_moved_or_is_fixed_is_left_alone(make_study, spoken):
    study = make_study()

    async def story(book):
        changed = study_tables(replace(study, title="Mine"))
        theirs = replace(study, title="Theirs")
        assert await book.change_study(study, theirs, "")
        with pytest.raises(StudyMoved):
            await edit_study(book, study, changed)
        without = study_tables(theirs)
        without["stimulus"] = [{"id": "other", "title": "Other"}]
        with pytest.raises(StudyRefused, match="statement s1"):
            await edit_study(book, theirs, without)
        await book.put_session(Session("A", "talk", SessionKind.LIVE, dry_run=True))
        await edit_study(book, theirs, changed)
        await book.put_session(Session("B", "talk", SessionKind.LIVE))
        mine = await book.study("talk")
        with pytest.raises(StudyFixed, match="session B"):
            await edit_study(book, mine, study_tables(study))

    told(study, story, spoken)


def test_who_vouched_for_a_text_vouched_for_that_one(make_study):
    german = StudyLanguage("de", "Bea", (("consent.kept", "Nur Klicks"),))
    polish = StudyLanguage("pl", "Cyd", (("study.title", "Mowa"),))
    study = make_study(read_by="Ada", languages=(german, polish))

    async def readers(book, before, after):
        found = await edit_study(book, before, study_tables(after))
        return found, [found.read_by, *(s.read_by for s in found.languages)]

    async def story(book):
        quieter = replace(study, lag_ms=2_000)
        now, read = await readers(book, study, quieter)
        assert read == ["Ada", "Bea", "Cyd"]
        now, read = await readers(book, now, replace(now, title="Another"))
        assert read == ["", "", "Cyd"]  # the Polish title is one of its own
        now, read = await readers(book, now, replace(now, read_by="Dan"))
        assert read == ["Dan", "", "Cyd"]
        now, read = await readers(book, now, replace(now, languages=(german,)))
        assert read == ["Dan", "Bea"]

    told(study, story)


def test_another_consent_text_gets_the_next_version(make_study):
    study = make_study()

    async def story(book):
        consent = replace(study.consent, kept="Clicks and their times")
        after = await edit_study(book, study, study_tables(replace(study, consent=consent)))
        assert after.consent == replace(consent, version=2)
        back = replace(after, consent=study.consent)
        assert (await edit_study(book, after, study_tables(back))).consent.version == 3
        assert [text.version for text in await book.consents("talk")] == [1, 2, 3]

    told(study, story)


def test_what_is_taken_away_takes_its_translations_along(make_study):
    german = StudyLanguage(
        "de", "Bea", (("attribute.region.north", "Nord"), ("study.title", "Rede"))
    )
    study = make_study(languages=(german,))

    async def story(book):
        tables = study_tables(study)
        tables["attribute"][0]["category"][0]["id"] = "up"
        after = await edit_study(book, study, tables)
        assert dict(after.languages[0].texts) == {"study.title": "Rede"}
        broken = study_tables(study)
        broken["study"]["title"] = ""
        with pytest.raises(StudyFileError, match=r"study\.title"):
            await edit_study(book, after, broken)

    told(study, story)
