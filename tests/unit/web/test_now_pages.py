"""The "now" page: by the link of a brief, and for staff."""

import re

from pulsemeter.domain.brief import BriefChannel, Recipient
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.release.figures import Count, StatementFigure, StatementRelease

EDDA = Recipient("r1", "talk", "Edda", BriefChannel.MAIL, "edda@x.example", "de", ("region:north",))


def figure(cell, likes, dislikes, low, high):
    counts = (Count(likes, "near"), Count(dislikes, "near"), Count(100, "near"))
    return StatementFigure(cell, *counts, "resonates", "", (low + high) / 2, low, high)


async def tell(site):
    """A released statement, as if the panel had been large."""
    room = await site.world.keeper.room(site.code)
    said = (await site.world.keeper.statements(site.code))[0]
    await site.world.sit_all(site.code, [{"region": r} for r in ("north", "south")] * 8)
    await site.world.keeper.tick()  # the roster settles
    figures = [figure("region:north", 70, 10, 45, 75), figure("region:south", 20, 60, -55, -25)]
    room.releaser.releases.append(
        StatementRelease(900, said.id, said.revision, "provisional", 60, figures)
    )
    return said


async def opened(site):
    await site.world.stores.briefs.put_recipient(EDDA)
    token = site.services.links.made(EDDA, site.code)
    answer = await site.post("/now", data={"token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/now/board")
    cookie = answer.headers["set-cookie"]
    assert re.search(r"pm_now=[\w-]+;.*HttpOnly;.*Path=/now;.*SameSite=lax", cookie)
    return {"cookie": cookie.split(";")[0]}


def test_a_link_opens_own_audiences_and_nothing_else(visit, spoken):
    async def story(site):
        held = await opened(site)
        page = await site.get("/now/board", headers=held)
        assert "Nothing is certain yet" in page.text
        assert page.headers["cache-control"] == "no-store"
        said = await tell(site)
        page = (await site.get("/now/board", headers=held)).text
        assert said.words in page
        assert "early" in page
        for path in ("/sessions", f"/sessions/{site.code}/now", f"/sessions/{site.code}/desk"):
            assert (await site.get(path, headers=held)).status_code in (303, 403)

    visit(story, statements=spoken)


def test_without_a_good_link_there_is_nothing(visit):
    async def story(site):
        assert (await site.get("/now/board")).status_code == 403
        assert (await site.post("/now", data={"token": "x" * 5_000})).status_code == 403
        held = await opened(site)
        await site.world.stores.briefs.drop_recipient("talk", "r1")
        answer = await site.get("/now/board", headers=held)
        assert (answer.status_code, "good no more" in answer.text) == (403, True)
        assert "#link" not in (await site.get("/now")).text
        assert 'id="link"' in (await site.get("/now")).text

    visit(story)


def test_staff_see_their_own_audiences(visit, spoken):
    async def story(site):
        await tell(site)
        await site.employ("edda", Membership("talk", Role.EDITOR, ("region:south",)))
        page = f"/sessions/{site.code}/now"
        assert "your audiences" in (await site.get(page, "edda")).text
        assert "your audiences" not in (await site.get(page, "staff")).text

    visit(story, statements=spoken)
