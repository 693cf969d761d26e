"""What machines ask that watch the server: whether it answers, takes work, and its numbers."""

import hmac

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pulsemeter.service.server_health import Figure
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import bearer_of

_HEADERS = {"Cache-Control": "no-store"}
_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


async def live(_: Request) -> Response:
    """GET /health/live: the process answers. Restart it where this doesn't."""
    return PlainTextResponse("live\n", headers=_HEADERS)


async def ready(request: Request) -> Response:
    """GET /health/ready: 200 while it stores, 503 with a few plain words while it doesn't."""
    reason = services_of(request).health.why_not_ready()
    if reason:
        return PlainTextResponse(reason + "\n", 503, headers=_HEADERS)
    return PlainTextResponse("ready\n", headers=_HEADERS)


async def metrics(request: Request) -> Response:
    """GET /metrics: numbers in the text format of Prometheus, for who brings the token of
    `--metrics-token-file`; without that option there is nothing here."""
    services = services_of(request)
    wanted = services.metrics_token
    if not wanted:
        return PlainTextResponse("no metrics here; see --metrics-token-file\n", 404)
    if not hmac.compare_digest((bearer_of(request) or "").encode(), wanted.encode()):
        return PlainTextResponse(
            "the metrics' token is missing or wrong\n", 401, {"WWW-Authenticate": "Bearer"}
        )
    text = metrics_text(services.health.figures())
    return Response(text, headers={**_HEADERS, "Content-Type": _METRICS_TYPE})


def metrics_text(figures: list[Figure]) -> str:
    """Figures in the text format 0.0.4: help, type, and a line for each value."""
    lines = []
    for name, kind, says, values in figures:
        lines += [f"# HELP pulsemeter_{name} {says}", f"# TYPE pulsemeter_{name} {kind}"]
        for label, value in values:
            told = f'{{state="{label}"}}' if label else ""
            lines.append(f"pulsemeter_{name}{told} {value:.15g}")
    return "\n".join(lines) + "\n"
