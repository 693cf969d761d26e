import pytest

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role


def test_the_live_room_of_a_session_nobody_knows(visit):
    async def story(site):
        page = await site.get("/sessions/NOSUCH/live", "staff")
        assert page.status_code == 404
        assert "NOSUCH" in page.text
        assert "Traceback" not in page.text

    visit(story)


@pytest.mark.parametrize("role", Role)
def test_the_list_has_the_sessions_of_ones_own_studies(visit, make_study, role):
    async def story(site):
        other = await site.world.session(make_study(name="other", title="Not yours"))
        await site.employ("member", Membership("talk", role, ("region",)))
        page = (await site.get("/sessions", "member")).text
        assert site.code in page
        assert other not in page
        assert "Not yours" not in page
        everything = (await site.get("/sessions", "staff")).text
        assert other in everything

    visit(story)


def test_a_viewer_is_sent_to_the_figures_after_the_close(visit):
    async def story(site):
        await site.employ("viewer", Membership("talk", Role.VIEWER))
        room = f"/sessions/{site.code}/live"
        before = (await site.get("/sessions", "viewer")).text
        assert room not in before
        assert "figures come after the close" in before
        await site.world.go(site.code, SessionState.CLOSED)
        assert room in (await site.get("/sessions", "viewer")).text

    visit(story)


def test_whoever_came_by_a_link_is_reminded_of_a_way_in(visit):
    async def story(site):
        assert "one-time link" in (await site.get("/sessions", "staff")).text
        await site.world.stores.sign_ins.put_password("id-staff", "sealed")
        assert "one-time link" not in (await site.get("/sessions", "staff")).text

    visit(story)


def test_the_list_says_why_nothing_is_stored(visit):
    async def story(site):
        assert "Nothing is stored" not in (await site.get("/sessions", "staff")).text
        site.world.ingest.commits.trouble = "the disk that holds /data/<x> is full."
        page = (await site.get("/sessions", "staff")).text
        assert "Nothing is stored at the moment" in page
        assert "the disk that holds /data/&lt;x&gt; is full." in page

    visit(story)
