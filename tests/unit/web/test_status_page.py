"""How the server fares, for owners and moderators of every study alone."""

import re

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.storage.data_folder import note_backup

DAY_MS = 86_400_000


def told(page):
    """What stands behind each name."""
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.text))


def test_a_fresh_server_says_that_nothing_is_wrong(visit):
    async def story(site):
        page = await site.get("/staff/status", "staff")
        assert page.status_code == 200
        assert 'aria-current="page">Status' in page.text
        assert "Nothing is wrong that the server knows of." in page.text
        found = told(page)
        assert found["Stored since the start"] == "fewer than 100 records"
        assert found["Waiting for the disk"] == "nothing"
        assert found["Tally"] == "has counted all that is stored"
        assert found["Load"] == "The server keeps up."
        assert found["Sessions"] == "1 running"
        assert found["Last backup"] == "none known"
        assert found["Jobs"] == found["Briefs"] == "none"
        assert "% of the disk" in found["Disk"]

    visit(story)


def test_nobody_else_sees_it_nor_its_link(visit):
    async def story(site):
        await site.employ("lead", Membership(EVERY_STUDY, Role.MODERATOR))
        await site.employ("analyst", Membership(EVERY_STUDY, Role.ANALYST))
        await site.employ("owner", Membership("talk", Role.OWNER))
        for who, status in (("lead", 200), ("analyst", 403), ("owner", 404)):
            page = await site.get("/staff/status", who)
            assert page.status_code == status, who
            has_link = 'href="/staff/status"' in (await site.get("/studies", who)).text
            assert has_link is (status == 200), who

    visit(story)


def test_troubles_are_told_first_and_as_text(visit):
    async def story(site):
        site.services.ingest.commits.trouble = "the disk <b> is full."
        page = await site.get("/staff/status", "staff")
        assert '<p class="note" role="alert"><bdi>the disk &lt;b&gt; is full.</bdi>' in page.text
        assert "Nothing is wrong" not in page.text

    visit(story)


def test_the_last_backup_is_told_with_its_age(visit):
    async def story(site):
        note_backup(site.media.parent, site.world.clock.wall_ms() - 3 * DAY_MS)
        page = await site.get("/staff/status", "staff")
        assert told(page)["Last backup"].endswith(" UTC, 3 days ago")

    visit(story)
