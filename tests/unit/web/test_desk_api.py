from tests.unit.web.test_dashboard_stream import full_room
from tests.unit.web.test_decision_api import SPOKEN, staffed

from pulsemeter.domain.session import SessionState

NORTH, SOUTH = "region:north", "region:south"


async def told(site):
    """A running session of which the second statement has left."""
    await staffed(site)
    for _ in range(3):
        site.world.clock.now_ms += 5_000
        await site.world.keeper.tick()


def address(site):
    return f"/api/v1/sessions/{site.code}/desk"


async def desk(site, who):
    answer = await site.get(address(site), who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def cells(found):
    return {cell["cell"] for row in found["statements"]["rows"] for cell in row["cells"]}


def test_the_centre_gets_every_audience_and_an_editor_own_ones(visit):
    async def story(site):
        await told(site)
        whole = await desk(site, "moderator")
        assert cells(whole) == {"all", NORTH, SOUTH}
        assert (whole["member"], whole["own_only"]) == ("Moderator", False)
        assert whole["release"] > 0
        north = await desk(site, "north")
        assert cells(north) == {NORTH}
        assert (north["member"], north["own_only"]) == ("North", True)
        assert SOUTH not in (await site.get(address(site), "north")).text
        assert {each["cell"] for each in north["maps"]} == {NORTH}

    visit(story, statements=SPOKEN)


def test_a_viewer_comes_in_after_the_close_and_sees_what_is_final(visit):
    async def story(site):
        await told(site)
        assert (await site.get(address(site), "viewer")).status_code == 403
        await site.world.go(site.code, SessionState.CLOSED)
        for _ in range(30):
            site.world.clock.now_ms += 5_000
            await site.world.keeper.tick()
        found = await desk(site, "viewer")
        assert found["statements"]["rows"]
        assert {row["standing"] for row in found["statements"]["rows"]} == {"final"}

    visit(story, statements=SPOKEN)


def test_before_the_start_there_is_a_desk_without_figures(visit):
    async def story(site):
        await full_room(site)
        found = await desk(site, "staff")
        assert found["statements"]["rows"] == []
        assert found["release"] == 0

    visit(story, statements=SPOKEN)


def test_there_is_no_desk_of_a_session_that_is_none(visit, built):
    async def story(site):
        assert (await site.get("/api/v1/sessions/NOPE/desk", "staff")).status_code == 404
        assert (await site.get("/sessions/NOPE/desk", "staff")).status_code == 404

    visit(story)


def test_the_page_names_its_session_and_the_list_leads_to_it(visit, built):
    async def story(site):
        page = await site.get(f"/sessions/{site.code}/desk", "staff")
        assert page.status_code == 200
        assert f'{{"session": "{site.code}"}}' in page.text
        listed = await site.get("/sessions", "staff")
        assert f'href="/sessions/{site.code}/desk"' in listed.text

    visit(story)
