"""Going on in the same seat on another device: the code, the two devices, and what is refused."""

import html
import re
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from tests.unit.web.visit import ANSWERS, STUDY, Visit, facts_in, visiting

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.protection import RESEARCH, SEALED, STANDARD, ProtectionProfile
from pulsemeter.service.run_analysis import read_records
from pulsemeter.wire.participant import Hello, Records, WireRecord

pytestmark = pytest.mark.usefixtures("built")


async def recovery_code(visit: Visit) -> str:
    """Takes a seat on the first device up to the run page; the code as it was shown."""
    await visit.take_seat()
    shown = re.search(r"<code>((?:\w{4} ?){4})</code>", await visit.page())
    assert shown is not None
    await visit.browser.post("/p/consent", data={"agrees": "yes"})
    await visit.browser.post("/p/profile", data=ANSWERS)
    return shown[1]


def the_seat(visit: Visit) -> Seat:
    (seat,) = visit.parts.enrolment.seats(visit.code)
    assert isinstance(seat, Seat)
    return seat


def frame(message: msgspec.Struct) -> bytes:
    return msgspec.json.encode(message)


@pytest.mark.parametrize("profile", [RESEARCH, STANDARD, SEALED], ids=lambda p: p.name)
def test_the_second_device_goes_on_and_the_first_only_delivers(profile: ProtectionProfile) -> None:
    async def story(visit: Visit) -> None:
        first, second = visit.browser, visit.other_device
        code = await recovery_code(visit)
        await first.post("/p/practised")
        hello = await first.post("/p/records", content=frame(Hello(7)))
        assert hello.json()["type"] == "welcome"

        typed = f" {code[:5].lower()} {code[5:]} "
        answer = await second.post("/takeover", data={"recovery_code": typed})
        assert (answer.status_code, answer.headers["location"]) == (303, "/p")
        assert facts_in(html.unescape((await second.get("/p")).text))["step"] == "stimulus"
        welcome = (await second.post("/p/records", content=frame(Hello(8)))).json()
        assert welcome["type"] == "welcome"

        told = await first.get("/p")
        assert told.status_code == 403
        assert "You went on somewhere else" in told.text
        assert f'data-left-of="{visit.code}"' in told.text
        for step in ("consent", "practised", "watched", "closing", "withdraw"):
            data = {"sure": "yes", "agrees": "yes"}
            assert (await first.post(f"/p/{step}", data=data)).status_code == 403, step
        for path in ("/p/step", "/p/summary"):
            assert (await first.get(path)).status_code == 403, path
        assert the_seat(visit).step is SeatStep.STIMULUS
        for writer in (7, 9):
            back = await first.post("/p/records", content=frame(Hello(writer)))
            assert (back.status_code, back.json()["type"]) == (409, "taken_over")
        pressed = Records(7, [WireRecord(1, "press", 4_000, 100)])
        late = await first.post("/p/records", content=frame(pressed))
        assert (late.status_code, late.json()["upto"]) == (200, 1)
        records, _ = await read_records(visit.parts.stores.log, visit.code)
        assert records[["writer", "clock_ms", "choice"]].tolist() == [(7, 4_000, 100)]
        assert the_seat(visit).writers == (7, 8)

    visiting(story, replace(STUDY, profile=profile))


def test_back_on_the_first_device_with_the_code_again() -> None:
    async def story(visit: Visit) -> None:
        code = {"recovery_code": await recovery_code(visit)}
        await visit.other_device.post("/takeover", data=code)
        assert (await visit.browser.get("/p")).status_code == 403
        await visit.browser.post("/takeover", data=code)
        assert (await visit.browser.get("/p")).status_code == 200
        assert (await visit.other_device.get("/p")).status_code == 403

    visiting(story)


def test_who_holds_the_seat_already_just_goes_on() -> None:
    async def story(visit: Visit) -> None:
        code = {"recovery_code": await recovery_code(visit)}
        answer = await visit.browser.post("/takeover", data=code)
        assert (answer.status_code, answer.headers["location"]) == (303, "/p")
        assert "set-cookie" not in answer.headers
        assert (await visit.browser.get("/p")).status_code == 200

    visiting(story)


def test_a_code_that_nobody_has_changes_nothing() -> None:
    async def story(visit: Visit) -> None:
        await recovery_code(visit)
        answer = await visit.other_device.post("/takeover", data={"recovery_code": "NOTACODE22"})
        assert answer.status_code == 404
        assert "Check each sign" in answer.text
        assert "set-cookie" not in answer.headers
        assert (await visit.browser.get("/p")).status_code == 200

    visiting(story)


def test_guessing_ends(visit: Any) -> None:
    async def story(site: Any) -> None:
        async def guess() -> int:
            answer = await site.post("/takeover", data={"recovery_code": "GUESSGUESS"})
            return int(answer.status_code)

        # This machine has no allowance of its own, only that of all.
        assert {await guess() for _ in range(200)} == {404}
        assert await guess() == 429
        site.world.clock.now_ms += 60_000
        assert await guess() == 404

    visit(story)


def test_after_withdrawal_the_code_leads_to_the_page_that_says_so() -> None:
    async def story(visit: Visit) -> None:
        code = {"recovery_code": await recovery_code(visit)}
        await visit.browser.post("/p/withdraw", data={"sure": "yes"})
        await visit.other_device.post("/takeover", data=code)
        assert "Your data is erased" in (await visit.other_device.get("/p")).text

    visiting(story)


def test_the_new_secret_lives_in_a_cookie_that_no_script_reads() -> None:
    async def story(visit: Visit) -> None:
        code = {"recovery_code": await recovery_code(visit)}
        answer = await visit.other_device.post("/takeover", data=code)
        (cookie,) = answer.headers.get_list("set-cookie")
        assert cookie.startswith("pm_seat=")
        for word in ("HttpOnly", "Secure", "SameSite=lax"):
            assert word in cookie
        assert len(cookie.split(";")[0]) >= len("pm_seat=") + 32

    visiting(story, origin="https://room.test")


def test_whoever_looks_for_their_seat_is_shown_the_way() -> None:
    async def story(visit: Visit) -> None:
        for path in ("/", f"/j/{visit.code}", "/p"):
            assert 'href="/takeover"' in (await visit.other_device.get(path)).text, path
        code = await recovery_code(visit)
        page = (await visit.browser.get("/takeover")).text
        assert "already has a seat" in page
        assert code not in page

    visiting(story)
