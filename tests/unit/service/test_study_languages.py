"""No session opens in a language that nobody vouches for, and the remedy is said."""

import asyncio
import tomllib
from dataclasses import replace

import pytest

from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.domain.study import StudyLanguage
from pulsemeter.domain.translation import CONSENT_PATHS, texts
from pulsemeter.service import study_languages
from pulsemeter.service.study_languages import (
    LanguageUnread,
    check_languages,
    fill_in_block,
    unread_languages,
)

CONSENT = tuple((path, "T") for path in CONSENT_PATHS)


def test_english_needs_no_reader_and_a_draft_does(make_study):
    assert unread_languages(make_study()) == []
    assert [code for code, _ in unread_languages(make_study(language="de"))] == ["de"]
    assert unread_languages(make_study(language="de", read_by="Ada")) == []
    assert [code for code, _ in unread_languages(make_study(language="tlh"))] == ["tlh"]


def test_a_further_language_needs_a_reader_or_reviewed_words_and_a_whole_consent(
    make_study, monkeypatch
):
    def offering(read_by="", given=CONSENT):
        return make_study(languages=(StudyLanguage("de", read_by, given),))

    assert unread_languages(offering("Ada", ())) == []
    ((code, reason),) = unread_languages(offering())
    assert (code, "draft" in reason) == ("de", True)
    monkeypatch.setattr(study_languages, "state_of", lambda code: "reviewed")
    assert unread_languages(offering()) == []
    ((code, reason),) = unread_languages(offering(given=CONSENT[1:]))
    assert CONSENT_PATHS[0] in reason


def test_the_refusal_says_where_to_put_the_name(make_study):
    with pytest.raises(LanguageUnread, match=r"under \[study\],"):
        check_languages(make_study(language="de"))
    with pytest.raises(LanguageUnread, match=r"under its \[\[language\]\]"):
        check_languages(make_study(languages=(StudyLanguage("ru"),)))


@pytest.mark.parametrize("simulated", [False, True])
def test_a_session_opens_unread_only_for_simulated_people(world, make_study, simulated):
    async def story():
        study = make_study(language="de", simulated=simulated)
        await world.stores.studies.add_study(study, "", [])
        if simulated:
            session = await world.conduct.plan(study.name, SessionKind.ON_DEMAND)
            await world.conduct.step(session.code, SessionState.OPEN)
            return
        with pytest.raises(LanguageUnread):
            await world.conduct.plan(study.name, SessionKind.ON_DEMAND)
        # No session is left that would keep the study from getting its reader's name.
        await world.stores.studies.add_study(replace(study, read_by="Ada"), "", [])
        session = await world.conduct.plan(study.name, SessionKind.ON_DEMAND)
        await world.conduct.step(session.code, SessionState.OPEN)

    asyncio.run(story())


def test_a_session_planned_by_an_earlier_version_doesnt_open_unread_either(world, make_study):
    async def story():
        study = make_study(language="de")
        await world.stores.studies.add_study(study, "", [])
        planned = Session("ABCDEF", study.name, SessionKind.ON_DEMAND)
        await world.stores.studies.put_session(planned)
        await world.conduct.refresh()
        with pytest.raises(LanguageUnread):
            await world.conduct.step("ABCDEF", SessionState.OPEN)
        assert world.conduct.place("ABCDEF").session.state is SessionState.PLANNED

    asyncio.run(story())


def test_the_block_to_fill_in_is_toml_with_a_line_for_every_text(make_study):
    given = (("study.title", 'Eine "Rede"\nund \x07'),)
    study = make_study(languages=(StudyLanguage("de", "Ada", given),))
    (language,) = tomllib.loads(fill_in_block(study, "de"))["language"]
    assert (language["code"], language["read_by"]) == ("de", "Ada")
    assert set(language["texts"]) == set(texts(study))
    assert language["texts"]["study.title"] == given[0][1]
    assert language["texts"]["consent.kept"] == ""
