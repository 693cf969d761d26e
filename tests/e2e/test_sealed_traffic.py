"""What a network sees of two people in one session of whom one presses all the time and one never:
under the sealed profile the same, under any other it sees who is who. The log has every answer."""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.conftest import ServedRoom, join, short_study, stimulus_ms
from tests.e2e.wire_tap import UP, Message, WireTap

from pulsemeter.domain.protection import SEALED, STANDARD, ProtectionProfile
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState

pytestmark = pytest.mark.browser

SECONDS, CADENCE_MS = 10, 2_000
WAIT_MS = 60_000
CLOCK_SLACK_MS = 400
"""Between the player's time as a test reads it and as the page records it."""
NO_SOCKETS = "WebSocket = class { constructor() { setTimeout(() => this.onclose()) } }"
BESIDE = ("ping", "pong", "hello", "welcome")
"""Questions of the clock and for the seat; each page asks them at times of its own."""
KEPT = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open('pulsemeter', 1);
  asked.onerror = reject;
  asked.onsuccess = () => {
    const all = asked.result.transaction('records').objectStore('records').count();
    all.onsuccess = () => { asked.result.close(); resolve(all.result); };
  }; })"""
"""How much of this browser waits to be sent."""
PROFILE = {"age": "35_59", "region": "region_3"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    """A server whose stimulus has a few intervals."""
    folder = tmp_path_factory.mktemp("room") / "data"
    with ServedRoom(folder, seconds=SECONDS, cadence_ms=CADENCE_MS) as served:
        yield served


@dataclass
class Person:
    """Somebody at a phone behind a relay, with a journal of what was pressed there: choice, and
    the player's time before and after."""

    tap: WireTap
    page: Page
    seat: int
    pressed: list[tuple[int, float, float]] = field(default_factory=list)

    def press(self) -> None:
        """Presses the other button than before."""
        choice = -self.pressed[-1][0] if self.pressed else 100
        from_ms = stimulus_ms(self.page)
        self.page.locator("#like" if choice > 0 else "#dislike").click()
        self.pressed.append((choice, from_ms, stimulus_ms(self.page)))

    def frames(self) -> list[Message]:
        """Frames with records and their answers, over whichever way they went, from that of the
        second interval to that of the end. A page that asks by POST learns of the start within one
        beat, and until then beats by itself."""
        found = [
            message
            for message in self.tap.messages()
            if message.content and message.content["type"] not in BESIDE
        ]
        answers = [m.content.get("session_ms", 0) for m in found]
        first = next(place for place, told in enumerate(answers) if told >= 2 * CADENCE_MS + 250)
        return found[first - 1 :]

    def seen(self) -> list[tuple[str, int]]:
        """What the network sees of them."""
        return [(message.direction, message.size) for message in self.frames()]

    def carried_up(self) -> int:
        """How many bytes went up as frames with records; the heads of requests don't count."""
        return sum(
            len(json.dumps(message.content, separators=(",", ":")))
            for message in self.tap.messages()
            if message.direction == UP and message.content and message.content["type"] == "records"
        )

    def posted(self) -> list[tuple[str, int]]:
        """Acknowledgements of what was handed over outside of a socket."""
        return [
            (message.direction, message.size)
            for message in self.tap.messages()
            if message.content and message.content["type"] == "ack" and message.head != "frame"
        ]

    def asked(self) -> Counter[tuple[str, int]]:
        """Requests besides, those for the stimulus left out: a browser fetches that as it likes."""
        return Counter(
            (re.sub(r":\d+", "", message.head.split("\r\n")[0]), message.size)
            for message in self.tap.messages()
            if message.direction == UP
            and message.head.startswith(("GET /p", "POST /p"))
            and not message.head.startswith(("POST /p/records", "GET /p/socket"))
        )


def seated(room: ServedRoom, context: BrowserContext, url: str, code: str) -> int:
    """A person who has practised; the context holds the seat."""
    key, enrolment = secrets.token_urlsafe(24), room.server.services.enrolment

    async def work() -> int:
        seat = (await enrolment.redeem(code, "", key)).seat
        await enrolment.consent(seat)
        await enrolment.answer_profile(seat, PROFILE)
        return (await enrolment.practised(seat)).id

    context.add_cookies([{"name": "pm_seat", "value": key, "url": url}])
    return room.ask(work())


def opened(
    room: ServedRoom,
    chromium: Browser,
    profile: ProtectionProfile,
    kind: SessionKind,
    stack: ExitStack,
    script: str = "",
) -> tuple[str, Person, Person]:
    """A session and two people who have practised, each with a phone and a relay of their own."""
    study = short_study(SECONDS * 1_000, CADENCE_MS)
    study = replace(study, name=f"tapped-{profile.name}", profile=profile)
    code = room.open_session(kind, study=study)
    people = []
    for _ in range(2):
        tap = stack.enter_context(WireTap(room.settings.port))
        context = chromium.new_context(viewport={"width": 360, "height": 740})
        stack.callback(context.close)
        context.set_default_timeout(WAIT_MS)
        context.add_init_script(script)
        seat = seated(room, context, tap.url, code)
        people.append(Person(tap, context.new_page(), seat))
    return code, people[0], people[1]


def begin(person: Person) -> None:
    """Opens the run page and starts."""
    person.page.goto(f"{person.tap.url}/p")
    start = person.page.locator("#start")
    expect(start).to_have_attribute("aria-disabled", "false", timeout=WAIT_MS)
    start.click()


def watch(
    room: ServedRoom,
    chromium: Browser,
    profile: ProtectionProfile,
    stack: ExitStack,
    script: str = "",
) -> tuple[str, Person, Person]:
    """One live session from its start to its end: who presses all the time, and who never does."""
    code, presser, silent = opened(room, chromium, profile, SessionKind.LIVE, stack, script)
    people = (presser, silent)
    for person in people:
        begin(person)
        person.page.get_by_role("heading", name="You are in").wait_for()
    room.step(code, SessionState.RUNNING)
    expect(presser.page.locator("#like")).to_have_attribute("aria-disabled", "false")
    while stimulus_ms(presser.page) < SECONDS * 1_000 - 1_500:
        presser.press()
        presser.page.wait_for_timeout(150)
    for person in people:
        until_gone_on(person)
    return code, presser, silent


def until_gone_on(person: Person) -> None:
    """Until the page has asked for the next one. A look into the page would count as a person's
    gesture there, of which the browser tells the server (`Sec-Fetch-User`)."""
    until(
        person,
        lambda: sum(n for (line, _), n in person.asked().items() if line.startswith("GET /p ")) > 1,
    )
    # A browser that is closed while it goes from one page to the next may never answer.
    person.page.get_by_role("heading", name="Your view").wait_for()


def until(person: Person, is_so: Callable[[], bool]) -> None:
    """Until this is seen from outside the browser, while that goes on."""
    for _ in range(WAIT_MS // 200):
        if is_so():
            return
        person.page.wait_for_timeout(200)
    raise AssertionError("this never came about")


def standing(records: list[Any], seat: int) -> dict[int, tuple[int, int]]:
    """What stands in each interval of a seat: kind and choice. Fails where there is more than one
    record, or a number is missing."""
    mine = [record for record in records if int(record["seat"]) == seat]
    assert sorted(int(r["sequence"]) for r in mine) == list(range(1, len(mine) + 1))
    found = {
        int(record["clock_ms"]) // CADENCE_MS: (int(record["kind"]), int(record["choice"]))
        for record in mine
    }
    assert len(found) == len(mine), "an interval left the page twice"
    return found


def compare(pressed: list[tuple[int, float, float]], found: dict[int, tuple[int, int]]) -> None:
    """In each interval with a press its last one stands, in each other one none."""
    for interval in range(SECONDS * 1_000 // CADENCE_MS):
        begin_ms, end_ms = interval * CADENCE_MS, (interval + 1) * CADENCE_MS
        touching = [
            (choice, from_ms, upto_ms)
            for choice, from_ms, upto_ms in pressed
            if upto_ms + CLOCK_SLACK_MS >= begin_ms and from_ms - CLOCK_SLACK_MS < end_ms
        ]
        sure = [
            place
            for place, (_, from_ms, upto_ms) in enumerate(touching)
            if from_ms - CLOCK_SLACK_MS >= begin_ms and upto_ms + CLOCK_SLACK_MS < end_ms
        ]
        kind, choice = found[interval]
        if sure:
            assert kind == RecordKind.PRESS, f"interval {interval} lost its press"
            assert choice in {one[0] for one in touching[sure[-1] :]}
        if not touching:
            assert kind == RecordKind.PRESENCE


@pytest.mark.parametrize("script", ["", NO_SOCKETS], ids=["socket", "post"])
def test_a_sealed_session_shows_the_network_nothing_of_presses(
    room: ServedRoom, chromium: Browser, script: str
) -> None:
    with ExitStack() as stack:
        code, presser, silent = watch(room, chromium, SEALED, stack, script)
        seen = presser.seen()
        assert seen == silent.seen()
        assert len(set(seen)) == 2, "one size for each direction"
        assert [direction for direction, _ in seen] == ["up", "down"] * (len(seen) // 2)
        assert len(seen) // 2 == room.intervals - 1, "one for each interval"
        assert presser.asked() == silent.asked()
        records = room.records(code)
        assert len(presser.pressed) > room.intervals, "several presses in an interval"
        compare(presser.pressed, standing(records, presser.seat))
        compare(silent.pressed, standing(records, silent.seat))


def test_the_same_look_at_another_session_tells_who_presses(
    room: ServedRoom, chromium: Browser
) -> None:
    """The control: this comparison can fail.

    Presses that wait while the page or its network is busy travel together, so frames tell little.
    Bytes do: each press goes up once at least, and weighs no less than the word of an interval
    without one. What a frame adds to its records weighs less than one of them, so twice as many
    presses as intervals are more than all that a silent page says, however they travel.
    """
    with ExitStack() as stack:
        _, presser, silent = watch(room, chromium, STANDARD, stack)
        assert presser.seen() != silent.seen()
        assert len(presser.pressed) > 2 * room.intervals, "too few presses to compare"
        assert presser.carried_up() > silent.carried_up()
        assert len(set(silent.seen())) > 1


def test_a_page_that_died_leaves_as_much_to_send_whoever_pressed(
    room: ServedRoom, chromium: Browser
) -> None:
    """In the middle of an interval, so that who pressed nothing has nothing to tell of it yet."""
    with ExitStack() as stack:
        code, presser, silent = opened(room, chromium, SEALED, SessionKind.ON_DEMAND, stack)
        for person in (presser, silent):
            begin(person)
            expect(person.page.locator("#like")).to_have_attribute("aria-disabled", "false")
            if person is presser:
                person.press()
            kept = 1 + len(person.pressed)  # the mark of this page load is always there
            until(person, lambda page=person.page, kept=kept: page.evaluate(KEPT) == kept)
            context = person.page.context
            person.page.close()
            enrolment = room.server.services.enrolment
            room.ask(enrolment.watched(enrolment.seat(person.seat), 0))
            person.page = context.new_page()
            person.page.goto(f"{person.tap.url}/p")
            person.page.get_by_role("heading", name="Your view").wait_for()
            until(person, lambda page=person.page: page.evaluate(KEPT) == 0)
        assert presser.posted() == silent.posted() != []
        kinds = [int(record["kind"]) for record in room.records(code)]
        assert kinds.count(RecordKind.PRESS) == 1


def test_a_sealed_page_fetches_the_rest_and_goes_online_with_practice(
    room: ServedRoom, chromium: Browser
) -> None:
    """So it stays within the budget of the first page."""
    study = replace(short_study(SECONDS * 1_000, CADENCE_MS), name="quiet", profile=SEALED)
    code = room.open_session(SessionKind.ON_DEMAND, study=study)
    with ExitStack() as stack:
        context = chromium.new_context()
        stack.callback(context.close)
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = join(room, context, code)
        page.on("websocket", lambda socket: asked.append(socket.url))
        asked.clear()
        page.reload(wait_until="networkidle")
        assert not [url for url in asked if "sealed" in url or "/p/socket" in url]
        with page.expect_websocket():
            page.get_by_role("button", name="Start practice").click()
        assert [url for url in asked if "sealed" in url]
