"""Films with curves for programs: asked for out of what may be seen, cancelled, taken away."""

from tests.unit.web.test_overlay_pages import SHORT, over

from pulsemeter.media.overlay_folder import FolderOverlays
from pulsemeter.release.view import View
from pulsemeter.service.hand_over import view_key
from pulsemeter.service.overlay_ports import OverlayName


def path(site, rest=""):
    return f"/api/v1/sessions/{site.code}/films{rest}"


def test_films_are_asked_for_and_cancelled(visit):
    async def story(site):
        early = await site.post(path(site), "staff", json={})
        assert early.status_code == 422
        assert (await site.get(path(site), "staff")).json()["segments"] == []
        await over(site)
        told = (await site.get(path(site), "editor")).json()
        assert [segment["id"] for segment in told["segments"]] == ["region:north"]
        asked = {"segments": ["region:north"], "layout": "burned", "clips": True}
        made = await site.post(path(site), "editor", json=asked)
        assert (made.status_code, made.json()["job"]["state"]) == (202, "waiting")
        note = site.jobs.of_kind("film")[0].note
        assert (note.words("segments"), note.word("layout")) == (("region:north",), "burned")
        again = await site.post(path(site), "editor", json=asked)
        assert (again.status_code, "made already" in again.json()["error"]) == (422, True)
        given_up = await site.post(path(site, "/cancel"), "editor")
        assert given_up.json()["job"]["state"] == "cancelled"
        assert (await site.get(path(site), "staff")).json()["job"]["state"] == "none"
        for body, status in (
            ({"segments": ["region:south"]}, 422), ({"layout": "above"}, 400),
            ({"segments": ["all"] * 5}, 400), ({"stimulus": "other"}, 422),
        ):  # fmt: skip
            answer = await site.post(path(site), "editor", json=body)
            assert answer.status_code == status, body

    visit(story, stimuli=SHORT)


def test_a_film_is_taken_away_by_whoever_sees_the_same(visit):
    async def story(site):
        await over(site, has_film=False)
        shelf = FolderOverlays(site.media.parent / "overlays")
        name = OverlayName("talk", site.code, view_key(View(final_only=True)))
        (shelf.draft(name) / "overlay.mp4").write_bytes(b"film")
        shelf.keep(name)
        (file,) = (await site.get(path(site), "viewer")).json()["files"]
        assert (file["name"], file["size_bytes"]) == ("overlay.mp4", 4)
        assert (await site.get(file["url"], "viewer")).content == b"film"
        assert (await site.get(file["url"], "editor")).status_code == 404
        assert (await site.get(path(site, "/other.mp4"), "staff")).status_code == 404

    visit(story, stimuli=SHORT)
