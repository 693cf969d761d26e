"""Switching a stage view on and off, and what its links show to whom."""

import re

import pytest
from tests.unit.release.showings import interval_figure

from pulsemeter.domain.session import SessionState, ShownIn
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.release.figures import IntervalRelease

FORM = {"cell": ["all", "region:north"], "delay_s": "30", "read": "yes"}


async def seated(site):
    """The roster settles, with enough people for each segment."""
    await site.world.sit_all(site.code, [{"region": r} for r in ("north", "south")] * 8)
    await site.world.keeper.tick()


async def leave(site, interval=0, counts=(9, 1, 17)):
    room = await site.world.keeper.room(site.code)
    releases = room.releaser.releases
    number = releases[-1].number + 1 if releases else 1
    figures = [interval_figure(cell, counts) for cell in ("all", "region:north", "region:south")]
    releases.append(IntervalRelease(number, 0, interval, "frozen", 90, figures))
    await site.services.stages.look()


async def switched_on(site, who="staff", **changes):
    """The path of the link that the page tells."""
    page = f"/sessions/{site.code}/stage"
    answer = await site.post(page, who, data={**FORM, **changes})
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    shown = (await site.get(page, who)).text
    return re.search(r">http://[^/<]+(/stage/[\w-]+)<", shown)[1]


@pytest.mark.usefixtures("built")
def test_it_is_off_and_warns_before_it_is_switched_on(visit):
    async def story(site):
        page = (await site.get(f"/sessions/{site.code}/stage", "staff")).text
        assert "It is <strong>off</strong>" in page
        assert "10.1371/journal.pone.0018154" in page
        assert "moves opinions" in page
        assert 'value="30"' in page
        assert "/stage/" not in page.replace(f"/sessions/{site.code}/stage", "")
        assert f"/sessions/{site.code}/stage" in (await site.get("/sessions", "staff")).text
        await site.employ("vera", Membership("talk", Role.VIEWER))
        assert f"/sessions/{site.code}/stage" not in (await site.get("/sessions", "vera")).text

    visit(story)


@pytest.mark.usefixtures("built")
def test_the_picture_and_the_feed_show_the_chosen_figures_after_the_delay(visit):
    async def story(site):
        await seated(site)
        link = await switched_on(site)
        await leave(site)
        for wait_ms, is_shown in ((0, False), (29_999, False), (1, True)):
            site.world.clock.now_ms += wait_ms
            page, feed = await site.get(link), await site.get(f"{link}/feed")
            assert (page.status_code, feed.status_code) == (200, 200)
            assert ("<svg" in page.text, bool(feed.json()["intervals"])) == (is_shown, is_shown)
        assert {"North", "All"} <= set(re.findall(r">([^<]+)</text>", page.text))
        assert "South" not in page.text
        assert "shown 30 seconds late" in page.text
        told = feed.json()
        assert [f["cell"] for f in told["intervals"][0]["figures"]] == ["all", "region:north"]
        assert told["delay_s"] == 30
        assert site.code not in page.text + feed.text
        again = (await site.get(f"{link}/feed?after={told['number']}")).json()
        assert (again["intervals"], again["number"]) == ([], told["number"])

    visit(story)


@pytest.mark.usefixtures("built")
def test_the_link_is_kept_from_caches_and_other_sites_and_its_page_loads_nothing_else(visit):
    async def story(site):
        page = await site.get(await switched_on(site, cell="all"))
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "style-src 'self'" in page.headers["content-security-policy"]
        assert "style=" not in page.text
        assert not re.search(r"<(a|form|button|input|select)\b", page.text), "no controls"

    visit(story)


@pytest.mark.usefixtures("built")
def test_switched_off_it_is_an_empty_picture(visit):
    async def story(site):
        await seated(site)
        link = await switched_on(site)
        await leave(site)
        site.world.clock.now_ms += 30_000
        assert "<svg" in (await site.get(link)).text
        await site.post(f"/sessions/{site.code}/stage/off", "staff")
        for path in (link, "/stage/nothing"):
            page = await site.get(path)
            assert page.status_code == 404
            assert '<div id="stage"></div>' in page.text, "no words on air"
            assert (await site.get(f"{path}/feed")).status_code == 404

    visit(story)


@pytest.mark.usefixtures("built")
def test_whoever_takes_part_is_refused_even_with_the_link(visit):
    async def story(site):
        await seated(site)
        link = await switched_on(site)
        await leave(site)
        site.world.clock.now_ms += 30_000
        for path in (link, f"{link}/feed", f"/sessions/{site.code}/stage"):
            answer = await site.get(path, "participant")
            assert answer.status_code == 403
            assert "pm-stage" not in answer.text
            assert "net" not in answer.text

    visit(story)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"read": ""}, "Confirm that the panel"),
        ({"cell": []}, "No segment was chosen"),
        ({"cell": ["a", "b", "c", "d"]}, "4 segments were chosen"),
        ({"cell": ["<script>"]}, "no segment"),
        ({"delay_s": "9"}, "10 to 600"),
        ({"delay_s": "soon"}, "no whole number"),
        ({"delay_s": ""}, "no whole number"),
        ({"delay_s": "9" * 9_000}, ""),
    ],
)
@pytest.mark.usefixtures("built")
def test_what_can_t_be_is_refused_with_what_to_mend(visit, changes, told):
    async def story(site):
        answer = await site.post(
            f"/sessions/{site.code}/stage", "staff", data={**FORM, "cell": "all", **changes}
        )
        assert answer.status_code == 422
        assert told in answer.text
        assert "<script>" not in answer.text
        assert site.services.stages.of(site.code) is None

    visit(story)


@pytest.mark.usefixtures("built")
def test_in_one_room_it_is_refused_until_the_close(visit, make_study):
    async def story(site):
        code = await site.world.session(make_study(name="room"), shown=ShownIn.ONE_ROOM)
        page = f"/sessions/{code}/stage"
        assert "sits together in one room" in (await site.get(page, "staff")).text
        answer = await site.post(page, "staff", data={**FORM, "cell": "all"})
        assert (answer.status_code, "one room" in answer.text) == (422, True)
        await site.world.go(code, SessionState.CLOSED)
        assert "Switch the stage view on" in (await site.get(page, "staff")).text

    visit(story)


@pytest.mark.usefixtures("built")
def test_a_panel_at_screens_of_its_own_is_warned_of(visit, make_study):
    async def story(site):
        code = await site.world.session(
            make_study(name="home", cues=("One.", "Two.", "Three.")), shown=ShownIn.OWN_SCREEN
        )
        page = (await site.get(f"/sessions/{code}/stage", "staff")).text
        assert "whatever you put into that broadcast, it sees" in page

    visit(story)


@pytest.mark.usefixtures("built")
def test_a_segment_that_was_merged_is_named_as_left_away(visit):
    async def story(site):
        await switched_on(site)
        await site.world.sit_all(site.code, [{"region": "south"}] * 9)
        await site.world.keeper.tick()
        page = (await site.get(f"/sessions/{site.code}/stage", "staff")).text
        assert "is left away" in page

    visit(story)


@pytest.mark.parametrize("after", ["x", "-1", "1" * 16, "²"])
def test_a_feed_after_nonsense_is_refused(visit, after):
    async def story(site):
        answer = await site.get(f"/stage/nothing/feed?after={after}")
        assert (answer.status_code, answer.json()["error"]) == (
            422,
            "after is no number of a release",
        )

    visit(story)
