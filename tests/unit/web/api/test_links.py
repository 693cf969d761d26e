import csv
from io import StringIO

import pytest

from pulsemeter.domain.recruitment import CategoriesFrom, Recruitment
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import JoinMode
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.pack_invitations import PACKED_MAX, SHEETS_MAX
from pulsemeter.service.study_bundle import unpacked

CELLS = {"recruitment": Recruitment(categories_from=CategoriesFrom.TOKENS)}


@pytest.fixture
def invite(visit, make_study):
    """Run a story at a site with a session for holders of links, given what asks for some."""

    def run(story, **changes):
        async def whole(site):
            study = make_study(name="closed-door", join=JoinMode.TOKENS, **changes)
            await site.world.stores.studies.add_study(study, "", [])
            planned = await site.world.conduct.plan("closed-door", SessionKind.LIVE)
            await site.world.conduct.step(planned.code, SessionState.OPEN)
            site.code = planned.code

            async def ask(*cells, what="", **more):
                path = f"/api/v1/sessions/{site.code}/links{what}"
                return await site.post(path, "staff", json={"cells": list(cells), **more})

            await story(site, ask)

        visit(whole)

    return run


def test_links_are_made_once_and_open_the_session(invite):
    async def story(site, ask):
        answer = await ask({"count": 3})
        links = answer.json()["links"]
        assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
        assert [link["number"] for link in links] == [1, 2, 3]
        for link in links:
            address, _, token = link["url"].partition("#")
            assert address == f"http://pulse.test/j/{site.code}"
            assert link["code"].replace(" ", "") == token
            held = await site.world.stores.credentials.find(secret_hash(token))
            assert (held.session, held.is_used) == (site.code, False)
        entries = [e.deed async for e in site.services.audit.all()]
        assert (entries[-1].act, entries[-1].detail) == ("links made", "3 links")

    invite(story)


def test_links_carry_the_cell_that_they_were_asked_for(invite):
    async def story(site, ask):
        categories = {a.id: a.categories[0].id for a in site.study.attributes}
        last = {a.id: a.categories[-1].id for a in site.study.attributes}
        wanted = ({"count": 1, "categories": categories}, {"count": 2, "categories": last})
        links = (await ask(*wanted)).json()["links"]
        assert [link["categories"] for link in links] == [categories, last, last]
        bare = await ask({"count": 1})
        assert (bare.status_code, "carry a category" in bare.json()["error"]) == (422, True)

    invite(story, **CELLS)


def test_links_are_packed_with_sheets_to_print(invite):
    async def story(site, ask):
        answer = await ask({"count": 2}, what="/package", sheets=True)
        files = unpacked("", answer.content)
        assert (answer.status_code, set(files)) == (201, {"links.csv", "cards.pdf", "labels.pdf"})
        rows = list(csv.DictReader(StringIO(files["links.csv"].decode("utf-8-sig"))))
        assert [row["number"] for row in rows] == ["1", "2"]
        assert f"links-{site.code}.zip" in answer.headers["content-disposition"]
        plain = await ask({"count": 1}, what="/package")
        assert set(unpacked("", plain.content)) == {"links.csv"}
        many = await ask({"count": SHEETS_MAX + 1}, what="/package", sheets=True)
        assert (many.status_code, str(SHEETS_MAX) in many.json()["error"]) == (422, True)

    invite(story)


@pytest.mark.parametrize("what", ["", "/package"])
def test_what_cannot_be_made_is_said(invite, what):
    async def story(site, ask):
        for cells in ((), ({"count": 0},), ({"count": -1}, {"count": 3})):
            answer = await ask(*cells, what=what)
            assert (answer.status_code, "ask for 1" in answer.json()["error"]) == (422, True)
        many = await ask({"count": PACKED_MAX + 1}, what=what)
        assert (many.status_code, "5,001 links" in many.json()["error"]) == (422, True)
        carried = await ask({"count": 1, "categories": {"region": "north"}}, what=what)
        assert (carried.status_code, "carry none" in carried.json()["error"]) == (422, True)
        assert (await ask({"count": "3"}, what=what)).status_code == 400
        assert (await ask({"count": 3}, what=what, x="x" * 300_000)).status_code == 413
        await site.world.go(site.code, SessionState.CLOSED)
        over = await ask({"count": 1}, what=what)
        assert (over.status_code, "nobody can join" in over.json()["error"]) == (409, True)
        entries = [e.deed.act async for e in site.services.audit.all()]
        assert "links made" not in entries

    invite(story)


def test_the_poster_is_there_as_long_as_people_can_join(visit):
    async def story(site):
        path = f"/api/v1/sessions/{site.code}/poster"
        answer = await site.get(path, "staff")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        await site.world.go(site.code, SessionState.CLOSED)
        assert (await site.get(path, "staff")).status_code == 409

    visit(story)
