"""Sessions tried, opened and joined over the API: dry runs, plans, links, posters."""

from pulsemeter.client.connection import Connection, in_path
from pulsemeter.wire.opening import (
    DryRun,
    DryRunWish,
    LinksWish,
    OpeningWish,
    PersonalLinks,
    PlannedSessions,
)
from pulsemeter.wire.sessions import SessionFacts


class OpeningCalls(Connection):
    """How sessions are tried and opened, and how people come into them."""

    def read_dry_run(self, name: str) -> DryRun:
        """The dry run of a study that people can join now."""
        path = f"/api/v1/studies/{in_path(name)}/dry-run"
        return self._ask(DryRun, "GET", path)

    def begin_dry_run(self, name: str, asked: DryRunWish) -> DryRun:
        """Begin a dry run of the study as it is; the one before it ends."""
        path = f"/api/v1/studies/{in_path(name)}/dry-run"
        return self._ask(DryRun, "POST", path, asked)

    def end_dry_run(self, name: str) -> None:
        """End the dry run."""
        path = f"/api/v1/studies/{in_path(name)}/dry-run"
        self._send("DELETE", path)

    def list_plans(self, name: str) -> PlannedSessions:
        """The sessions of a study with their analysis plans, and in what figures differ."""
        path = f"/api/v1/studies/{in_path(name)}/sessions"
        return self._ask(PlannedSessions, "GET", path)

    def open_session(self, name: str, asked: OpeningWish) -> SessionFacts:
        """Open a session; the study stays as it is from now on, and its plan is sealed."""
        path = f"/api/v1/studies/{in_path(name)}/sessions"
        return self._ask(SessionFacts, "POST", path, asked)

    def read_plan(self, code: str) -> str:
        """The analysis plan of a session, word by word."""
        path = f"/api/v1/sessions/{in_path(code)}/plan"
        return self._send("GET", path).text

    def make_links(self, code: str, asked: LinksWish) -> PersonalLinks:
        """Make personal links; the answer is their only copy."""
        path = f"/api/v1/sessions/{in_path(code)}/links"
        return self._ask(PersonalLinks, "POST", path, asked)

    def pack_links(self, code: str, asked: LinksWish) -> bytes:
        """Make personal links as a table, with cards and labels to print."""
        path = f"/api/v1/sessions/{in_path(code)}/links/package"
        return self._send("POST", path, asked).content

    def read_poster(self, code: str) -> bytes:
        """A page to hang up, with the way into a session and its QR code."""
        path = f"/api/v1/sessions/{in_path(code)}/poster"
        return self._send("GET", path).content
