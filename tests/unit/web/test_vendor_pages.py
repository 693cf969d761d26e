"""A panel vendor's people go back with their own id, which nothing here keeps."""

import html
import re
from dataclasses import replace

import pytest
from tests.unit.web.visit import ANSWERS, STUDY, Visit, visiting

from pulsemeter.domain.recruitment import Recruitment, Vendor
from pulsemeter.domain.study import Category, JoinMode
from pulsemeter.service.hold_seats import secret_hash

pytestmark = pytest.mark.usefixtures("built")

VENDOR = Vendor(
    "Panel House",
    "pid",
    "https://panel.example/c?id={id}&v={voucher}",
    "https://panel.example/s/{id}",
    "https://panel.example/q/{id}",
)
SENT = replace(STUDY, recruitment=Recruitment(vendor=VENDOR))
EVIL = '"><script>alert(1)</script>&x=/../'


def addresses(page: str) -> list[str]:
    return [html.unescape(a) for a in re.findall(r'href="(https://[^"]+)"', page)]


async def come(visit: Visit, vendor_id: str, **more: str) -> None:
    answer = await visit.browser.get(f"/j/{visit.code}", params={"pid": vendor_id, **more})
    assert answer.status_code == 303


async def to_the_end(visit: Visit) -> str:
    await visit.up_to_run()
    for path, data in (("practised", {}), ("watched", {}), ("closing", {"overall": "good"})):
        await visit.browser.post(f"/p/{path}", data=data)
    return (await visit.browser.get("/p")).text


def test_the_id_leaves_the_address_at_once_and_lives_in_a_cookie_that_no_script_reads() -> None:
    async def story(visit: Visit) -> None:
        answer = await visit.browser.get(f"/j/{visit.code}", params={"pid": "A 1", "lang": "de"})
        assert answer.headers["location"] == f"/j/{visit.code}?lang=de"
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"pm_vendor={visit.code}.A%201;")
        assert "HttpOnly" in cookie
        assert "Path=/p" in cookie
        assert (await visit.browser.get(answer.headers["location"])).status_code == 200

    visiting(story, SENT)


@pytest.mark.parametrize("vendor_id", ["A-17", "ä ö", EVIL])
def test_who_has_completed_goes_back_with_id_and_voucher(vendor_id: str) -> None:
    async def story(visit: Visit) -> None:
        await come(visit, vendor_id)
        page = await to_the_end(visit)
        assert "<script>alert" not in page
        assert "Back to <bdi>Panel House</bdi>" in page
        (back,) = addresses(page)
        found = re.fullmatch(r"https://panel\.example/c\?id=([^&]*)&v=([A-Z2-7]{26})", back)
        assert found is not None
        assert not set(found[1]) & set("\"'<>/ &")
        assert f'content="20;url={back}"' in html.unescape(page)
        book = visit.parts.stores.credentials
        assert await book.vouchers(visit.code, [secret_hash(found[2])]) == {secret_hash(found[2])}
        assert addresses((await visit.browser.get("/p")).text) == [back], "the same each time"

    visiting(story, SENT)


def test_the_id_meets_no_store() -> None:
    async def story(visit: Visit) -> None:
        await come(visit, "VENDOR-ID-4711")
        await to_the_end(visit)
        stores = visit.parts.stores
        seats = await stores.seats.all(visit.code)
        kept = repr([vars(stores.credentials), seats, await stores.seats.answers(visit.code)])
        assert len(seats) == 1
        assert "4711" not in kept

    visiting(story, SENT)


def test_a_full_quota_and_a_screen_out_have_addresses_of_their_own() -> None:
    age = STUDY.attributes[0]
    sought = replace(
        age, categories=(Category("young", "Young", 1), Category("old", "Old", 0, True))
    )
    study = replace(SENT, attributes=(sought, STUDY.attributes[1]))

    async def screened_out(visit: Visit) -> None:
        await come(visit, "A1")
        await visit.up_to_run()
        page = (await visit.browser.get("/p")).text
        assert "seeks other people" in page
        assert addresses(page) == ["https://panel.example/s/A1"]

    async def full(visit: Visit) -> None:
        enrolment = visit.parts.enrolment
        first = await enrolment.redeem(visit.code, "", "f" * 32)
        await enrolment.consent(first.seat)
        await enrolment.answer_profile(first.seat, {**ANSWERS, "age": "young"})
        await come(visit, "A1")
        await visit.take_seat()
        await visit.browser.post("/p/consent", data={"agrees": "yes"})
        await visit.browser.post("/p/profile", data={**ANSWERS, "age": "young"})
        page = (await visit.browser.get("/p")).text
        assert "This group is full" in page
        assert addresses(page) == ["https://panel.example/q/A1"]

    visiting(screened_out, study)
    visiting(full, study)


def test_nobody_is_sent_anywhere_without_an_id_or_with_that_of_another_session() -> None:
    async def without(visit: Visit) -> None:
        assert addresses(await to_the_end(visit)) == []

    async def elsewhere(visit: Visit) -> None:
        visit.browser.cookies.set("pm_vendor", "OTHER1.A1", domain="room.test", path="/p")
        assert addresses(await to_the_end(visit)) == []

    async def hostile(visit: Visit) -> None:
        await come(visit, "a\x00b")
        assert addresses(await to_the_end(visit)) == []

    async def no_vendor(visit: Visit) -> None:
        answer = await visit.browser.get(f"/j/{visit.code}", params={"pid": "A1"})
        assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)

    for story in (without, elsewhere, hostile):
        visiting(story, SENT)
    visiting(no_vendor)


def test_a_personal_link_of_a_vendor_works_the_same() -> None:
    async def story(visit: Visit) -> None:
        answer = await visit.browser.get(f"/j/{visit.code}", params={"pid": "A1"})
        assert answer.headers["location"] == f"/j/{visit.code}"

    visiting(story, replace(SENT, join=JoinMode.TOKENS))
