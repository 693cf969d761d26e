import asyncio
import re

import pytest

from pulsemeter.channel import local
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.service.keep_access_tokens import TokenWish
from pulsemeter.service.ports import StoreError
from pulsemeter.service.watch_load import LOOKS_TO_RECOVER, LOOKS_TO_SHED, SCREENS_GO_MS
from pulsemeter.web import dashboard_stream


class Screen:
    """One dashboard that reads the stream through the whole application."""

    def __init__(self, site, last_event_id=None, who="staff", token=""):
        door = (b"cookie", f"pm_staff={site.secrets[who]}".encode())
        if token:
            door = (b"authorization", f"Bearer {token}".encode())
        headers = [(b"host", b"pulse.test"), door]
        if last_event_id is not None:
            headers.append((b"last-event-id", last_event_id.encode("latin-1")))
        path = f"/api/v1/sessions/{site.code}/stream"
        self.scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
            "scheme": "http", "headers": headers, "server": ("pulse.test", 80),
        }  # fmt: skip
        self.site, self.body, self.status = site, b"", 0
        self.task = asyncio.create_task(site.application(self.scope, self._receive, self._send))

    async def _receive(self):
        await asyncio.Event().wait()

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = dict(message["headers"])
        else:
            self.body += message.get("body", b"")

    async def numbers(self):
        await self.site.world.clock.advance(0)
        lines = self.body.decode().splitlines()
        return [int(line[4:]) for line in lines if line.startswith("id: ")]

    async def leave(self):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def later(site, intervals):
    """Let intervals pass and leave."""
    site.world.clock.now_ms += 5_000 * intervals
    await site.world.keeper.tick()


async def full_room(site):
    for region in ("north", "south"):
        await site.world.sit_all(site.code, [{"region": region}] * 6)
    await site.world.keeper.tick()


def test_a_screen_gets_the_past_and_then_what_is_new_once_and_in_order(visit):
    async def story(site):
        await full_room(site)
        await later(site, 2)
        screen = Screen(site)
        first = await screen.numbers()
        assert first == list(range(1, len(first) + 1))
        await later(site, 2)
        both = await screen.numbers()
        assert len(both) > len(first)
        assert both == list(range(1, len(both) + 1))
        assert screen.status == 200
        assert screen.headers[b"content-type"].startswith(b"text/event-stream")
        await screen.leave()
        assert site.world.channel.screens(site.code) == 0

    visit(story)


@pytest.mark.parametrize("seen", ["1", "0", "99999", "nonsense", "-1", "²", "9" * 40])
def test_a_screen_that_comes_back_misses_nothing_and_hears_nothing_twice(visit, seen):
    async def story(site):
        await full_room(site)
        await later(site, 3)
        count = len(site.world.keeper.rooms[site.code].releaser.releases)
        assert count >= 2
        screen = Screen(site, seen)
        known = int(seen) if seen in ("1", "0", "99999") else 0
        assert await screen.numbers() == list(range(known + 1, count + 1))
        await screen.leave()

    visit(story)


def test_what_leaves_between_subscribing_and_reading_comes_once(visit):
    async def story(site):
        await full_room(site)
        await later(site, 1)
        room = site.world.keeper.room

        async def slow(code):
            await later(site, 2)  # released while the screen is on its way
            return await room(code)

        site.world.keeper.room, calls = slow, []

        async def once(code):
            site.world.keeper.room = room
            calls.append(code)
            return await slow(code)

        site.world.keeper.room = once
        screen = Screen(site)
        numbers = await screen.numbers()
        assert calls == [site.code]
        count = len(site.world.keeper.rooms[site.code].releaser.releases)
        assert numbers == list(range(1, count + 1))
        await screen.leave()

    visit(story)


def test_what_waits_twice_is_told_once(visit):
    async def story(site):
        await full_room(site)
        screen = Screen(site)
        before = await screen.numbers()
        room = site.world.keeper.rooms[site.code]
        await later(site, 1)  # offered by the room, and once more before anybody has read
        for release in room.releaser.releases[len(before) :]:
            site.world.channel.release(site.code, release)
        numbers = await screen.numbers()
        assert len(numbers) > len(before)
        assert numbers == list(range(1, len(numbers) + 1))
        await screen.leave()

    visit(story)


def test_screens_make_way_when_the_server_is_behind_and_miss_nothing(visit):
    async def story(site):
        await full_room(site)
        await later(site, 2)
        screen, load = Screen(site), site.services.load
        seen = await screen.numbers()
        for _ in range(LOOKS_TO_SHED):
            load.look(SCREENS_GO_MS)
        site.world.keeper.announce()
        await screen.numbers()
        assert screen.task.done()
        assert site.world.channel.screens(site.code) == 0
        refused = Screen(site, str(seen[-1]))
        await refused.numbers()
        assert refused.status == 503
        assert int(refused.headers[b"retry-after"]) >= 1
        await later(site, 2)
        for _ in range(LOOKS_TO_RECOVER):
            load.look(0)
        back = Screen(site, str(seen[-1]))
        assert (await back.numbers())[0] == seen[-1] + 1
        await back.leave()

    visit(story)


def test_activity_and_plan_come_without_a_number(visit):
    async def story(site):
        screen = Screen(site)
        await screen.numbers()
        await full_room(site)
        site.world.keeper.announce()
        assert await screen.numbers() == [1]
        assert screen.body.count(b"event: release\n") == 1
        assert b"event: plan\ndata: " in screen.body
        assert b"event: status\ndata: " in screen.body
        await screen.leave()

    visit(story)


def test_a_quiet_stream_is_kept_alive(visit, monkeypatch):
    monkeypatch.setattr(dashboard_stream, "KEEP_ALIVE_S", 0.0)

    async def story(site):
        screen = Screen(site)
        for _ in range(10):
            await screen.numbers()
        assert screen.body.count(b": keep-alive\n\n") > 2
        await screen.leave()

    visit(story)


def test_a_screen_that_does_not_read_is_dropped_and_nobody_waits(visit, monkeypatch):
    monkeypatch.setattr(local, "MAILBOX_LENGTH_MAX", 3)

    async def story(site):
        await full_room(site)
        slow = site.world.channel.subscribe(site.code)
        screen = Screen(site)
        await screen.numbers()
        for _ in range(5):
            await later(site, 1)
            await screen.numbers()
        assert slow.is_closed
        assert not screen.task.done()
        assert len(await screen.numbers()) >= 5
        site.world.channel.close()
        await site.world.go(site.code, SessionState.CLOSED)
        await screen.numbers()
        assert screen.task.done()

    visit(story)


def told(screen):
    """The cells that a screen was told anything about."""
    return set(re.findall(r'"(?:cell|id)":"([^"]+)"', screen.body.decode()))


def test_an_editor_gets_own_audiences_and_no_activity(visit):
    async def story(site):
        await site.employ("editor", Membership("talk", Role.EDITOR, ("region:north",)))
        await full_room(site)
        await later(site, 2)
        editor, owner = Screen(site, who="editor"), Screen(site)
        await later(site, 2)
        site.world.keeper.announce()
        numbers = await editor.numbers()
        assert numbers
        assert set(numbers) <= set(await owner.numbers())
        assert told(editor) == {"region:north"}
        assert told(owner) >= {"all", "region:north", "region:south"}
        assert b'"joined":null' in editor.body
        assert not re.search(rb'"(active|joined|target|answered_share)":\d', editor.body)
        for screen in (editor, owner):
            await screen.leave()

    visit(story)


def test_two_with_the_same_view_get_the_same_bytes(visit):
    async def story(site):
        for who in ("one", "two"):
            await site.employ(who, Membership("talk", Role.EDITOR, ("region",)))
        await full_room(site)
        screens = [Screen(site, who=who) for who in ("one", "two")]
        await later(site, 2)
        for screen in screens:
            await screen.numbers()
        await later(site, 2)
        site.world.keeper.announce()
        for screen in screens:
            await screen.numbers()
        assert screens[0].body == screens[1].body
        assert screens[0].body.count(b"event: release") >= 3
        for screen in screens:
            await screen.leave()

    visit(story)


def test_a_viewer_gets_the_last_word_after_the_close(visit):
    async def story(site):
        await site.employ("viewer", Membership("talk", Role.VIEWER))
        await full_room(site)
        await later(site, 3)
        early = Screen(site, who="viewer")
        assert await early.numbers() == []
        assert early.status == 403
        await site.world.go(site.code, SessionState.CLOSED)
        screen = Screen(site, who="viewer")
        await screen.numbers()
        await later(site, 60)
        await later(site, 1)
        numbers = await screen.numbers()
        assert screen.status == 200
        assert numbers
        standings = set(re.findall(rb'"standing":"(\w+)"', screen.body))
        assert standings == {b"final"}
        await screen.leave()

    visit(story)


@pytest.mark.parametrize("what", ["removed", "changed", "signed out"])
def test_a_stream_ends_with_the_right_to_it(visit, what):
    async def story(site):
        await site.employ("member", Membership("talk", Role.MODERATOR))
        await full_room(site)
        screen = Screen(site, who="member")
        await screen.numbers()
        await later(site, 1)
        await screen.numbers()
        assert not screen.task.done()
        stores = site.world.stores
        if what == "removed":
            await stores.staff.remove("id-member")
        elif what == "changed":
            edits = Membership("talk", Role.EDITOR, ("region:north",))
            await stores.staff.put_membership("id-member", edits)
        else:
            await stores.sign_ins.end_all("id-member")
        before = len(screen.body)
        await later(site, 2)
        await screen.numbers()
        assert screen.task.done()
        assert len(screen.body) == before

    visit(story)


async def dismissed(site):
    await site.world.stores.staff.remove("id-editor")


async def given_other_audiences(site):
    south = Membership("talk", Role.EDITOR, ("region:south",))
    await site.world.stores.staff.put_membership("id-editor", south)


async def signed_out(site):
    await site.world.stores.sign_ins.end_all("id-editor")


@pytest.mark.parametrize("change", [dismissed, given_other_audiences, signed_out])
@pytest.mark.parametrize("is_set_back", [False, True], ids=["", "the wall clock is set back"])
def test_an_open_stream_ends_with_the_right_to_it(visit, change, is_set_back):
    async def story(site):
        await site.employ("editor", Membership("talk", Role.EDITOR, ("region:north",)))
        await full_room(site)
        await later(site, 1)
        screen, clock = Screen(site, who="editor"), site.world.clock
        assert await screen.numbers()
        await change(site)
        if is_set_back:
            hour_ago_ms = clock.wall_ms() - 3_600_000
            clock.wall_ms = lambda: hour_ago_ms
        seen = screen.body
        clock.now_ms += dashboard_stream.ASKED_AGAIN_MS
        site.world.keeper.announce()
        await screen.numbers()
        assert screen.task.done()
        assert screen.body == seen

    visit(story)


def test_a_stream_ends_quietly_where_the_store_cant_say_who_it_is(visit):
    async def story(site):
        await full_room(site)
        await later(site, 1)
        screen, clock = Screen(site), site.world.clock
        assert await screen.numbers()

        async def away(secret):
            raise StoreError("the connection to the database is lost")

        site.world.desk.sign_ins.who = away
        clock.now_ms += dashboard_stream.ASKED_AGAIN_MS
        site.world.keeper.announce()
        await screen.numbers()
        assert screen.task.done()
        assert screen.task.exception() is None

    visit(story)


async def editors_token(site):
    """A token of an editor who sees the north."""
    editor = await site.employ("editor", Membership("talk", Role.EDITOR, ("region:north",)))
    return await site.world.desk.tokens.make("test", editor, TokenWish("x", ["read"]))


def test_a_program_gets_the_audiences_of_its_member_and_resumes(visit):
    async def story(site):
        token = await editors_token(site)
        await full_room(site)
        await later(site, 3)
        first = Screen(site, token=token)
        numbers = await first.numbers()
        assert first.status == 200
        assert len(numbers) >= 2
        assert told(first) == {"region:north"}
        assert b'"joined":null' in first.body
        await first.leave()
        await later(site, 2)
        again = Screen(site, str(numbers[-1]), token=token)
        fresh = await again.numbers()
        assert fresh
        assert min(fresh) > numbers[-1]
        assert told(again) == {"region:north"}
        await again.leave()

    visit(story)


def test_a_programs_stream_ends_with_its_token(visit):
    async def story(site):
        token = await editors_token(site)
        await full_room(site)
        await later(site, 1)
        screen = Screen(site, token=token)
        assert await screen.numbers()
        await site.world.stores.access.drop_all("id-editor")
        seen = screen.body
        site.world.clock.now_ms += dashboard_stream.ASKED_AGAIN_MS
        site.world.keeper.announce()
        await screen.numbers()
        assert screen.task.done()
        assert screen.body == seen

    visit(story)
