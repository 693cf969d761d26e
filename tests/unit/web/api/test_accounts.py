"""Documents of duty and the audit log, for programs."""

from pulsemeter.report.duties import TITLES
from pulsemeter.web.audit_page import ENTRIES_AT_ONCE


def test_each_document_is_a_draft_in_markdown(visit):
    async def story(site):
        for document in TITLES:
            answer = await site.get(f"/api/v1/studies/talk/duties/{document}", "staff")
            assert answer.headers["content-type"].startswith("text/markdown")
            assert "DRAFT" in answer.text or document == "aapor"
            assert "A talk" in answer.text
        assert (await site.get("/api/v1/studies/talk/duties/poem", "staff")).status_code == 404

    visit(story)


def test_the_log_is_told_newest_first_and_page_by_page(visit):
    async def story(site):
        audit = site.services.audit
        for number in range(ENTRIES_AT_ONCE + 5):
            await audit.note("Ada", "tested", "talk", f"time {number}")
        first = (await site.get("/api/v1/audit", "staff")).json()
        assert (first["broken_at"], first["broken"]) == (0, "")
        assert first["entries"][0]["detail"] == f"time {ENTRIES_AT_ONCE + 4}"
        assert len(first["entries"]) == ENTRIES_AT_ONCE
        rest = (await site.get(f"/api/v1/audit?before={first['older']}", "staff")).json()
        assert len(rest["entries"]) == first["total"] - ENTRIES_AT_ONCE
        assert rest["older"] == 0
        assert len(bytes.fromhex(rest["entries"][0]["link"])) == 32

    visit(story)
