"""The page of films with an overlay: what can be made, how far it is, and who gets which film."""

import asyncio

import pytest
from tests.unit.media.clips import PICTURE, film
from tests.unit.release.showings import CELLS, a_showing

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import Stimulus

SHORT = (Stimulus("talk", "A talk", 6_000, "talk.mp4"),)
CHOICE = {"cell": ["all", "region:north"], "layout": "side"}


async def over(site, *, has_film=True):
    """The session with final figures, and a file that can be made anew."""
    book = site.world.stores.releases
    await book.write_plan(site.code, CELLS)
    cells = tuple(cell.id for cell in CELLS)
    await book.write(site.code, a_showing(site.code, [(40, 10, 80)] * 2, cells=cells).releases)
    await site.world.go(site.code, SessionState.CLOSED)
    if has_film:
        path = site.media / "talk" / "talk.mp4"
        await asyncio.to_thread(film, path, *PICTURE, "-pix_fmt", "yuv420p", "-f", "mp4")
    await site.employ_everyone()


async def page(site, who="staff"):
    answer = await site.get(f"/sessions/{site.code}/overlay", who)
    assert answer.status_code == 200
    return answer.text


async def make(site, who="staff", **changes):
    return await site.post(f"/sessions/{site.code}/overlay", who, data={**CHOICE, **changes})


def test_before_the_close_the_page_says_when(visit):
    async def story(site):
        text = await page(site)
        assert "once it is closed" in text
        assert "<form" not in text.partition('id="films"')[2].replace(
            'action="/staff/sign-out"', ""
        )
        refused = await make(site)
        assert refused.status_code == 422
        assert "close it first" in refused.text

    visit(story, stimuli=SHORT)


def test_films_are_made_taken_away_and_not_shown_to_other_audiences(visit):
    async def story(site):
        await over(site)
        assert "Make them" in await page(site)
        work = asyncio.create_task(site.jobs.run())
        try:
            assert (await make(site)).status_code == 303
            assert 'action="/sessions/' in (await page(site)).partition("Cancel")[0]
            for _ in range(1_200):
                if "Ready" in await page(site):
                    break
                await asyncio.sleep(0.05)  # ffmpeg is at work
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        url = f"/sessions/{site.code}/overlay/overlay.mp4"
        answer = await site.get(url, "viewer")  # sees every audience, too
        assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
        assert answer.headers["cache-control"] == "private, no-store"
        assert f"{site.code}-overlay.mp4" in answer.headers["content-disposition"]
        assert (await site.get(url, "editor")).status_code == 404
        assert "overlay.mp4" not in await page(site, "editor")

    visit(story, stimuli=SHORT)


def test_an_editor_chooses_among_own_audiences(visit):
    async def story(site):
        await over(site)
        text = await page(site, "editor")
        assert 'value="region:north"' in text
        assert 'value="region:south"' not in text
        refused = await make(site, "editor", cell=["region:south"])
        assert refused.status_code == 422
        assert "There is no segment" in refused.text
        assert (await make(site, "editor", cell=["region:north"])).status_code == 303

    visit(story, stimuli=SHORT)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"cell": []}, "Choose one to 4 segments"),
        ({"layout": "above"}, "Choose where the curve is to stand"),
        ({"stimulus": "other"}, "no stimulus &#39;other&#39;"),
        ({"cell": ["all", "age:x", "<b>"]}, "There is no segment"),
    ],
)
def test_what_is_wrong_with_a_choice_is_said(visit, changes, told):
    async def story(site):
        await over(site, has_film=False)
        refused = await make(site, **changes)
        assert refused.status_code == 422
        assert told in refused.text
        assert "<b>" not in refused.text.partition('role="alert"')[2].partition("</p>")[0]

    visit(story, stimuli=SHORT)


def test_what_waits_is_cancelled(visit):
    async def story(site):
        await over(site)
        await make(site)
        assert "Waiting for its turn" in await page(site)
        again = await make(site)
        assert "One is being made already" in again.text
        cancelled = await site.post(f"/sessions/{site.code}/overlay/cancel", "staff")
        assert cancelled.status_code == 303
        assert "Waiting for its turn" not in await page(site)

    visit(story, stimuli=SHORT)


def test_the_list_of_sessions_leads_there_once_it_is_over(visit):
    async def story(site):
        link = f'href="/sessions/{site.code}/overlay"'
        assert link not in (await site.get("/sessions", "staff")).text
        await over(site, has_film=False)
        assert link in (await site.get("/sessions", "viewer")).text

    visit(story, stimuli=SHORT)
