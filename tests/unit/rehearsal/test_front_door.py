"""The forms go out as a browser sends them; refusals name the place; trouble is tried again."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.rehearsal import front_door
from pulsemeter.rehearsal.front_door import DoorClosedError, FrontDoor
from pulsemeter.rehearsal.page import PageModel
from pulsemeter.simulation.answers import Answered
from pulsemeter.simulation.panel import SimulatedPanelist
from pulsemeter.wire.participant import Hello

PANELIST = SimulatedPanelist(
    0, {"region": "north & east"}, 3_000, 0.0, 1.0, 0, None, (), "good", "Näher. (simulated)"
)


def at_the_door(server, act):
    async def run():
        async with server.serve():
            door = FrontDoor(server.base_url, "ABC", 2)
            try:
                return await act(door)
            finally:
                door.close()

    return asyncio.run(asyncio.wait_for(run(), 20))


def test_joining_and_finishing_walk_through_every_form(make_server):
    server = make_server()

    async def act(door):
        await door.join(PANELIST, "the-key")
        await door.finish(PANELIST, "the-key")

    at_the_door(server, act)
    assert server.forms == [
        ("/j/ABC/redeem", "the-key", {"page_key": "the-key", "token": ""}),
        ("/p/consent", "the-key", {"agrees": "yes"}),
        ("/p/profile", "the-key", {"region": "north & east"}),
        ("/p/practised", "the-key", {}),
        ("/p/watched", "the-key", {}),
        ("/p/closing", "the-key", {"overall": "good", "comment": "Näher. (simulated)"}),
    ]
    assert server.complaints == []


def test_questions_are_answered_page_by_page(make_server):
    server = make_server()
    asked = replace(
        PANELIST, answers=Answered(((("mood", "3"),),), ((("mood", "4"), ("mood", "5")),), True)
    )

    async def act(door):
        await door.join(asked, "the-key")
        await door.finish(asked, "the-key")

    at_the_door(server, act)
    paths = [path for path, _, _ in server.forms]
    assert paths.index("/p/questions") == paths.index("/p/profile") + 1
    assert paths[-2:] == ["/p/questions", "/p/why"]


def test_a_refusal_names_the_place(make_server):
    server = make_server()
    server.status = lambda path: 410 if path.startswith("/j/") else 303
    with pytest.raises(DoorClosedError, match="POST /j/ABC/redeem answered 410"):
        at_the_door(server, lambda door: door.join(PANELIST, "the-key"))


def test_a_busy_server_is_asked_again(make_server):
    server = make_server()
    answers = iter([503, 303, 303, 303, 303])
    server.status = lambda path: next(answers)
    at_the_door(server, lambda door: door.join(PANELIST, "the-key"))
    assert [path for path, _, _ in server.forms][:2] == ["/j/ABC/redeem", "/j/ABC/redeem"]


@pytest.mark.parametrize("status", [404, 409])
def test_a_server_that_has_not_heard_that_the_session_is_open_is_asked_again(make_server, status):
    server = make_server()
    answers = iter([status, 303, 303, 303, 303])
    server.status = lambda path: next(answers)
    at_the_door(server, lambda door: door.join(PANELIST, "the-key"))
    assert [path for path, _, _ in server.forms][:2] == ["/j/ABC/redeem", "/j/ABC/redeem"]


def test_a_session_that_does_not_open_is_given_up_sooner_than_a_busy_server(
    make_server, monkeypatch
):
    monkeypatch.setattr(front_door, "TRIES_MAX", 2)
    server = make_server()
    server.status = lambda path: 409
    with pytest.raises(DoorClosedError, match="answered 409, 2 times"):
        at_the_door(server, lambda door: door.join(PANELIST, "the-key"))


def test_a_server_that_stays_busy_is_given_up(make_server, monkeypatch):
    monkeypatch.setattr(front_door, "BUSY_TRIES_MAX", 2)
    server = make_server()
    server.status = lambda path: 503
    with pytest.raises(DoorClosedError, match="answered 503, 2 times"):
        at_the_door(server, lambda door: door.join(PANELIST, "the-key"))


def test_everything_a_page_holds_is_delivered_by_post(make_server):
    server, page = make_server(), PageModel(7)
    for place in range(30):
        page.make("press", place, 100)

    async def act(door):
        await door.join(PANELIST, "the-key")
        server.answer("the-key", Hello(7))
        await door.deliver(page, "the-key")

    at_the_door(server, act)
    assert page.is_empty
    assert server.counts["posts"] == 2
    assert [r.sequence for r in server.log] == list(range(1, 31))
