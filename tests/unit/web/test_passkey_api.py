import pytest
from tests.soft_passkey import SoftPasskey

from pulsemeter.domain.staff import Membership, Role
from pulsemeter.service.sign_in_rate import TRIES_OF_ALL

HOST = "pulse.example"
ORIGIN = f"https://{HOST}"
HEADERS = {"host": HOST, "origin": ORIGIN}
API = "/api/v1/staff"


async def post(site, path, body, who="nobody", **headers):
    return await site.post(API + path, who, json=body, headers={**HEADERS, **headers})


async def newcomer(site, device, name="Ada"):
    """Somebody who came by an invitation and made a passkey."""
    token = await site.world.desk.admission.invite("Staff", Membership("talk", Role.VIEWER))
    who = {"token": token, "name": name}
    options = (await post(site, "/welcome/passkey/options", who)).text
    answer = device.make(options, ORIGIN)
    return await post(site, "/welcome/passkey", {**who, "label": "phone", "answer": answer})


async def used(site, device, **headers):
    options = (await post(site, "/passkey/options", {}, **headers)).text
    return await post(site, "/passkey", {"answer": device.use(options, ORIGIN)}, **headers)


def test_a_passkey_from_invitation_to_sign_in(visit):
    async def story(site):
        device = SoftPasskey()
        done = await newcomer(site, device)
        assert (done.status_code, done.json()) == (200, {"path": "/sessions"})
        assert "pm_staff=" in done.headers["set-cookie"]
        again = await used(site, device)
        assert (again.status_code, again.json()) == (200, {"path": "/sessions"})
        cookie = {"cookie": again.headers["set-cookie"].split(";")[0]}
        assert site.code in (await site.get("/sessions", headers=cookie)).text

    visit(story)


def test_a_further_passkey_of_who_is_signed_in(visit):
    async def story(site):
        device = SoftPasskey("further")
        options = (await post(site, "/account/passkeys/options", {}, "staff")).text
        made = {"label": "key", "answer": device.make(options, ORIGIN)}
        done = await post(site, "/account/passkeys", made, "staff")
        assert done.json() == {"path": "/staff/account"}
        assert (await used(site, device)).status_code == 200
        refused = await post(site, "/account/passkeys", made, "staff")
        assert refused.status_code == 422
        assert "try again" in refused.json()["error"]

    visit(story)


def test_where_passkeys_do_not_work_is_said(visit):
    async def story(site):
        elsewhere = {"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
        answer = await post(site, "/passkey/options", {}, **elsewhere)
        assert answer.status_code == 422
        assert "can't be used" in answer.json()["error"]

    visit(story)


def test_a_used_link_makes_no_second_member(visit):
    async def story(site):
        gone = {"token": "invented", "name": "Eve"}
        assert (await post(site, "/welcome/passkey/options", gone)).status_code == 403
        made = {**gone, "label": "", "answer": SoftPasskey().make(await options(site), ORIGIN)}
        assert (await post(site, "/welcome/passkey", made)).status_code == 403

    async def options(site):
        token = await site.world.desk.admission.invite("Staff", Membership("talk", Role.VIEWER))
        body = {"token": token, "name": "Eve"}
        return (await post(site, "/welcome/passkey/options", body)).text

    visit(story)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"answer": 5}', b"{" * 99, b'{"answer": {}}' + b" " * 40_000]
)
def test_what_is_no_answer_is_refused(visit, body):
    async def story(site):
        answer = await site.post(f"{API}/passkey", content=body, headers=HEADERS)
        assert answer.status_code == 400
        empty = await post(site, "/passkey", {"answer": {}})
        assert empty.status_code == 422

    visit(story)


def test_trying_passkeys_out_ends(visit):
    async def story(site):
        for _ in range(TRIES_OF_ALL + 1):
            last = await post(site, "/passkey", {"answer": {"rawId": "AA"}})
        assert last.status_code == 429

    visit(story)
