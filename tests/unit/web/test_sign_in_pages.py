import pytest

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.service.sign_in_rate import TRIES_OF_NAME

PASSWORD = "correct horse battery"


def cookie_of(answer):
    return {"cookie": answer.headers["set-cookie"].split(";")[0]}


async def invited(site, role=Role.VIEWER):
    return await site.world.desk.admission.invite("Staff", Membership("talk", role))


async def come(site, name="Ada", role=Role.VIEWER):
    """Somebody who came by an invitation, with a password."""
    data = {"token": await invited(site, role), "name": name, "password": PASSWORD}
    return await site.post("/staff/welcome/password", data=data)


def test_an_invitation_asks_for_a_name_and_a_way_in_and_is_good_once(visit):
    async def story(site):
        token = await invited(site)
        for _ in range(2):
            page = await site.post("/staff/welcome", data={"token": f" {token} "})
            assert page.status_code == 200
            assert "viewer of talk" in page.text
            assert "set-cookie" not in page.headers
        data = {"token": token, "name": "Ada", "password": PASSWORD}
        done = await site.post("/staff/welcome/password", data=data)
        assert (done.status_code, done.headers["location"]) == (303, "/sessions")
        listed = await site.get("/sessions", headers=cookie_of(done))
        assert site.code in listed.text
        for path in ("/staff/welcome", "/staff/welcome/password"):
            again = await site.post(path, data=data)
            assert again.status_code == 403
            assert "already used" in again.text
            assert "set-cookie" not in again.headers

    visit(story)


def test_what_is_wrong_with_a_name_or_password_is_said_beside_what_was_typed(visit):
    async def story(site):
        data = {"token": await invited(site), "name": "<Ada>", "password": "short"}
        page = await site.post("/staff/welcome/password", data=data)
        assert page.status_code == 422
        assert "needs 15" in page.text
        assert 'value="&lt;Ada&gt;"' in page.text
        assert "short" not in page.text.split('name="password"')[1]

    visit(story)


def test_a_password_signs_in_and_wrong_ones_are_all_alike(visit):
    async def story(site):
        await come(site)
        done = await site.post("/staff/sign-in", data={"name": "ada", "password": PASSWORD})
        assert (done.status_code, done.headers["location"]) == (303, "/sessions")
        assert (await site.get("/studies", headers=cookie_of(done))).status_code == 200
        wrong = await site.post("/staff/sign-in", data={"name": "ada", "password": "x"})
        unknown = await site.post("/staff/sign-in", data={"name": "eve", "password": "x"})
        assert (wrong.status_code, wrong.text) == (403, unknown.text)
        for _ in range(TRIES_OF_NAME):
            last = await site.post("/staff/sign-in", data={"name": "eve", "password": "x"})
        assert last.status_code == 429
        assert "Wait a minute" in last.text

    visit(story)


def test_who_signs_in_anew_at_a_browser_has_one_sign_in_there(visit):
    async def story(site):
        await come(site)
        asked = {"name": "ada", "password": PASSWORD}
        first = cookie_of(await site.post("/staff/sign-in", data=asked))
        elsewhere = cookie_of(await site.post("/staff/sign-in", data=asked))
        second = cookie_of(await site.post("/staff/sign-in", data=asked, headers=first))
        assert (await site.get("/studies", headers=first)).status_code == 303
        for good in (second, elsewhere):
            assert (await site.get("/studies", headers=good)).status_code == 200

    visit(story)


def test_links_nobody_made_sign_nobody_in(visit):
    async def story(site):
        for token in ("", "invented", "x" * 10_000):
            assert (await site.post("/staff/welcome", data={"token": token})).status_code == 403
        upload = await site.post("/staff/welcome", files={"token": ("t", b"link")})
        assert upload.status_code == 400

    visit(story)


def test_a_link_of_a_member_signs_in_at_once(visit):
    async def story(site):
        desk = site.world.desk
        token = await desk.admission.link_for("server", await desk.people.an_owner())
        done = await site.post("/staff/welcome", data={"token": token})
        assert (done.status_code, done.headers["location"]) == (303, "/sessions")
        again = await site.post("/staff/welcome", data={"token": token})
        assert again.status_code == 403

    visit(story)


def test_signing_out_ends_it_here_or_everywhere(visit):
    async def story(site):
        first, second = await come(site), None
        second = await site.post("/staff/sign-in", data={"name": "Ada", "password": PASSWORD})
        third = await site.post("/staff/sign-in", data={"name": "Ada", "password": PASSWORD})
        out = await site.post("/staff/sign-out", headers=cookie_of(first))
        assert out.headers["location"] == "/staff/sign-in"
        assert "Max-Age=0" in out.headers["set-cookie"]
        assert (await site.get("/studies", headers=cookie_of(first))).status_code == 303
        assert (await site.get("/studies", headers=cookie_of(second))).status_code == 200
        everywhere = {"everywhere": "yes"}
        await site.post("/staff/sign-out", headers=cookie_of(second), data=everywhere)
        assert (await site.get("/studies", headers=cookie_of(third))).status_code == 303
        assert (await site.get("/studies", "staff")).status_code == 200

    visit(story)


@pytest.mark.parametrize(
    ("host", "is_tls", "told", "untold"),
    [
        ("localhost:8000", False, ["passkey"], ["plain http", "don’t work at this address"]),
        ("127.0.0.1:8000", False, ["http://localhost:8000/staff/sign-in"], ["plain http", 'use"']),
        ("192.168.1.7:8000", False, ["plain http", "don’t work at this address"], ['use"']),
        ("[::1]:8000", False, ["don’t work"], ["plain http"]),
        ("127.0.0.1.evil.example", False, ["plain http"], []),
        ("[", False, ["plain http"], []),
        ("pulse.example", True, ["passkey"], ["plain http", "don’t work"]),
    ],
)
def test_the_page_says_what_its_address_lacks(visit, host, is_tls, told, untold):
    async def story(site):
        object.__setattr__(site.services, "is_tls", is_tls)
        page = (await site.get("/staff/sign-in", headers={"host": host})).text
        assert all(words in page for words in told)
        assert not any(words in page for words in untold)

    visit(story)


def test_an_owner_of_everything_is_called_that(visit):
    async def story(site):
        everything = Membership(EVERY_STUDY, Role.OWNER)
        token = await site.world.desk.admission.invite("Staff", everything)
        page = await site.post("/staff/welcome", data={"token": token})
        assert "owner of every study" in page.text

    visit(story)
