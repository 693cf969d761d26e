"""The audit log for those who own the server: what was done, newest first; is it whole?"""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.audit import AuditEntry
from pulsemeter.service.audit_trail import AuditReport
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.templates import render, wall_time

ENTRIES_AT_ONCE = 200


async def audit_page(request: Request) -> Response:
    """GET /audit, `?before=N` for entries older than number N."""
    report, entries, older = await entries_before(request)
    return render(
        request, "audit.html", language="en", who=staff_of(request), report=report,
        rows=[_row(entry) for entry in entries], older=older,
    )  # fmt: skip


async def entries_before(request: Request) -> tuple[AuditReport, list[AuditEntry], int]:
    """What a look at the whole log found, the entries that are asked for, newest first, and what
    to ask for next, 0 at the end."""
    audit = services_of(request).audit
    report = await audit.verified()
    told = request.query_params.get("before", "")
    is_number = told.isascii() and told.isdecimal() and len(told) < 16
    upto = min(int(told) - 1 if is_number else report.entries, report.entries)
    after = max(upto - ENTRIES_AT_ONCE, 0)
    entries = [entry async for entry in audit.all(after) if entry.number <= upto]
    return report, entries[::-1], after + 1 if after else 0


def _row(entry: AuditEntry) -> dict[str, str | int]:
    deed = entry.deed
    return {
        "number": entry.number,
        "moment": wall_time(deed.wall_ms),
        "actor": deed.actor,
        "act": deed.act,
        "subject": deed.subject,
        "detail": deed.detail,
    }
