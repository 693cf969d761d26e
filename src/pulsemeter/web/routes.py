"""Every URL of the server on one screen, each with the party it is for."""

from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pulsemeter.web import (
    dashboard_room,
    dashboard_stream,
    media_files,
    participant_records,
    staff_pages,
    withdraw_pages,
)
from pulsemeter.web import participant_pages as pages
from pulsemeter.web.policy import Handler, Policy, guarded

ASSETS = Path(__file__).parent / "assets"

_PUBLIC, _STAFF, _BOTH = Policy.PUBLIC, Policy.STAFF, Policy.SEAT_OR_STAFF

TABLE: tuple[tuple[str, str, Handler, Policy], ...] = (
    ("GET", "/", pages.home, _PUBLIC),
    ("POST", "/join", pages.join_by_code, _PUBLIC),
    ("GET", "/j/{code}", pages.join_page, _PUBLIC),
    ("POST", "/j/{code}/redeem", pages.redeem, _PUBLIC),
    ("GET", "/p", pages.participant_page, _PUBLIC),
    ("POST", "/p/consent", pages.consent, _PUBLIC),
    ("POST", "/p/profile", pages.profile, _PUBLIC),
    ("POST", "/p/practised", pages.practised, _PUBLIC),
    ("POST", "/p/watched", pages.watched, _PUBLIC),
    ("POST", "/p/closing", pages.closing, _PUBLIC),
    ("POST", "/p/withdraw", pages.withdraw, _PUBLIC),
    ("POST", "/p/records", participant_records.take_records, _PUBLIC),
    ("GET", "/withdraw", withdraw_pages.withdraw_page, _PUBLIC),
    ("POST", "/withdraw", withdraw_pages.withdraw_by_code, _PUBLIC),
    ("GET", "/privacy", pages.privacy, _PUBLIC),
    ("GET", "/accessibility", pages.accessibility, _PUBLIC),
    ("GET", "/media/{code}/{stimulus}", media_files.stimulus_file, _BOTH),
    ("GET", "/media/{code}/{stimulus}/captions", media_files.captions_file, _BOTH),
    ("GET", "/staff/sign-in", staff_pages.sign_in_page, _PUBLIC),
    ("POST", "/staff/sign-in", staff_pages.sign_in, _PUBLIC),
    ("GET", "/sessions", staff_pages.sessions_page, _STAFF),
    ("GET", "/sessions/{code}/live", staff_pages.live_room_page, _STAFF),
    ("GET", "/api/v1/sessions/{code}/room", dashboard_room.live_room_facts, _STAFF),
    ("GET", "/api/v1/sessions/{code}/stream", dashboard_stream.stream, _STAFF),
    ("POST", "/api/v1/sessions/{code}/{step}", dashboard_room.step_session, _STAFF),
)


class _Assets(StaticFiles):
    """Built files: their names change with their content, so they may be kept for good."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """The file, with long caching."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A built file; the manifest is ours alone."""
        return await super().get_response(path if ".vite" not in path else "missing", scope)


def routes() -> list[BaseRoute]:
    """The table as routes, and the built front end."""
    listed: list[BaseRoute] = [
        Route(path, guarded(handler, policy), methods=[method])
        for method, path, handler, policy in TABLE
    ]
    return [*listed, Mount("/assets", _Assets(directory=ASSETS, check_dir=False), name="assets")]
