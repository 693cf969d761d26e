import json
import re

import pytest
from tests.unit.web.test_dashboard_stream import Screen, full_room, later

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.statement import Statement

SPOKEN = [
    Statement("s1", 1, "talk", 0, 4_000, "One."),
    Statement("s2", 1, "talk", 4_000, 9_000, "Two."),
]
FEATURE = {
    "statement": "s1", "revision": 1, "audience": "region:north", "kind": "feature",
    "reason": "70 % of the north liked it",
}  # fmt: skip


async def staffed(site):
    """A running session with both regions, and everybody who decides about it."""
    for who, role, *audiences in (
        ("moderator", Role.MODERATOR),
        ("north", Role.EDITOR, "region:north"),
        ("south", Role.EDITOR, "region:south"),
        ("viewer", Role.VIEWER),
    ):
        await site.employ(who, Membership("talk", role, tuple(audiences)))
    await full_room(site)


def base(site):
    return f"/api/v1/sessions/{site.code}/decisions"


async def proposed(site, who="moderator", **changes):
    answer = await site.post(base(site), who, json={**FEATURE, **changes})
    assert answer.status_code == 201, answer.text
    return answer.json()


def heard(screen):
    """The decisions that a screen was sent, in order."""
    events = re.findall(r"event: decision\ndata: (.*)\n", screen.body.decode())
    return [json.loads(event) for event in events]


def test_an_editor_of_the_north_decides_and_each_screen_is_told_what_it_may(visit):
    async def story(site):
        await staffed(site)
        screens = {who: Screen(site, who=who) for who in ("moderator", "north", "south")}
        for screen in screens.values():
            await screen.numbers()
        made = await proposed(site)
        path = f"{base(site)}/{made['id']}"
        taken = await site.post(f"{path}/take", "north", json={"reason": "we open with it"})
        assert (taken.status_code, taken.json()["state"]) == (200, "taken")
        link = "https://north.example/1"
        late = await site.post(f"{path}/done", "north", json={"ran_ms": 2**52})
        assert (late.status_code, "ran before now" in late.json()["error"]) == (422, True)
        ran_ms = made["entries"][0]["wall_ms"] - 60_000
        ran = {"ran_at": link, "ran_ms": ran_ms}
        done = await site.post(f"{path}/done", "north", json=ran)
        assert (done.json()["entries"][-1]).items() >= ran.items()
        for who, screen in screens.items():
            await screen.numbers()
            told = heard(screen)
            assert [each["state"] for each in told] == ["proposed", "taken", "done"]
            entries = told[-1]["entries"]
            assert [e["author"] for e in entries] == ["Moderator", "North", "North"]
            assert [e["role"] for e in entries] == ["moderator", "editor", "editor"]
            own = who != "south"
            assert told[-1]["own"] is own
            assert (b"70 %" in screen.body) is own
            assert (b"we open with it" in screen.body) is own
            assert told[-1]["kind"] == "feature"
            assert told[-1]["audience_label"] == "North"
        south = screens["south"].body.decode()
        assert "region:north" not in {
            figure["cell"]
            for data in re.findall(r"event: release\nid: \d+\ndata: (.*)\n", south)
            for figure in json.loads(data)["figures"]
        }
        for screen in screens.values():
            await screen.leave()

    visit(story, statements=SPOKEN)


def test_a_screen_that_comes_later_is_told_everything_once(visit):
    async def story(site):
        await staffed(site)
        first = await proposed(site)
        second = await proposed(site, statement="s2", kind="watch")
        await site.post(f"{base(site)}/{first['id']}/take", "north")
        screen = Screen(site, who="south")
        await screen.numbers()
        told = heard(screen)
        assert [(each["id"], each["state"]) for each in told] == [
            (first["id"], "taken"),
            (second["id"], "proposed"),
        ]
        listed = (await site.get(base(site), "south")).json()
        assert listed["decisions"] == told
        await screen.leave()

    visit(story, statements=SPOKEN)


def test_the_list_says_for_whom_one_may_do_what(visit):
    async def story(site):
        await staffed(site)
        rights = {}
        for who in ("moderator", "north", "south"):
            listed = (await site.get(base(site), who)).json()
            rights[who] = (listed["propose_for"], listed["decide_for"])
        assert rights == {
            "moderator": (["all", "region:north", "region:south"], ["all"]),
            "north": (["region:north"], ["region:north"]),
            "south": (["region:south"], ["region:south"]),
        }

    visit(story, statements=SPOKEN)


def test_a_viewer_is_told_after_the_close(visit):
    async def story(site):
        await staffed(site)
        await proposed(site)
        assert (await site.get(base(site), "viewer")).status_code == 403
        await site.world.go(site.code, SessionState.CLOSED)
        await later(site, 60)
        listed = (await site.get(base(site), "viewer")).json()
        assert [each["entries"][0]["author"] for each in listed["decisions"]] == ["Moderator"]
        assert (listed["propose_for"], listed["decide_for"]) == ([], [])
        screen = Screen(site, who="viewer")
        await screen.numbers()
        assert heard(screen) == listed["decisions"]
        await screen.leave()

    visit(story, statements=SPOKEN)


def test_refusals_say_why(visit):
    async def story(site):
        await staffed(site)
        made = await proposed(site)
        path = f"{base(site)}/{made['id']}"
        asked = (
            (base(site), "north", FEATURE, 409, "proposed by Moderator"),
            (base(site), "south", FEATURE, 403, "own audience"),
            (base(site), "moderator", {**FEATURE, "statement": "s9"}, 422, "no statement"),
            (base(site), "moderator", {**FEATURE, "revision": 7}, 422, "revision 1"),
            (base(site), "moderator", {**FEATURE, "kind": "publish"}, 400, "publish"),
            (base(site), "moderator", {**FEATURE, "revision": 0}, 400, "revision"),
            (base(site), "moderator", {"reason": "x" * 20_000}, 413, "bytes"),
            (f"{path}/take", "moderator", {}, 403, "its editors decide"),
            (f"{path}/done", "north", {}, 409, "is proposed"),
            (f"{path}/drop", "south", {}, 403, "not yours"),
            (f"{path}/take", "north", {"reason": 7}, 400, "reason"),
            (f"{path}/take", "north", {"reason": "a\u0000"}, 422, "can't be shown"),
        )
        for url, who, body, status, words in asked:
            answer = await site.post(url, who, json=body)
            assert (url, who, answer.status_code) == (url, who, status), answer.text
            assert words in answer.json()["error"]
        await site.post(f"{path}/take", "north")
        bad = await site.post(f"{path}/done", "north", json={"ran_at": "javascript:alert(1)"})
        assert (bad.status_code, "address of a page" in bad.json()["error"]) == (422, True)
        kept = await site.world.stores.decisions.decision(made["id"])
        assert kept.state.value == "taken"
        broken = await site.post(f"{path}/drop", "north", content=b'{"reason": "\xff"}')
        assert broken.status_code == 400

    visit(story, statements=SPOKEN)


@pytest.mark.parametrize("step", ["take", "done", "drop"])
def test_nobody_decides_from_another_site(visit, step):
    async def story(site):
        await staffed(site)
        made = await proposed(site, "north", taken=step == "done")
        evil = {"origin": "http://evil.test"}
        path = f"{base(site)}/{made['id']}/{step}"
        assert (await site.post(path, "north", headers=evil)).status_code == 403
        assert (await site.post(path, "participant")).status_code == 403
        assert (await site.post(path, "north")).status_code == 200

    visit(story, statements=SPOKEN)
