"""The web application: routes, headers, and plain pages for what isn't there."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.web.headers import SecurityHeaders
from pulsemeter.web.participant_records import problem
from pulsemeter.web.routes import routes
from pulsemeter.web.services import Services
from pulsemeter.web.templates import plain_page


async def _not_there(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if request.url.path.startswith("/api/"):
        return problem(status, "no such address", "see the list of sessions")
    return plain_page(
        request,
        status,
        "There is nothing at this address.",
        "Check the link, or go to the first page and type the session's code.",
    )


def build_application(services: Services) -> Starlette:
    """The ASGI application over these services."""
    application = Starlette(
        routes=routes(),
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={404: _not_there, 405: _not_there},
    )
    application.state.services = services
    return application
