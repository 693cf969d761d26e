"""How the server fares, as programs are told it: the same as the page."""

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.service.ports import StoreError


def test_a_program_is_told_what_the_page_says(visit):
    async def story(site):
        site.services.ingest.commits.trouble = "the disk is full"
        told = (await site.get("/api/v1/status", "staff")).json()
        assert told["sessions"] == {"running": 1}
        assert (told["burden"], told["behind"], told["records"]) == ("light", 0, 0)
        assert "the disk is full" in " ".join(told["troubles"])
        assert told["disk"]["free_bytes"] > 0
        assert told["disk"]["backup_ms"] is None

    visit(story)


def test_a_disk_that_cannot_be_looked_at_is_no_disk(visit):
    class Gone:
        async def look(self):
            raise StoreError("the folder is gone")

    async def story(site):
        site.services.status.folder = Gone()
        told = (await site.get("/api/v1/status", "staff")).json()
        assert (told["disk"], told["troubles"]) == (None, ["the folder is gone"])

    visit(story)


def test_it_is_for_those_who_keep_the_server_running(visit):
    async def story(site):
        await site.employ("lead", Membership(EVERY_STUDY, Role.MODERATOR))
        await site.employ("analyst", Membership(EVERY_STUDY, Role.ANALYST))
        await site.employ("owner", Membership("talk", Role.OWNER))
        for who, status in (("lead", 200), ("analyst", 403), ("owner", 404), ("nobody", 401)):
            assert (await site.get("/api/v1/status", who)).status_code == status

    visit(story)
