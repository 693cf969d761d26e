import re

from tests.soft_passkey import SoftPasskey

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.service.sign_in_rate import TRIES_OF_NAME

PASSWORD, NEXT = "correct horse battery", "staple of another sort"
HERE = "http://localhost:8000"


async def hold_passkey(site, name):
    desk = site.world.desk
    who = await desk.sign_ins.who(site.secrets["staff"])
    device = SoftPasskey(name)
    answer = device.make(await desk.ways.passkey_creation(who, HERE), HERE)
    await desk.ways.add_passkey(who, HERE, answer, name)
    return device.id.hex()


def test_the_account_says_who_one_is_and_how_one_comes_in(visit):
    async def story(site):
        await site.employ(
            "ada", Membership(EVERY_STUDY, Role.OWNER), Membership("talk", Role.EDITOR, ("region",))
        )
        page = (await site.get("/staff/account", "ada")).text
        assert "<h1>Ada</h1>" in page
        assert "owner of every study" in page
        assert "editor of talk for region" in page
        assert "none yet" in page
        assert "this browser" in page
        assert "Present password" not in page

    visit(story)


def test_a_password_is_set_changed_and_removed(visit):
    async def story(site):
        path = "/staff/account/password"
        short = await site.post(path, "staff", data={"password": "short"})
        assert short.status_code == 422
        assert "needs 15" in short.text
        assert (await site.post(path, "staff", data={"password": PASSWORD})).status_code == 303
        assert "Present password" in (await site.get("/staff/account", "staff")).text
        wrong = await site.post(path, "staff", data={"present": "x", "password": NEXT})
        assert (wrong.status_code, "present password is wrong" in wrong.text) == (422, True)
        changed = await site.post(path, "staff", data={"present": PASSWORD, "password": NEXT})
        assert changed.status_code == 303
        last = await site.post(f"{path}/remove", "staff")
        assert (last.status_code, "last way in" in last.text) == (422, True)
        await hold_passkey(site, "phone")
        assert (await site.post(f"{path}/remove", "staff")).status_code == 303
        for _ in range(TRIES_OF_NAME):
            await site.post("/staff/sign-in", data={"name": "Staff", "password": "x"})
        await site.post(path, "staff", data={"password": PASSWORD})
        tried = await site.post(path, "staff", data={"present": PASSWORD, "password": NEXT})
        assert tried.status_code == 429

    visit(story)


def test_passkeys_are_listed_and_removed_but_the_last(visit):
    async def story(site):
        path = "/staff/account/passkeys/remove"
        phone, key = await hold_passkey(site, "phone"), await hold_passkey(site, "key")
        page = (await site.get("/staff/account", "staff")).text
        assert phone in page
        assert "added on 2023-11-14" in page
        assert (await site.post(path, "staff", data={"passkey": phone})).status_code == 303
        assert phone not in (await site.get("/staff/account", "staff")).text
        last = await site.post(path, "staff", data={"passkey": key})
        assert (last.status_code, "last way in" in last.text) == (422, True)
        nonsense = await site.post(path, "staff", data={"passkey": "not hex"})
        assert nonsense.status_code == 422

    visit(story)


def test_another_browser_is_signed_out_and_nobody_elses(visit):
    async def story(site):
        path, sign_ins = "/staff/account/sign-ins/end", site.world.desk.sign_ins
        await site.employ("eve", Membership(EVERY_STUDY, Role.OWNER))
        elsewhere = await sign_ins.begin("id-staff", "password")
        hashed = (await sign_ins.who(elsewhere)).sign_in.secret_hash.hex()
        assert hashed in (await site.get("/staff/account", "staff")).text
        await site.post(path, "eve", data={"sign_in": hashed})
        assert await sign_ins.who(elsewhere) is not None
        assert (await site.post(path, "staff", data={"sign_in": hashed})).status_code == 303
        assert await sign_ins.who(elsewhere) is None
        assert (await site.get("/staff/account", "staff")).status_code == 200
        nonsense = await site.post(path, "staff", data={"sign_in": "not hex"})
        assert nonsense.status_code == 422

    visit(story)


def test_a_passkey_of_somebody_else_can_not_be_removed(visit):
    async def story(site):
        phone = await hold_passkey(site, "phone")
        await hold_passkey(site, "key")
        await site.employ("eve", Membership(EVERY_STUDY, Role.OWNER))
        await site.post("/staff/account/passkeys/remove", "eve", data={"passkey": phone})
        assert phone in (await site.get("/staff/account", "staff")).text

    visit(story)


def test_a_token_is_made_shown_once_listed_and_taken_back(visit):
    async def story(site):
        path = "/staff/account/tokens"
        lacking = await site.post(path, "staff", data={"label": "nightly"})
        assert (lacking.status_code, "at least one" in lacking.text) == (422, True)
        wish = {"label": "nightly", "scope": ["read", "edit"], "study": "talk"}
        page = (await site.post(path, "staff", data=wish)).text
        token = re.search(r"pmt_[\w-]{22,}", page)[0]
        again = (await site.get("/staff/account", "staff")).text
        assert token not in again
        assert "read, edit; talk; made on 2023-11-14, not used yet; no end" in again
        who = await site.world.desk.tokens.who(token, "")
        assert who.member.id == "id-staff"
        assert "used last on 2023-11-14" in (await site.get("/staff/account", "staff")).text
        held = re.search(r'name="token" value="([^"]+)"', again)[1]
        await site.employ("eve", Membership(EVERY_STUDY, Role.OWNER))
        foreign = await site.post(f"{path}/take-back", "eve", data={"token": held})
        assert (foreign.status_code, "no such token" in foreign.text) == (422, True)
        assert (
            await site.post(f"{path}/take-back", "staff", data={"token": held})
        ).status_code == 303
        assert "not used yet" not in (await site.get("/staff/account", "staff")).text
        assert await site.world.desk.tokens.of("id-staff") == []

    visit(story)
