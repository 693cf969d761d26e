"""Reports for programs: of each stimulus, of the asker's audiences."""

from tests.unit.web.test_report_pages import shelve

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import Stimulus
from pulsemeter.release.view import EVERYTHING

TWO = (Stimulus("talk", "A talk", 30_000), Stimulus("second", "A second talk", 30_000))


def path(site, rest=""):
    return f"/api/v1/sessions/{site.code}/reports{rest}"


def test_each_stimulus_has_its_report_which_is_asked_for_and_cancelled(visit):
    async def story(site):
        early = await site.post(path(site, "/talk"), "staff")
        assert (early.status_code, "after the close" in early.json()["error"]) == (409, True)
        await site.world.go(site.code, SessionState.CLOSED)
        asked = await site.post(path(site, "/second"), "staff")
        assert (asked.status_code, asked.json()["job"]["state"]) == (202, "waiting")
        told = (await site.get(path(site), "staff")).json()["reports"]
        assert [(r["stimulus"], r["job"]["state"]) for r in told] == [
            ("talk", "none"), ("second", "waiting"),
        ]  # fmt: skip
        given_up = await site.post(path(site, "/second/cancel"), "staff")
        assert given_up.json()["job"]["state"] == "cancelled"
        for rest in ("/third", "/third/files/html"):
            assert (await site.get(path(site, rest), "staff")).status_code == 404
        for rest in ("/third", "/third/cancel"):
            assert (await site.post(path(site, rest), "staff")).status_code == 404

    visit(story, stimuli=TWO)


def test_files_are_those_of_the_askers_view(visit):
    async def story(site):
        await site.employ("north", Membership("talk", Role.EDITOR, ("region:north",)))
        await site.world.go(site.code, SessionState.CLOSED)
        await shelve(site, EVERYTHING, b"everything", "second")
        told = (await site.get(path(site, "/second"), "staff")).json()
        assert [file["name"] for file in told["files"]] == [
            "report.html", "report.pdf", "report.pptx",
        ]  # fmt: skip
        answer = await site.get(told["files"][0]["url"], "staff")
        assert (answer.content, answer.headers["cache-control"]) == (
            b"everything", "private, no-store",
        )  # fmt: skip
        assert len(answer.content) == told["files"][0]["size_bytes"]
        assert (await site.get(path(site, "/talk"), "staff")).json()["files"] == []
        assert (await site.get(told["files"][0]["url"], "north")).status_code == 404
        assert (await site.get(path(site, "/second"), "north")).json()["made_ms"] is None

    visit(story, stimuli=TWO)
