"""Headers that every answer carries, pages and files alike."""

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pulsemeter.service.read_stimuli import media_origin


def content_security_policy(*media_origins: str) -> str:
    """What a page of ours may load; a named media origin only on the page that shows it."""
    media = "".join(f" {origin}" for origin in media_origins)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"media-src 'self' blob:{media}",
            f"connect-src 'self'{media}",
            "font-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


CONTENT_SECURITY_POLICY = content_security_policy()


def allow_media_of(page: Response, *addresses: str) -> Response:
    """The page, which may also load from the named origins of these addresses, if there are any."""
    origins = dict.fromkeys(filter(None, map(media_origin, addresses)))
    if origins:
        page.headers["content-security-policy"] = content_security_policy(*origins)
    return page


HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


UNDER_TLS = {"strict-transport-security": "max-age=31536000"}
"""For a year browsers come back by TLS only. Names below the host's are for their owner to bind."""


class SecurityHeaders:
    """Adds the headers to each response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, the answer's headers completed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        wanted = HEADERS | UNDER_TLS if scope["scheme"] == "https" else HEADERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
