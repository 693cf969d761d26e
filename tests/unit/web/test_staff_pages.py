from pulsemeter.service.hold_seats import secret_hash


async def use(site, token):
    return await site.post("/staff/sign-in", data={"token": token})


def test_a_link_signs_in_once(visit):
    async def story(site):
        await site.world.stores.staff.add_link(secret_hash("one-time"), "owner")
        answer = await use(site, " one-time ")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sessions")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("pm_staff=")
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        secret = cookie.split(";")[0]
        listed = await site.get("/sessions", headers={"cookie": secret})
        assert listed.status_code == 200
        assert site.code in listed.text
        again = await use(site, "one-time")
        assert again.status_code == 403
        assert "already used" in again.text
        assert "set-cookie" not in again.headers

    visit(story)


def test_links_nobody_made_sign_nobody_in(visit):
    async def story(site):
        for token in ("", "invented", "x" * 10_000):
            assert (await use(site, token)).status_code == 403
        upload = await site.post("/staff/sign-in", files={"token": ("t", b"link")})
        assert upload.status_code == 400

    visit(story)


def test_the_live_room_of_a_session_nobody_knows(visit):
    async def story(site):
        page = await site.get("/sessions/NOSUCH/live", "staff")
        assert page.status_code == 404
        assert "NOSUCH" in page.text
        assert "Traceback" not in page.text

    visit(story)
