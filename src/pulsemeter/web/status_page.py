"""How the server fares, in words, for whoever keeps it running. Nothing of persons."""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.status_words import span_words, status_groups
from pulsemeter.web.templates import render, wall_time


async def status_page(request: Request) -> Response:
    """GET /staff/status."""
    status = await services_of(request).status.read()
    return render(
        request, "status.html", language="en", who=staff_of(request),
        moment=wall_time(status.now_ms), up=span_words(status.up_ms), troubles=status.troubles,
        groups=status_groups(status),
    )  # fmt: skip
