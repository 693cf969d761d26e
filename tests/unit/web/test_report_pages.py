"""The report's page: ask, look again, cancel, take away; each member own audiences."""

import asyncio

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import Stimulus
from pulsemeter.release.view import EVERYTHING
from pulsemeter.service.hand_over import view_key
from pulsemeter.service.report_ports import ReportName


def path(site):
    return f"/sessions/{site.code}/report"


async def shelve(site, view, content, stimulus=""):
    name = ReportName("talk", site.code, view_key(view), stimulus)
    await site.world.done(
        site.services.reports._shelf.keep(name, {"html": content, "pdf": b"%PDF-", "pptx": b"PK"})
    )


def test_before_the_close_it_says_when(visit):
    async def story(site):
        assert f'href="{path(site)}"' in (await site.get("/sessions", "staff")).text
        page = await site.get(path(site), "staff")
        assert "after the close" in page.text
        assert 'id="ask"' not in page.text
        answer = await site.post(path(site), "staff")
        assert answer.status_code == 409
        assert "close the session first" in answer.text

    visit(story)


def test_it_is_asked_for_looked_at_and_cancelled(visit):
    async def story(site):
        await site.world.go(site.code, SessionState.CLOSED)
        assert 'id="ask"' in (await site.get(path(site), "staff")).text
        assert (await site.post(path(site), "staff")).status_code == 303
        page = await site.get(path(site), "staff")
        assert page.headers["refresh"] == "2"
        assert "Begins at once." in page.text
        assert (await site.post(f"{path(site)}/cancel", "staff")).status_code == 303
        page = await site.get(path(site), "staff")
        assert "It was cancelled." in page.text
        assert "refresh" not in page.headers

    visit(story)


def test_files_are_those_of_the_askers_view(visit):
    async def story(site):
        await site.employ("north", Membership("talk", Role.EDITOR, ("region:north",)))
        await site.world.go(site.code, SessionState.CLOSED)
        await shelve(site, EVERYTHING, b"everything")
        page = (await site.get(path(site), "staff")).text
        assert all(f"{path(site)}/{form}" in page for form in ("html", "pdf", "pptx"))
        answer = await site.get(f"{path(site)}/html", "staff")
        assert (answer.status_code, answer.content) == (200, b"everything")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["cache-control"] == "private, no-store"
        assert (await site.get(f"{path(site)}/docx", "staff")).status_code == 404
        assert (await site.get(f"{path(site)}/html", "north")).status_code == 404
        assert "of your audiences alone" in (await site.get(path(site), "north")).text

    visit(story)


def test_a_report_that_fails_says_why(visit):
    async def story(site):
        await site.world.go(site.code, SessionState.CLOSED)
        work = asyncio.create_task(site.jobs.run())
        await site.post(path(site), "staff")
        for _ in range(200):
            page = (await site.get(path(site), "staff")).text
            if "released nothing yet" in page:
                break
        else:
            raise AssertionError(page)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)

    visit(story)


def test_of_a_playlist_somebody_chooses(visit):
    async def story(site):
        await site.world.go(site.code, SessionState.CLOSED)
        page = await site.get(f"{path(site)}?stimulus=second", "staff")
        assert f'href="{path(site)}"' in page.text
        assert 'aria-current="page"><bdi>A second talk' in page.text
        answer = await site.post(path(site), "staff", data={"stimulus": "second"})
        assert answer.headers["location"] == f"{path(site)}?stimulus=second"
        reports, place = site.services.reports, site.world.conduct.place(site.code)
        assert reports.progress(place, EVERYTHING, "second").state == "waiting"
        assert reports.progress(place, EVERYTHING).state == "none"
        await site.post(f"{path(site)}/cancel", "staff", data={"stimulus": "second"})
        assert reports.progress(place, EVERYTHING, "second").state == "cancelled"
        await shelve(site, EVERYTHING, b"of the second", "second")
        answer = await site.get(f"{path(site)}/html?stimulus=second", "staff")
        assert answer.content == b"of the second"
        assert "-second-report.html" in answer.headers["content-disposition"]
        assert (await site.get(f"{path(site)}/html", "staff")).status_code == 404
        assert (await site.get(f"{path(site)}?stimulus=third", "staff")).status_code == 404

    two = (Stimulus("talk", "A talk", 30_000), Stimulus("second", "A second talk", 30_000))
    visit(story, stimuli=two)
