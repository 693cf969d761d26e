import csv
from io import StringIO

import pytest

from pulsemeter.domain.recruitment import CategoriesFrom, Recruitment
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import JoinMode
from pulsemeter.service.credential_ports import Token
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.study_bundle import unpacked

PATH = "/studies/talk/invitations"
DOOR = "/studies/closed-door/invitations"


async def invite(visit_site, **asked):
    data = {"session": visit_site.code, **asked}
    return await visit_site.post(f"{DOOR}/links", "staff", data=data)


def links_in(answer):
    files = unpacked("links.zip", answer.content)
    return files, list(csv.DictReader(StringIO(files["links.csv"].decode("utf-8-sig"))))


def test_an_open_session_shows_its_link_code_and_picture(visit):
    async def story(site):
        page = (await site.get(PATH, "staff")).text
        assert f"http://pulse.test/j/{site.code}" in page
        assert f'<strong class="code-word">{site.code}</strong>' in page
        assert "<svg" in page
        poster = await site.get(f"{PATH}/{site.code}/poster", "staff")
        assert poster.content.startswith(b"%PDF-")
        await site.world.go(site.code, SessionState.CLOSED)
        assert "No session of this study is open" in (await site.get(PATH, "staff")).text
        assert (await site.get(f"{PATH}/{site.code}/poster", "staff")).status_code == 404

    visit(story)


def test_dry_runs_are_no_invitations(visit):
    async def story(site):
        tried = await site.world.conduct.plan("talk", SessionKind.LIVE, dry_run=True)
        await site.world.conduct.step(tried.code, SessionState.OPEN)
        page = (await site.get(PATH, "staff")).text
        assert f'id="way-{site.code}"' in page
        assert f'id="way-{tried.code}"' not in page

    visit(story)


def test_personal_links_are_made_once(tokens_site):
    async def story(site):
        answer = await invite(site, count="3", sheets="yes")
        assert f"links-{site.code}.zip" in answer.headers["content-disposition"]
        assert answer.headers["cache-control"] == "no-store"
        files, rows = links_in(answer)
        assert set(files) == {"links.csv", "cards.pdf", "labels.pdf"}
        assert [row["number"] for row in rows] == ["1", "2", "3"]
        for row in rows:
            address, _, token = row["link"].partition("#")
            assert address == f"http://pulse.test/j/{site.code}"
            held = await site.world.stores.credentials.find(secret_hash(token))
            assert held.session == site.code
        plain, _ = links_in(await invite(site, count="1"))
        assert set(plain) == {"links.csv"}
        deeds = [e.deed async for e in site.services.audit.all()]
        assert [d.detail for d in deeds if d.act == "links made"] == ["3 links", "1 link"]
        assert not any(row["link"].partition("#")[2] in str(deeds) for row in rows)

    tokens_site(story)


def test_how_many_links_were_used_is_told_in_groups(tokens_site):
    async def story(site):
        assert "What became of" not in (await site.get(DOOR, "staff")).text
        book, few = site.world.stores.credentials, site.code
        await invite(site, count="12")
        assert "12 made; of fewer than 20 it isn’t told" in (await site.get(DOOR, "staff")).text
        hashes = [bytes([n]) * 32 for n in range(40)]
        await book.add([Token(one, few) for one in hashes])
        assert "52 made; fewer than 10 used." in (await site.get(DOOR, "staff")).text
        await book.burn(hashes[:29])
        page = (await site.get(DOOR, "staff")).text
        assert "52 made; 20 or more used, 32 or fewer left." in page
        await book.burn(hashes[29:30])
        await site.world.go(few, SessionState.CLOSED)
        page = (await site.get(DOOR, "staff")).text
        assert f"Session {few}" in page
        assert "52 made; 30 or more used, 22 or fewer expired." in page

    tokens_site(story, profile="standard")


def test_links_carry_categories_where_the_study_takes_them_from_there(tokens_site):
    async def story(site):
        page = (await site.get(DOOR, "staff")).text
        assert 'name="cell-region"' in page
        _, rows = links_in(await invite(site, count="2", **{"cell-region": "north"}))
        assert [row["region"] for row in rows] == ["north", "north"]
        refused = await invite(site, count="2", **{"cell-region": "mars"})
        assert (refused.status_code, "one of north" in refused.text) == (422, True)

    tokens_site(story, recruitment=Recruitment(categories_from=CategoriesFrom.TOKENS))


def test_what_cannot_be_asked_for_is_said(tokens_site):
    async def story(site):
        for count in ("", "many", "0", "6000", "²"):
            answer = await invite(site, count=count)
            assert answer.status_code == 422
        assert "more than a page makes" in (await invite(site, count="6000")).text
        assert (await invite(site, session="NOSUCH", count="1")).status_code == 404
        for page in (f"{DOOR}/NOSUCH/poster", "/studies/mars/invitations"):
            assert (await site.get(page, "staff")).status_code == 404
        assert (await site.post("/studies/mars/invitations/links", "staff")).status_code == 404
        assert (await site.get("/studies/mars/invitations/A/poster", "staff")).status_code == 404

    tokens_site(story)


@pytest.fixture
def tokens_site(visit, make_study):
    """A story at a site whose study was opened anew for holders of personal links."""

    def run(story, **changes):
        async def whole(site):
            book = site.world.stores.studies
            study = make_study(name="closed-door", join=JoinMode.TOKENS, **changes)
            await book.add_study(study, "", [])
            planned = await site.world.conduct.plan("closed-door", SessionKind.LIVE)
            await site.world.conduct.step(planned.code, SessionState.OPEN)
            site.code = planned.code
            await story(site)

        visit(whole)

    return run
