"""A recording aligned and removed by a program."""

from tests.unit.web.test_recording_pages import AIR, over

from pulsemeter.domain.session import SessionState

CUE = {"file_ms": 15_000, "stimulus_ms": 5_000, "words": "Good evening"}
CHECK = {"file_ms": 70_010, "stimulus_ms": 60_000}


def path(site, what=""):
    return f"/api/v1/sessions/{site.code}/recording/air{what}"


def test_it_is_aligned_by_who_saw_this_edition_and_removed(visit):
    async def story(site):
        await over(site)
        wanted = {"number": 1, "cue": CUE, "check": CHECK, "corrects_rate": True}
        made = await site.ask("PUT", path(site, "/alignment"), "staff", json=wanted)
        assert made.status_code == 200
        told = made.json()
        assert (told["stimulus"], told["number"]) == ("air", 2)
        assert abs(told["offset_ms"] - 10_000) < 10
        looked = (await site.get(path(site), "staff")).json()
        assert looked == told
        assert (looked["cue"], looked["corrects_rate"]) == (CUE, True)
        stale = await site.ask("PUT", path(site, "/alignment"), "staff", json=wanted)
        assert stale.status_code == 409
        for changes, status in (
            ({"cue": {**CUE, "file_ms": 900_000}}, 422), ({"cue": {**CUE, "file_ms": -1}}, 422),
            ({"check": None}, 422), ({"cue": 7}, 400),
        ):  # fmt: skip
            body = {**wanted, "number": 2, **changes}
            answer = await site.ask("PUT", path(site, "/alignment"), "staff", json=body)
            assert answer.status_code == status, changes
        assert (await site.ask("DELETE", path(site), "staff")).status_code == 204
        assert (await site.ask("DELETE", path(site), "staff")).status_code == 422
        assert (await site.get(path(site), "staff")).status_code == 404

    visit(story, stimuli=AIR)


def test_words_come_out_of_captions_where_there_is_a_recording(visit):
    async def story(site):
        await over(site)
        filled = await site.post(path(site, "/words"), "staff")
        assert (filled.status_code, filled.json()) == (200, {"filled": 0})
        nothing = f"/api/v1/sessions/{site.code}/recording/other/words"
        assert (await site.post(nothing, "staff")).status_code == 422

    visit(story, stimuli=AIR)


def test_a_session_without_a_recording_says_so(visit):
    async def story(site):
        await site.world.go(site.code, SessionState.CLOSED)
        wanted = {"number": 1, "cue": CUE}
        answer = await site.ask("PUT", path(site, "/alignment"), "staff", json=wanted)
        assert answer.status_code == 422

    visit(story, stimuli=AIR)
