import asyncio
from dataclasses import replace

import msgspec
import pytest
from tests.unit.web.test_dashboard_stream import Screen, full_room, later

from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.web.dashboard_room import STEPS
from pulsemeter.wire.dashboard import Problem, Room, Status


def url(site, what):
    return f"/api/v1/sessions/{site.code}/{what}"


def test_the_room_holds_everything_the_page_is_drawn_from(visit):
    async def story(site):
        await site.world.keeper.tick()
        answer = await site.get(url(site, "room"), "staff")
        room = msgspec.json.decode(answer.content, type=Room)
        assert (room.session, room.study, room.kind, room.profile) == (
            site.code, "talk", "live", "research",
        )  # fmt: skip
        assert room.stimuli[0].media_url == f"/media/{site.code}/talk"
        assert room.stimuli[0].captions_url == f"/media/{site.code}/talk/captions"
        assert room.cells == [], "cells are settled when enough are in"
        assert room.status.state == "running"
        assert "Fewer than 5 persons" in room.verdict_rule
        assert answer.headers["cache-control"] == "no-store"

    visit(story)


def test_the_cells_stand_in_the_room_once_they_are_settled(visit):
    async def story(site):
        await site.world.sit_all(site.code, [{"region": "north"}] * 6 + [{"region": "south"}] * 6)
        await site.world.keeper.tick()
        answer = await site.get(url(site, "room"), "staff")
        cells = msgspec.json.decode(answer.content, type=Room).cells
        assert [(c.id, c.n, c.attribute_label) for c in cells] == [
            ("all", 13, ""), ("region:north", 7, "Region"), ("region:south", 6, "Region"),
        ]  # fmt: skip

    visit(story)


def test_a_session_is_taken_through_its_steps(visit):
    async def story(site):
        for step, state in (("pause", "paused"), ("resume", "running"), ("close", "closed")):
            answer = await site.post(url(site, step), "staff")
            assert msgspec.json.decode(answer.content, type=Status).state == state
        answer = await site.post(url(site, "start"), "staff")
        assert answer.status_code == 409
        problem = msgspec.json.decode(answer.content, type=Problem)
        assert "is closed; it can't become running" in problem.error
        assert problem.remedy

    visit(story)


@pytest.mark.parametrize("path", ["/api/v1/sessions/NOSUCH/room", "/api/v1/sessions/NOSUCH/stream"])
def test_a_session_nobody_knows_is_a_problem(visit, path):
    async def story(site):
        answer = await site.get(path, "staff")
        assert answer.status_code == 404
        assert "NOSUCH" in answer.json()["error"]

    visit(story)


def test_steps_nobody_knows_are_a_problem(visit):
    async def story(site):
        answer = await site.post(url(site, "explode"), "staff")
        assert answer.status_code == 404
        assert all(step in answer.json()["remedy"] for step in STEPS)
        missing = await site.post("/api/v1/sessions/NOSUCH/start", "staff")
        assert missing.status_code == 404

    visit(story)


async def another(site, shown, *steps):
    """A further session of the study, shown elsewhere."""
    study = replace(site.study, name="elsewhere", cues=("Good evening.", "The clock turns."))
    code = await site.world.session(study, SessionKind.LIVE, (), shown)
    for step in steps:
        await site.world.go(code, step)
    site.code = code


def test_a_start_may_count_down(visit):
    async def story(site):
        await another(site, ShownIn.IN_PAGE)
        for asked in ("61", "-1", "1e1", "", "²"):
            answer = await site.post(f"{url(site, 'start')}?countdown_s={asked}", "staff")
            assert answer.status_code == 422
        answer = await site.post(f"{url(site, 'start')}?countdown_s=10", "staff")
        assert msgspec.json.decode(answer.content, type=Status).session_ms == -10_000
        answer = await site.post(f"{url(site, 'pause')}?at_ms=100", "staff")
        assert answer.status_code == 409

    visit(story)


def test_in_one_room_steps_carry_the_players_time(visit):
    async def story(site):
        await another(site, ShownIn.ONE_ROOM)
        for step, at_ms in (("start", 0), ("resume", 900), ("pause", 700), ("resume", 700)):
            answer = await site.post(f"{url(site, step)}?at_ms={at_ms}", "staff")
            assert msgspec.json.decode(answer.content, type=Status).session_ms == at_ms
        answer = await site.get(url(site, "room"), "staff")
        room = msgspec.json.decode(answer.content, type=Room)
        assert (room.shown, room.cues) == ("one_room", [])

    visit(story)


def test_cues_are_asked_marked_and_taken_away(visit):
    async def story(site):
        await another(site, ShownIn.OWN_SCREEN, SessionState.RUNNING)
        answer = await site.get(url(site, "room"), "staff")
        room = msgspec.json.decode(answer.content, type=Room)
        assert (room.shown, room.cues) == ("own_screen", ["Good evening.", "The clock turns."])
        assert room.status.calibration.last_cue_ms is None
        asked = {"words": " Good evening. ", "planned": 0}
        answer = await site.post(url(site, "cue/ask"), "staff", json=asked)
        cue = msgspec.json.decode(answer.content, type=Status).cue
        assert (cue.number, cue.words, cue.marked_ms) == (1, "Good evening.", None)
        site.world.clock.now_ms += 4_000
        answer = await site.post(url(site, "cue/mark"), "staff")
        assert msgspec.json.decode(answer.content, type=Status).cue.marked_ms == 4_000
        answer = await site.post(url(site, "cue/end"), "staff")
        assert msgspec.json.decode(answer.content, type=Status).cue is None
        assert (await site.post(url(site, "cue/mark"), "staff")).status_code == 409
        for body in ({"words": ""}, {"words": "x" * 201}, {}, [], {"words": "x", "planned": 999}):
            answer = await site.post(url(site, "cue/ask"), "staff", json=body)
            assert answer.status_code == 422
        answer = await site.post(url(site, "cue/ask"), "staff", content=b"x" * 5_000)
        assert answer.status_code == 413

    visit(story)


def test_what_is_shown_on_the_page_has_no_cues(visit):
    async def story(site):
        answer = await site.post(url(site, "cue/ask"), "staff", json={"words": "x"})
        assert answer.status_code == 409
        room = msgspec.json.decode((await site.get(url(site, "room"), "staff")).content, type=Room)
        assert (room.shown, room.status.calibration) == ("in_page", None)
        answer = await site.post("/api/v1/sessions/NOSUCH/cue/end", "staff")
        assert answer.status_code == 404

    visit(story)


def test_the_room_of_an_editor_holds_own_audiences_only(visit):
    async def story(site):
        await site.employ("editor", Membership("talk", Role.EDITOR, ("region:south",)))
        for region in ("north", "south"):
            await site.world.sit_all(site.code, [{"region": region}] * 6)
        await site.world.keeper.tick()
        site.world.clock.now_ms += 15_000
        await site.world.keeper.tick()

        async def room_of(who):
            content = (await site.get(url(site, "room"), who)).content
            return msgspec.json.decode(content, type=Room)

        whole, own = await room_of("staff"), await room_of("editor")
        assert (whole.conducts, whole.own_only) == (True, False)
        assert (own.conducts, own.own_only) == (False, True)
        assert {cell.id for cell in own.cells} == {"region:south"}
        cells = {figure.cell for release in own.releases for figure in release.figures}
        assert cells == {"region:south"}
        assert len(own.releases) == len(whole.releases) > 0
        assert own.statements == whole.statements
        assert (own.status.joined, own.status.active, own.status.quota_gaps) == (None, None, [])
        assert own.status.session_ms == whole.status.session_ms
        assert whole.status.joined >= 12

    visit(story)


def test_steps_are_noted_under_the_name_of_who_takes_them(visit):
    async def story(site):
        await site.employ("mona", Membership("talk", Role.MODERATOR))
        await site.post(url(site, "pause"), "mona")
        entries = [entry.deed async for entry in site.services.audit.all()]
        assert [(deed.actor, deed.act) for deed in entries] == [("Mona", "session paused")]

    visit(story)


def test_an_opening_notes_the_digest_of_the_sealed_plan(visit):
    async def story(site):
        planned = await site.world.conduct.plan("talk", SessionKind.LIVE)
        answer = await site.post(f"/api/v1/sessions/{planned.code}/open", "staff")
        assert msgspec.json.decode(answer.content, type=Status).state == "open"
        sealed = await site.world.stores.studies.plan(planned.code)
        last = [entry.deed async for entry in site.services.audit.all()][-1]
        assert (last.act, last.subject) == ("plan sealed", planned.code)
        assert last.detail == f"SHA-256 {sealed.digest}"

    visit(story)


def test_a_session_without_a_film_is_extended_by_who_leads_it(visit):
    async def story(site):
        site_url = f"{url(site, 'extend')}?minutes=5"
        assert (await site.get(url(site, "room"), "staff")).json()["can_extend"] is True
        answer = await site.post(site_url, "staff")
        assert (answer.status_code, answer.json()["duration_ms"]) == (200, 330_000)
        for wrong in ("", "?minutes=0", "?minutes=61", "?minutes=ten"):
            assert (await site.post(url(site, "extend") + wrong, "staff")).status_code == 422
        await site.post(url(site, "close"), "staff")
        assert (await site.post(site_url, "staff")).status_code == 409
        acts = [entry.deed.act async for entry in site.services.audit.all()]
        assert acts.count("session extended") == 1

    visit(story, stimuli=(Stimulus("talk", "On air", 30_000),))


def test_a_session_with_a_film_ends_where_the_film_does(visit):
    async def story(site):
        assert (await site.get(url(site, "room"), "staff")).json()["can_extend"] is False
        answer = await site.post(f"{url(site, 'extend')}?minutes=5", "staff")
        assert (answer.status_code, "has a file" in answer.text) == (409, True)

    visit(story)


def said(words):
    return Statement("s1", 1, "talk", 0, 10_000, words)


def test_releases_stand_in_the_room_as_in_the_stream_whatever_is_said(visit):
    async def story(site):
        await full_room(site)
        await later(site, 3)
        screen = Screen(site)
        count = len(await screen.numbers())
        await screen.leave()
        told = [line[6:] for line in screen.body.decode().splitlines() if '"number":' in line]
        answer = await site.get(url(site, "room"), "staff")
        room = msgspec.json.decode(answer.content, type=Room)
        assert count > 2
        assert [msgspec.json.encode(one).decode() for one in room.releases] == told
        assert room.statements[0].words == '"releases":[], said Ada: "releases":[]'

    visit(story, statements=[said('"releases":[], said Ada: "releases":[]')])


def test_whoever_presses_gets_turns_while_a_long_past_is_told(visit):
    async def story(site):
        await full_room(site)
        await later(site, 4)
        releases = site.world.keeper.rooms[site.code].releaser.releases
        releases *= 50
        turns = 0

        async def press():
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        pressing = asyncio.create_task(press())
        answer = await site.get(url(site, "room"), "staff")
        assert len(msgspec.json.decode(answer.content, type=Room).releases) == len(releases)
        assert turns > len(releases)
        pressing.cancel()

    visit(story)
