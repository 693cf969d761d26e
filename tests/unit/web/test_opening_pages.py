from dataclasses import replace

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import Stimulus

PATH = "/studies/new/dry-run"


def at_new(visit, make_study, story, **changes):
    async def whole(site):
        values = {"name": "new", "read_by": "Ada", **changes}
        await site.world.stores.studies.add_study(make_study(**values), "", [])
        await story(site)

    visit(whole)


async def tried(site):
    """The dry run of the new study."""
    return await site.services.studio.dry_run("new")


async def to_the_end(site):
    """Somebody comes to the end of the dry run."""
    seat = await site.world.sit((await tried(site)).code, region="north")
    await site.world.stores.seats.put([replace(seat, step=SeatStep.THANKS)])


def test_a_dry_run_is_begun_anew_and_ended(visit, make_study):
    async def story(site):
        answer = await site.post(PATH, "staff", data={"act": "begin"})
        assert (answer.status_code, answer.headers["location"]) == (303, PATH)
        first = await tried(site)
        assert (first.kind, first.dry_run, first.simulated) == (SessionKind.ON_DEMAND, True, True)
        page = (await site.get(PATH, "staff")).text
        assert f"http://pulse.test/j/{first.code}" in page
        assert "<svg" in page
        await site.post(PATH, "staff", data={"act": "begin", "way": "one_room"})
        second = await tried(site)
        assert (second.kind, second.shown) == (SessionKind.LIVE, ShownIn.ONE_ROOM)
        held = {s.code: s.state for s in await site.world.stores.studies.sessions()}
        assert held[first.code] is SessionState.CLOSED
        await site.post(PATH, "staff", data={"act": "end"})
        assert await tried(site) is None
        assert (await site.post(PATH, "staff", data={"act": "end"})).status_code == 303
        for step in ("words", "segments"):
            assert "Begin a dry run" in (await site.get(f"/studies/new/{step}", "staff")).text

    at_new(visit, make_study, story)


def test_a_dry_run_that_shows_an_older_study_says_so(visit, make_study):
    async def story(site):
        await site.post(PATH, "staff", data={"act": "begin"})
        assert "was changed since" not in (await site.get(PATH, "staff")).text
        book = site.world.stores.studies
        study = await book.study("new")
        assert await book.change_study(study, replace(study, title="Another"), "")
        assert "was changed since" in (await site.get(PATH, "staff")).text

    at_new(visit, make_study, story)


def test_what_cannot_be_tried_is_said(visit, make_study):
    async def story(site):
        answer = await site.post(PATH, "staff", data={"act": "begin"})
        assert (answer.status_code, "no video or sound" in answer.text) == (422, True)
        assert await tried(site) is None

    at_new(visit, make_study, story, stimuli=(Stimulus("talk", "A talk", 0),))


def test_a_session_opens_only_once_nothing_is_missing(visit, make_study):
    async def story(site):
        await site.employ("moderator", Membership("new", Role.MODERATOR))

        async def opened(way="live"):
            return await site.post("/studies/new/sessions", "moderator", data={"way": way})

        page = (await site.get(PATH, "staff")).text
        assert "Nobody came to the end of a dry run" in page
        refused = await opened()
        assert refused.status_code == 422
        assert "Nobody came to the end" in refused.text
        assert (await opened("sideways")).status_code == 422
        await site.post(PATH, "staff", data={"act": "begin"})
        await to_the_end(site)
        page = (await site.get(PATH, "staff")).text
        assert "Everything is there" in page
        own_screens = await opened("own_screen")
        assert (own_screens.status_code, "plans no moment" in own_screens.text) == (422, True)
        assert (await opened()).headers["location"] == "/studies/new/invitations"
        assert await tried(site) is None
        (held,) = await site.services.studio.sessions("new")
        assert (held.session.state, held.plan.is_sealed) == (SessionState.OPEN, True)
        page = (await site.get(PATH, "moderator")).text
        assert held.plan.plan.digest in page
        plan = await site.get(f"/studies/new/sessions/{held.session.code}/plan", "moderator")
        assert plan.text == held.plan.plan.text
        acts = [e.deed.act async for e in site.services.audit.all()]
        assert acts[-2:] == ["session open", "plan sealed"]

    at_new(visit, make_study, story)


def test_a_session_that_is_over_says_whether_its_figures_are_as_planned(visit):
    async def story(site):
        await site.world.go(site.code, SessionState.CLOSED)
        page = (await site.get("/studies/talk/dry-run", "staff")).text
        assert "Its figures are as planned." in page

    visit(story)


def test_a_broadcast_is_tried_live(visit, make_study):
    address = "https://media.example/live.m3u8"
    stimulus = Stimulus("talk", "A talk", 30_000, address=address, broadcast=True)

    async def story(site):
        await site.post(PATH, "staff", data={"act": "begin"})
        assert (await tried(site)).is_live

    at_new(visit, make_study, story, stimuli=(stimulus,))


def test_what_is_not_there(visit):
    async def story(site):
        for method, path in (
            ("GET", "/studies/mars/dry-run"),
            ("POST", "/studies/mars/dry-run"),
            ("POST", "/studies/mars/sessions"),
            ("GET", "/studies/mars/sessions/A/plan"),
            ("GET", "/studies/talk/sessions/NOSUCH/plan"),
        ):
            assert (await site.ask(method, path, "staff")).status_code == 404

    visit(story)
