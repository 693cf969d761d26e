from pulsemeter.service.ports import StoreError
from pulsemeter.web.headers import CONTENT_SECURITY_POLICY


def test_what_is_not_there_gets_a_plain_page_or_a_problem(visit):
    async def story(site):
        page = await site.get("/no/such/page")
        assert page.status_code == 404
        assert "There is nothing at this address." in page.text
        answer = await site.get("/api/v1/nothing", "staff")
        assert answer.status_code == 404
        assert answer.json()["error"] == "no such address"
        assert (await site.ask("PUT", "/")).status_code == 405

    visit(story)


def test_a_store_that_takes_nothing_is_told_plainly(visit):
    async def story(site):
        async def full(*_):
            raise StoreError("the disk is full")

        site.world.stores.staff.memberships = full
        answer = await site.get(f"/api/v1/sessions/{site.code}/room", "staff")
        assert answer.status_code == 503
        assert "disk" not in answer.text
        site.world.stores.staff.invitation = full
        page = await site.post("/staff/welcome", data={"token": "x"})
        assert page.status_code == 503
        assert "try again" in page.text

    visit(story)


def test_a_fault_of_ours_shows_no_traceback_and_keeps_the_headers(visit):
    async def story(site):
        async def broken(*_):
            raise RuntimeError("a secret detail")

        site.world.stores.staff.invitation = broken
        page = await site.post("/staff/welcome", data={"token": "x"})
        assert page.status_code == 500
        assert "secret detail" not in page.text
        assert "Traceback" not in page.text
        assert page.headers["content-security-policy"] == CONTENT_SECURITY_POLICY

    visit(story)
