"""The page of a session's data: who may ask for what, and takes away what they asked for."""

import asyncio
import io
import zipfile

import pytest
from tests.recorded_session import recorded, recorded_study

from pulsemeter.web.data_pages import size_words

REASON = "Re-analysis for the journal"
WORK = ("owner", "analyst", "editor", "viewer")


async def shown(site, make_study, profile="standard", **changes):
    """A recorded session of a study of its own, with its staff; the address of its data."""
    study = recorded_study(make_study, profile, name="recorded", **changes)
    code = await recorded(site.world, study, persons=24)
    for who in ("owner", "analyst", "editor", "viewer", "moderator"):
        for held in await site.world.stores.staff.memberships(f"id-{who}"):
            again = type(held)("recorded", held.role, held.audiences)
            await site.world.stores.staff.put_membership(f"id-{who}", again)
    return f"/sessions/{code}/data"


async def asked(site, path, who, package="released", **form):
    """Ask for a package and wait until it is made; the page then."""
    answer = await site.post(path, who, data={"package": package, **form})
    assert answer.status_code == 303, answer.text
    for _ in range(1_000):
        page = await site.get(path, who)
        if "Stop<span" not in page.text:
            return page
        await asyncio.sleep(0.02)
    raise AssertionError("the package is never made")


async def taken(site, page, who):
    """The names and texts of the newest package on a page."""
    link = page.text.split('href="', page.text.count('href="'))
    file = next(part.split('"')[0] for part in link if part.split('"')[0].endswith("/file"))
    answer = await site.get(file, who)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return file, {name.split("/")[1]: packed.read(name).decode("utf-8", "replace")
                      for name in packed.namelist()}  # fmt: skip


def play(visit, story):
    async def whole(site):
        await site.employ_everyone()
        work = asyncio.create_task(site.jobs.run())
        try:
            await story(site)
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    visit(whole)


def test_everyone_who_sees_figures_takes_own_ones_away(visit, make_study):
    async def story(site):
        path = await shown(site, make_study)
        for who in WORK:
            page = await asked(site, path, who, format=["dta"])
            file, texts = await taken(site, page, who)
            segments = texts["segments.csv"]
            assert ("region:south" in segments) == (who != "editor")
            assert "region:north" in segments
            assert "curve.dta" in texts
            for other in {*WORK} - {who}:
                assert (await site.get(file, other)).status_code == 404
        assert "region:north" in (await site.get(path, "editor")).text

    play(visit, story)


def test_persons_go_to_whom_the_profile_lets_have_them(visit, make_study):
    async def story(site):
        path = await shown(site, make_study)
        assert "ask an owner" in (await site.get(path, "analyst")).text
        refused = await site.post(path, "analyst", data={"package": "persons", "reason": REASON})
        assert refused.status_code == 409
        assert "owners alone" in refused.text
        short = await site.post(path, "owner", data={"package": "persons", "reason": "Why"})
        assert short.status_code == 409
        assert 'value="Why"' in short.text
        page = await asked(site, path, "owner", "persons", reason=REASON)
        file, texts = await taken(site, page, "owner")
        assert {"persons.csv", "recompute.py", "recompute.R", "comments.csv"} <= texts.keys()
        held = (await site.world.stores.staff.memberships("id-owner"))[-1]
        viewer = type(held)("recorded", type(held.role).VIEWER)
        await site.world.stores.staff.put_membership("id-owner", viewer)
        assert (await site.get(file, "owner")).status_code == 404
        deeds = [e.deed for e in await site.world.stores.audit.entries(0, 100)]
        (deed,) = [deed for deed in deeds if deed.act == "persons exported"]
        assert deed.actor == "Owner"
        assert REASON in deed.detail

    play(visit, story)


def test_a_sealed_study_says_that_there_is_no_such_thing(visit, make_study):
    async def story(site):
        path = await shown(site, make_study, "sealed")
        page = (await site.get(path, "owner")).text
        assert "it was promised to those who took part" in page
        assert 'value="persons"' not in page

    play(visit, story)


def test_a_package_is_removed_and_an_unknown_one_is_gone(visit, make_study):
    async def story(site):
        path = await shown(site, make_study, "research")
        file, _ = await taken(site, await asked(site, path, "owner"), "owner")
        assert (await site.post(file.replace("/file", "/drop"), "analyst")).status_code == 404
        assert (await site.post(file.replace("/file", "/drop"), "owner")).status_code == 303
        assert (await site.get(file, "owner")).status_code == 404
        assert "To the data of the session" in (await site.get(file, "owner")).text

    play(visit, story)


def test_sizes_are_told_in_fitting_units():
    assert [size_words(n) for n in (1, 5_400, 999_999, 1_250_000)] == [
        "1 kB", "5 kB", "999 kB", "1.2 MB",
    ]  # fmt: skip


@pytest.mark.parametrize("form", [{}, {"package": "everything"}])
def test_a_form_that_asks_for_nothing_is_refused(visit, make_study, form):
    async def story(site):
        path = await shown(site, make_study, "research")
        answer = await site.post(path, "owner", data=form)
        assert answer.status_code == 422
        assert "Choose which package you want." in answer.text

    play(visit, story)


def test_the_list_of_sessions_leads_there(visit, make_study):
    async def story(site):
        path = await shown(site, make_study)
        assert f'href="{path}"' in (await site.get("/sessions", "viewer")).text

    play(visit, story)
