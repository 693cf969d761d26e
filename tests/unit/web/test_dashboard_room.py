import msgspec
import pytest

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
