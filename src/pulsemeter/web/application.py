"""The web application: routes, headers, and plain pages for what isn't there."""

import logging

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.release.words import message
from pulsemeter.service.ports import StoreError
from pulsemeter.service.write_study import StudyNotWritable
from pulsemeter.web.headers import HEADERS, SecurityHeaders
from pulsemeter.web.participant_records import problem
from pulsemeter.web.routes import Side, routes
from pulsemeter.web.services import Services
from pulsemeter.web.staff_door import API
from pulsemeter.web.templates import plain_page

_diagnostics = logging.getLogger(__name__)


async def _not_there(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if request.app.state.side is Side.WATCHERS:
        return _only_shown(request, status)
    if request.url.path.startswith(API):
        return problem(status, "no such address", "see /api/v1/openapi.json")
    return plain_page(
        request,
        status,
        message("There is nothing at this address."),
        message("Check the link, or go to the first page and type the session’s code."),
    )


def _only_shown(request: Request, status: int) -> Response:
    """Somebody wants what is done elsewhere: whatever stands in front led them to the wrong one."""
    what, remedy = "this server only shows", "(acts and other pages are the tally server’s)"
    if request.url.path.startswith(API):
        return problem(status, what, remedy)
    said = "The address in front of the servers has to lead here for what is watched alone."
    return plain_page(request, status, "This server only shows.", said, language="en")


async def _too_long(request: Request, error: Exception) -> Response:
    """The rest of the body is on its way still; the answer doesn't wait for it."""
    if request.url.path.startswith("/api/"):
        return problem(413, "longer than anything that this address takes", "send less at once")
    remedy = "Go back, and shorten what you typed."
    return plain_page(request, 413, "This form is longer than any of ours.", remedy, language="en")


async def _not_stored(request: Request, error: Exception) -> Response:
    """The store can't do it now (a full disk): say so; nothing was acknowledged."""
    _diagnostics.error("a request waits for the store: %s", error)
    if request.url.path.startswith(API):
        return problem(503, "the store doesn't take this now", "try again in a moment")
    return plain_page(
        request,
        503,
        message("We can’t store anything right now."),
        message("Please try again in a few minutes."),
    )


async def _not_writable(request: Request, error: Exception) -> Response:
    """A study that was made by other means than a study file, and that none can say."""
    if request.url.path.startswith(API):
        return problem(409, str(error), "make it anew in the studio")
    return plain_page(
        request, 409, f"{str(error)[:1].upper()}{str(error)[1:]}.", "Make it anew in the studio.",
        link=("/studies", "To the studies"), language="en",
    )  # fmt: skip


async def _broken(request: Request, error: Exception) -> Response:
    """A fault of ours. Made outside of the middleware, so it brings the headers itself."""
    if request.url.path.startswith(API):
        response = problem(500, "something went wrong on our side", "the server’s log says what")
    else:
        response = plain_page(
            request,
            500,
            message("Something went wrong on our side."),
            message("Please load the page again."),
        )
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def build_application(services: Services, side: Side = Side.ALL) -> Starlette:
    """The ASGI application over these services; perhaps of one side alone."""
    application = Starlette(
        routes=routes(side),
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={
            404: _not_there,
            405: _not_there,
            413: _too_long,
            StoreError: _not_stored,
            StudyNotWritable: _not_writable,
            500: _broken,
        },
    )
    application.state.services = services
    application.state.side = side
    return application
