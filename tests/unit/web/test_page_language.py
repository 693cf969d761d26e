"""A page speaks the language that was chosen, else the browser's, else the study's."""

from dataclasses import replace

import pytest
from starlette.requests import Request
from tests.unit.web.visit import STUDY, Visit, visiting

from pulsemeter.domain.questionnaire import Answer, Question, QuestionKind, Questionnaire, Why
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Instrument, StudyLanguage
from pulsemeter.domain.translation import in_language, standard_texts
from pulsemeter.languages.page_words import said
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.web.page_language import (
    STANDARD_TEXTS,
    language_values,
    named_languages,
    page_language,
)

pytestmark = pytest.mark.usefixtures("built")

TEXTS = (("study.title", "المناظرة"), ("consent.kept", "الضغطات فقط"))
SPEAKING = replace(
    STUDY,
    instrument=Instrument(),
    languages=(StudyLanguage("ar", "Ada", TEXTS), StudyLanguage("de", "Ada")),
)


def asking(accept: str = "", cookie: str = "") -> Request:
    headers = [(b"accept-language", accept.encode()), (b"cookie", cookie.encode())]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": headers})


@pytest.mark.parametrize(
    ("accept", "cookie", "language"),
    [
        ("", "", "en"),
        ("de-AT,de;q=0.9,en;q=0.8", "", "de"),
        ("ja, ar;q=0.3, de;q=0.7", "", "de"),
        ("de;q=0, ar;q=x", "", "en"),
        ("de", "pm_language=ar", "ar"),
        ("de", "pm_language=ja", "de"),
    ],
)
def test_the_choice_comes_before_the_browser_and_the_browser_before_the_study(
    accept: str, cookie: str, language: str
) -> None:
    assert page_language(asking(accept, cookie), ("en", "ar", "de")) == language


def test_the_catalogues_translate_what_no_study_chose() -> None:
    assert set(STANDARD_TEXTS) == standard_texts()


def test_a_study_offers_its_languages_and_speaks_the_chosen_one_on_every_page() -> None:
    async def story(visit: Visit) -> None:
        join = await visit.page(f"/j/{visit.code}")
        for own_name in ("English", "العربية", "Deutsch"):
            assert own_name in join
        assert 'lang="ar" dir="rtl"' in join
        assert "Français" not in join
        chosen = {"language": "ar", "back": f"/j/{visit.code}"}
        answer = await visit.browser.post("/language", data=chosen)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/j/{visit.code}")
        assert 'html lang="ar" dir="rtl"' in await visit.page(f"/j/{visit.code}")
        await visit.take_seat()
        consent = await visit.page()
        assert "المناظرة" in consent
        assert "<dd>الضغطات فقط</dd>" in consent
        assert '<dd lang="en" dir="auto">The institute</dd>' in consent
        await visit.up_to_run()
        run = await visit.page()
        assert 'html lang="ar" dir="rtl"' in run
        assert f'data-word="{said("ar", "Like")}"' in run
        assert 'id="words"' in run

    visiting(story, SPEAKING)


def test_a_text_that_nobody_translated_says_whose_language_it_is_in() -> None:
    spoken = in_language(SPEAKING, "ar")
    values = language_values(asking(cookie="pm_language=ar"), spoken)
    in_own, own = values["in_own"], values["own"]
    assert in_own(spoken.title) == in_own(said("ar", "Like")) == ""
    assert in_own("The institute") == ' lang="en" dir="auto"'
    assert own(spoken.title) == "المناظرة"
    assert own("A <b>") == '<span lang="en" dir="auto">A &lt;b&gt;</span>'
    at_home = language_values(asking(), SPEAKING)
    assert at_home["in_own"]("The institute") == ""
    assert at_home["own"]("A <b>") == "A &lt;b&gt;"


def test_every_page_of_the_way_marks_such_texts() -> None:
    said_there = (Statement("s1", 1, "first", 0, 10_000, "We choose to go."),)
    mixed = replace(
        SPEAKING,
        instrument=Instrument(like="Bravo"),
        questionnaire=Questionnaire(
            (
                Question("trust", QuestionKind.SCALE, "Trust?", low="none", high="full"),
                Question("voted", QuestionKind.SINGLE, "Voted?", answers=(Answer("y", "Yes"),)),
            ),
            Why(),
        ),
        personal_summary=True,
    )
    marks = ' lang="en" dir="auto"'

    async def story(visit: Visit) -> None:
        visit.browser.cookies.set("pm_language", "ar")
        await visit.take_seat()
        await visit.browser.post("/p/consent", data={"agrees": "yes"})
        profile = await visit.page()
        assert f"<span{marks}>How old?</span>" in profile
        assert f'<option value="p3"{marks}>P 3</option>' in profile
        await visit.browser.post("/p/profile", data={"age": "old", "place": "p3"})
        run = await visit.page()
        assert f'<span class="choice-word"{marks}>Bravo</span>' in run
        assert f'<span class="choice-word">{said("ar", "Dislike")}</span>' in run
        await visit.browser.post("/p/practised")
        (seat,) = visit.parts.enrolment.seats(visit.code)
        await visit.parts.ingest.take_seat(seat, 9)
        pressed = Incoming(1, RecordKind.PRESS, 0, 0, 100, 4_000)
        visit.parts.ingest.take(visit.parts.enrolment.seat(seat.id), 9, [pressed], lambda _: None)
        await visit.browser.post("/p/watched?stage=0")
        assert f'<legend class="asked">{said("ar", STANDARD_TEXTS[4])}' in await visit.page()
        await visit.browser.post("/p/closing", data={"overall": "good"})
        questions = await visit.page()
        assert f"<span{marks}>Trust?</span>" in questions
        assert f"<span{marks}>Yes</span>" in questions
        assert f": <span{marks}>none</span>" in questions
        await visit.browser.post("/p/questions", data={"trust": "3", "voted": "y"})
        why = await visit.page()
        assert f"<blockquote><span{marks}>We choose to go.</span></blockquote>" in why
        assert f"<span{marks}>Bravo</span>" in why
        await visit.browser.post("/p/why")
        summary = await visit.page("/p/summary")
        assert f"<blockquote><span{marks}>We choose to go.</span></blockquote>" in summary

    visiting(story, mixed, statements=said_there)


def test_a_study_in_one_language_offers_no_choice_and_ignores_the_browser_s() -> None:
    async def story(visit: Visit) -> None:
        visit.browser.headers["accept-language"] = "de"
        page = await visit.page(f"/j/{visit.code}")
        assert 'lang="en"' in page
        assert "/language" not in page
        assert 'lang="de"' in await visit.page("/privacy")

    visiting(story)


@pytest.mark.parametrize("back", ["//evil.test", "https://evil.test", "/\\evil.test", ""])
def test_the_way_back_stays_on_this_site_and_a_code_is_only_a_code(back: str) -> None:
    async def story(visit: Visit) -> None:
        data = {"language": "de; Domain=x", "back": back}
        answer = await visit.browser.post("/language", data=data)
        assert answer.headers["location"] == "/"
        assert "set-cookie" not in answer.headers

    visiting(story)


def test_staff_read_a_language_s_own_name_with_its_code():
    assert named_languages(["de", "pt"]) == [("de", "Deutsch (de)"), ("pt", "Português (pt)")]
