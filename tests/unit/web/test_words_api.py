import json
import re

from tests.unit.web.test_dashboard_stream import Screen, full_room

from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.statement import Statement

SPEECH = "# Space\n\nWe choose the moon.\n\nNot because it is easy."


def base(site):
    return f"/api/v1/sessions/{site.code}"


async def step(site, name, key, who="staff", **more):
    return await site.post(f"{base(site)}/words/{name}", who, json={"key": key, **more})


def heard(screen):
    """What a screen was told of the words, in order."""
    events = re.findall(r"event: words\ndata: (.*)\n", screen.body.decode())
    return [json.loads(event) for event in events]


def pass_ms(site, more_ms):
    site.world.clock.now_ms += more_ms


def test_a_manuscript_is_moved_on_and_every_screen_follows(visit):
    async def story(site):
        await full_room(site)
        screen = Screen(site)
        await screen.numbers()
        loaded = await step(site, "load", "m", text=SPEECH, speaker="Ada")
        assert loaded.status_code == 200, loaded.text
        room = (await site.get(f"{base(site)}/words", "staff")).json()
        assert [line["topic"] for line in room["lines"]] == ["Space", "Space"]
        assert room["refusal"] == ""
        assert (await step(site, "next", "a")).json()["open"]["words"] == "We choose the moon."
        pass_ms(site, 12_000)
        moved = (await step(site, "next", "b")).json()
        assert (moved["closed"], moved["place"]) == (1, 2)
        assert (await step(site, "next", "b")).json() == moved
        name = moved["statements"][0]["id"]
        typed = (await step(site, "type", "t", statement=name, words="We choose it.")).json()
        assert [(s["words"], s["revision"]) for s in typed["statements"]] == [("We choose it.", 2)]
        await screen.numbers()
        told = heard(screen)
        assert [each["closed"] for each in told] == [0, 0, 1, 1]
        assert [len(each["statements"]) for each in told] == [0, 0, 1, 1]
        await screen.leave()
        late = Screen(site)
        await late.numbers()
        assert [s["words"] for s in heard(late)[0]["statements"]] == ["We choose it."]
        await late.leave()
        facts = (await site.get(f"{base(site)}/room", "staff")).json()
        assert [s["words"] for s in facts["statements"]] == ["We choose it."]

    visit(story)


def test_captions_come_in_once_however_often_they_are_sent(visit):
    async def story(site):
        await full_room(site)
        pass_ms(site, 16_000)
        sent = {
            "captions": [
                {"id": "1", "start_ms": 2_000, "end_ms": 6_000, "words": "We choose to go"},
                {"id": "2", "start_ms": 6_000, "end_ms": 13_000, "words": "to the moon."},
            ]
        }
        for _ in range(2):
            answer = await site.post(f"{base(site)}/captions", "staff", json=sent)
            assert (answer.status_code, answer.json()) == (200, {"taken": 2})
        room = (await site.get(f"{base(site)}/words", "staff")).json()
        assert [s["words"] for s in room["now"]["statements"]] == ["We choose to go to the moon."]
        wrong = {"captions": [{"id": "3", "start_ms": 9_000, "end_ms": 2_000, "words": "No."}]}
        answer = await site.post(f"{base(site)}/captions", "staff", json=wrong)
        assert (answer.status_code, "caption 3" in answer.json()["error"]) == (409, True)

    visit(story)


def test_what_cannot_be_read_or_done_is_refused_in_words(visit):
    async def story(site):
        for name, sent, status, why in (
            ("jump", {"key": "a"}, 404, "no such step"),
            ("caption", {"key": "a"}, 404, "no such step"),
            ("next", {}, 400, "key"),
            ("next", {"key": "a"}, 409, "no manuscript"),
            ("load", {"key": "a", "text": "  "}, 422, "has no words"),
            ("type", {"key": "a", "statement": "s9", "words": "?"}, 409, "no statement"),
        ):
            answer = await site.post(f"{base(site)}/words/{name}", "staff", json=sent)
            assert (answer.status_code, why in answer.json()["error"]) == (status, True), name
        big = b'{"key": "' + b"a" * 2**20 + b'"}'
        answer = await site.post(f"{base(site)}/words/load", "staff", content=big)
        assert answer.status_code == 413

    visit(story)


def test_who_only_watches_moves_nothing(visit):
    async def story(site):
        await site.employ("viewer", Membership("talk", Role.VIEWER, ()))
        await site.employ("editor", Membership("talk", Role.EDITOR, ("region:north",)))
        for who in ("viewer", "editor"):
            assert (await step(site, "depart", "a", who)).status_code == 403
            answer = await site.post(f"{base(site)}/captions", who, json={"captions": []})
            assert answer.status_code == 403

    visit(story)


def test_a_session_with_times_of_its_own_says_so(visit):
    async def story(site):
        room = (await site.get(f"{base(site)}/words", "staff")).json()
        assert "1 statement whose times were set before" in room["refusal"]

    visit(story, statements=[Statement("s1", 1, "talk", 0, 4_000, "One.")])
