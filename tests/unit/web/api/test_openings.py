from dataclasses import replace

import pytest

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import Stimulus
from pulsemeter.release.analysis_plan import digest_of

PATH = "/api/v1/studies/new"


@pytest.fixture
def at_new(visit, make_study):
    """Run a story at a site with a study that is ready but for its dry run."""

    def run(story, **changes):
        async def whole(site):
            study = make_study(**{"name": "new", "read_by": "Ada", **changes})
            await site.world.stores.studies.add_study(study, "", [])
            await site.employ("mo", Membership("new", Role.MODERATOR))
            await story(site)

        visit(whole)

    return run


async def to_the_end(site, code):
    """Somebody comes to the end of a dry run."""
    seat = await site.world.sit(code, region="north")
    await site.world.stores.seats.put([replace(seat, step=SeatStep.THANKS)])


async def opened(site, way="live"):
    return await site.post(f"{PATH}/sessions", "mo", json={"way": way})


def test_a_dry_run_is_begun_told_and_ended(at_new):
    async def story(site):
        none = {"code": "", "join_url": "", "as_it_is": False, "finished": False}
        assert (await site.get(f"{PATH}/dry-run", "mo")).json() == none
        begun = await site.post(f"{PATH}/dry-run", "mo")
        told = begun.json()
        assert (begun.status_code, told["as_it_is"], told["finished"]) == (201, True, False)
        assert told["join_url"] == f"http://pulse.test/j/{told['code']}"
        assert (await site.get(f"{PATH}/dry-run", "mo")).json() == told
        room = await site.post(f"{PATH}/dry-run", "mo", json={"way": "one_room"})
        assert site.world.conduct.place(room.json()["code"]).session.shown.value == "one_room"
        first = site.world.conduct.place(told["code"]).session
        assert first.state is SessionState.CLOSED
        await to_the_end(site, room.json()["code"])
        assert (await site.get(f"{PATH}/dry-run", "mo")).json()["finished"]
        for _ in range(2):
            assert (await site.ask("DELETE", f"{PATH}/dry-run", "mo")).status_code == 204
        assert (await site.get(f"{PATH}/dry-run", "mo")).json() == {**none, "finished": True}

    at_new(story)


def test_a_dry_run_of_an_older_study_says_so(at_new):
    async def story(site):
        await to_the_end(site, (await site.post(f"{PATH}/dry-run", "mo")).json()["code"])
        book = site.world.stores.studies
        study = await book.study("new")
        assert await book.change_study(study, replace(study, title="Another"), "")
        told = (await site.get(f"{PATH}/dry-run", "mo")).json()
        assert (told["as_it_is"], told["finished"]) == (False, False)

    at_new(story)


def test_what_cannot_be_tried_or_shown_is_said(at_new):
    async def story(site):
        for path in ("dry-run", "sessions"):
            own = await site.post(f"{PATH}/{path}", "mo", json={"way": "own_screen"})
            assert (own.status_code, "cues" in own.json()["error"]) == (422, True)
            wrong = await site.post(f"{PATH}/{path}", "mo", json={"way": "by post"})
            assert (wrong.status_code, "by post" in wrong.json()["error"]) == (400, True)
            gone = await site.post(f"{PATH.replace('new', 'mars')}/{path}", "staff")
            assert gone.status_code == 404
            long = await site.post(f"{PATH}/{path}", "mo", content=b" " * 5_000)
            assert long.status_code == 413

    at_new(story)


def test_a_study_without_its_file_is_not_tried(at_new):
    async def story(site):
        answer = await site.post(f"{PATH}/dry-run", "mo")
        assert (answer.status_code, "no video or sound" in answer.json()["error"]) == (422, True)

    at_new(story, stimuli=(Stimulus("talk", "A talk", 0),))


def test_a_session_opens_once_nothing_is_missing_and_seals_its_plan(at_new):
    async def story(site):
        early = await opened(site)
        assert (early.status_code, "dry run" in early.json()["error"]) == (409, True)
        assert (await site.get(f"{PATH}/sessions", "mo")).json() == {"sessions": []}
        tried = (await site.post(f"{PATH}/dry-run", "mo")).json()["code"]
        await to_the_end(site, tried)
        answer = await opened(site)
        session = answer.json()["session"]
        assert (answer.status_code, session["study"], session["state"]) == (201, "new", "open")
        assert (session["kind"], session["dry_run"]) == ("live", False)
        (planned,) = (await site.get(f"{PATH}/sessions", "mo")).json()["sessions"]
        assert (planned["code"], planned["sealed"]) == (session["code"], True)
        assert planned["deviations"] is None
        plan = await site.get(f"/api/v1/sessions/{session['code']}/plan", "mo")
        assert plan.headers["content-type"].startswith("text/plain")
        assert digest_of(plan.text) == planned["digest"]
        await site.world.go(session["code"], SessionState.CLOSED)
        (over,) = (await site.get(f"{PATH}/sessions", "mo")).json()["sessions"]
        assert (over["state"], over["deviations"]) == ("closed", [])
        none = await site.get(f"/api/v1/sessions/{tried}/plan", "mo")
        assert (none.status_code, "no analysis plan" in none.json()["error"]) == (404, True)

    at_new(story)
