import re

from pulsemeter.domain.audit import AuditEntry
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.web.audit_page import ENTRIES_AT_ONCE


def numbers(page):
    return [int(n) for n in re.findall(r"<tr><td>(\d+)</td>", page.text)]


def test_who_owns_the_server_reads_what_was_done_newest_first(visit):
    async def story(site):
        before = len(await site.services.audit._book.entries())
        await site.services.audit.note("Ada <b>", "invite", "talk", "as editor")
        await site.services.audit.note("server", "retention persons", "KENNEDY")
        page = await site.get("/audit", "staff")
        assert numbers(page)[:2] == [before + 2, before + 1]
        assert "Ada &lt;b&gt;" in page.text
        assert f"Whole: {before + 2} entries" in page.text
        assert 'aria-current="page">Log' in page.text

    visit(story)


def test_older_entries_are_a_page_further(visit):
    async def story(site):
        held = len(await site.services.audit._book.entries())
        for number in range(ENTRIES_AT_ONCE + 5):
            await site.services.audit.note("server", "count", str(number))
        total = held + ENTRIES_AT_ONCE + 5
        first = await site.get("/audit", "staff")
        assert numbers(first) == list(range(total, total - ENTRIES_AT_ONCE, -1))
        older = re.search(r"before=(\d+)", first.text)[1]
        second = await site.get(f"/audit?before={older}", "staff")
        assert numbers(second) == list(range(total - ENTRIES_AT_ONCE, 0, -1))
        assert "before=" not in second.text
        assert "Nothing was noted before that" in (await site.get("/audit?before=1", "staff")).text
        for nonsense in ("x", "-4", "9" * 30, "٣"):
            answer = await site.get(f"/audit?before={nonsense}", "staff")
            assert numbers(answer) == numbers(first)

    visit(story)


def test_a_changed_log_is_told(visit):
    async def story(site):
        await site.services.audit.note("Ada", "invite", "talk")
        book = site.world.stores.audit
        entry = book._entries[0]
        book._entries[0] = AuditEntry(entry.number, entry.deed, bytes(32))
        assert "This log was changed: at entry 1" in (await site.get("/audit", "staff")).text

    visit(story)


def test_an_early_close_is_told_to_everybody_who_works_with_the_figures(visit):
    async def story(site):
        await site.employ("viewer", Membership("talk", Role.VIEWER))
        assert "early" not in (await site.get("/sessions", "viewer")).text
        closed = await site.post(f"/api/v1/sessions/{site.code}/close", "staff")
        assert closed.status_code == 200
        page = await site.get("/sessions", "viewer")
        assert "early, 25 s before the end of the stimulus, by" in page.text
        assert ">Log<" not in page.text

    visit(story)
