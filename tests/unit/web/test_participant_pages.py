"""The participant's pages over the in-memory store: forms in, the seat's next page out."""

import re
from dataclasses import replace

import pytest
from tests.unit.web.visit import ANSWERS, STUDY, Visit, facts_in, visiting

from pulsemeter.domain.playlist import Arm, Order, Playlist
from pulsemeter.domain.protection import SEALED, STANDARD, ProtectionProfile
from pulsemeter.domain.retention import Retention
from pulsemeter.domain.session import SessionKind
from pulsemeter.domain.study import Stimulus, StudyLanguage

pytestmark = pytest.mark.usefixtures("built")


def test_the_recovery_code_is_shown_once() -> None:
    async def story(visit: Visit) -> None:
        await visit.take_seat()
        first, second = await visit.page(), await visit.page()
        assert "Your recovery code" in first
        assert "Your recovery code" not in second
        for words in ("The institute", "A foundation", "Presses only", "Write to us"):
            assert words in second

    visiting(story)


def test_every_page_of_the_way_has_its_step_in_the_title() -> None:
    async def story(visit: Visit) -> None:
        async def title() -> str:
            found = re.search("<title>(.*?)</title>", await visit.page())
            assert found is not None
            return found[1]

        await visit.take_seat()
        assert await title() == "Before you begin · Step 1 of 5: Consent · The debate"
        await visit.browser.post("/p/consent", data={"agrees": "yes"})
        assert await title() == "Step 2 of 5: About you · The debate"
        await visit.browser.post("/p/profile", data=ANSWERS)
        assert (await title()).startswith("Step 3 of 5: Practice · ")
        assert 'data-title="Step 4 of 5: Watch · ' in await visit.page()
        await visit.browser.post("/p/practised")
        assert (await title()).startswith("Step 4 of 5: Watch · ")
        await visit.browser.post("/p/watched?stage=0")
        assert await title() == "Step 5 of 5: Your view · The debate"

    visiting(story)


def test_the_player_says_whose_language_the_video_and_its_captions_are_in() -> None:
    clip = replace(STUDY.stimuli[0], captions_in=(("de", "a.de.vtt"),))
    languages = (StudyLanguage("ar", "Ada"), StudyLanguage("de", "Ada"))

    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        for language, captions, marks in (
            ("en", "/captions", None),
            ("ar", "/captions", 'data-language="en" data-captions="en"'),
            ("de", "/captions/de", 'data-language="en" data-captions="de"'),
        ):
            visit.browser.headers["accept-language"] = language
            page = (await visit.browser.get("/p")).text
            assert facts_in(page)["captions_url"] == f"/media/{visit.code}/first{captions}"
            assert ("data-captions" in page) == (marks is not None)
            assert (marks or "") in page

    visiting(story, replace(STUDY, stimuli=(clip,), languages=languages))


@pytest.mark.parametrize(
    ("profile", "days", "words"),
    [
        (STANDARD, 90, "90 days after the end of the session"),
        (STANDARD, 1, "1 day after the end of the session"),
        (SEALED, 30, "30 days after the end of the session"),
    ],
    ids=["standard", "a day", "sealed"],
)
def test_the_consent_says_how_long_and_what_cannot_be_taken_back(
    profile: ProtectionProfile, days: int, words: str
) -> None:
    async def story(visit: Visit) -> None:
        await visit.take_seat()
        page = await visit.page()
        assert words in page
        assert "also if you withdraw" in page
        assert ("in your own words" in page) is profile.comments

    visiting(story, replace(STUDY, profile=profile, retention=Retention(persons_days=days)))


def test_consent_needs_its_tick() -> None:
    async def story(visit: Visit) -> None:
        await visit.take_seat()
        await visit.browser.post("/p/consent")
        assert "Before you begin" in await visit.page()
        await visit.browser.post("/p/consent", data={"agrees": "yes"})
        assert "About you" in await visit.page()

    visiting(story)


def test_missing_answers_are_named_and_given_ones_kept() -> None:
    async def story(visit: Visit) -> None:
        await visit.take_seat()
        await visit.browser.post("/p/consent", data={"agrees": "yes"})
        answer = await visit.browser.post("/p/profile", data={"place": "p3"})
        assert answer.status_code == 422
        assert "Please answer the marked question." in answer.text
        assert answer.text.count("not answered yet") == 1
        assert re.search(r'role="alert" tabindex="-1" autofocus', answer.text), "is read at once"
        assert '<a href="#attribute-age">How old?</a>' in answer.text
        told = r'id="attribute-age" role="radiogroup"[^>]* aria-invalid="true"[^>]*'
        assert re.search(told + 'aria-describedby="attribute-age-fault"', answer.text)
        assert "<title>Something is missing · Step 2 of 5: About you" in answer.text
        assert re.search(r'value="p3" selected', answer.text)
        answer = await visit.browser.post("/p/profile", data={"age": "old", "place": "p99"})
        assert answer.status_code == 422
        assert re.search(r'value="old" required checked', answer.text)
        assert re.search(r'<select id="attribute-place"[^>]* aria-invalid="true"', answer.text)

    visiting(story)


def test_a_full_group_ends_the_way_kindly() -> None:
    async def story(visit: Visit) -> None:
        for key in ("a" * 32, "b" * 32):
            await visit.take_seat(page_key=key)
            await visit.browser.post("/p/consent", data={"agrees": "yes"})
            await visit.browser.post("/p/profile", data={"age": "young", "place": "p1"})
        assert "This group is full" in await visit.page()

    visiting(story)


@pytest.mark.parametrize(("profile", "asks"), [(STANDARD, True), (SEALED, False)])
def test_the_closing_page_asks_for_a_comment_only_where_the_profile_allows(
    profile: ProtectionProfile, asks: bool
) -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        await visit.browser.post("/p/practised")
        assert (await visit.browser.post("/p/watched")).status_code == 204
        page = await visit.page()
        assert page.count('name="overall"') == 5
        assert ('name="comment"' in page) == asks
        await visit.browser.post("/p/closing", data={"overall": "bad", "comment": "Too long."})
        assert "Thank you" in await visit.page()
        answers = await visit.parts.stores.seats.answers(visit.code)
        assert [a.overall for a in answers if a.overall] == ["bad"]
        assert [a.comment for a in answers if a.comment] == (["Too long."] if asks else [])

    visiting(story, replace(STUDY, profile=profile))


def test_withdrawal_asks_twice_and_then_erases() -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        await visit.browser.post("/p/withdraw")
        assert "How it works" in await visit.page()
        await visit.browser.post("/p/withdraw", data={"sure": "yes"})
        assert "Your data is erased" in await visit.page()

    visiting(story)


def test_a_live_session_says_that_it_is_watched_together() -> None:
    async def story(visit: Visit) -> None:
        assert "together with others" in await visit.page(f"/j/{visit.code}")
        await visit.up_to_run()
        page = await visit.page()
        assert "It can’t be paused" in page
        assert facts_in((await visit.browser.get("/p")).text)["kind"] == "live"

    visiting(story, kind=SessionKind.LIVE)


TWO = replace(
    STUDY,
    stimuli=(*STUDY.stimuli, Stimulus("second", "The second", 30_000, "b.mp4")),
    playlist=Playlist(Order.FIXED, break_ms=60_000),
)


def test_each_stimulus_is_a_page_of_its_own_with_a_break_between() -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        await visit.browser.post("/p/practised")
        facts = facts_in((await visit.browser.get("/p")).text)
        assert (facts["stimulus"], facts["watched_path"]) == (0, "/p/watched?stage=0")
        for _ in range(2):  # an answer that was lost on the way is asked for again
            assert (await visit.browser.post(facts["watched_path"])).status_code == 204
        page = await visit.page()
        assert "You have watched 1 of 2." in page
        assert "60 more seconds" in page
        await visit.browser.post("/p/go-on")
        assert "A short break" in await visit.page(), "the break lasts"

    async def without_rest(visit: Visit) -> None:
        await visit.up_to_run()
        await visit.browser.post("/p/practised")
        await visit.browser.post("/p/watched?stage=0")
        assert "more second" not in await visit.page()
        await visit.browser.post("/p/go-on")
        facts = facts_in((await visit.browser.get("/p")).text)
        assert (facts["stimulus"], facts["title"], facts["duration_ms"]) == (
            1,
            "The second",
            30_000,
        )
        assert facts["step"] == "stimulus"
        await visit.browser.post(facts["watched_path"])
        assert "Your view" in await visit.page()

    visiting(story, TWO)
    visiting(without_rest, replace(TWO, playlist=Playlist()))


def test_a_control_arm_watches_without_a_pad() -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        facts = facts_in((await visit.browser.get("/p")).text)
        assert (facts["step"], facts["presses"]) == ("stimulus", False)

    arms = (Arm("one", "One", presses=False), Arm("two", "Two", presses=False))
    visiting(story, replace(STUDY, arms=arms))
