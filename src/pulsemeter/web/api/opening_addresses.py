"""The API's addresses of dry runs, of sessions that open, and of the links into them."""

from pulsemeter.domain.staff import Act
from pulsemeter.web.api import links, openings
from pulsemeter.web.api.address import Address, Content
from pulsemeter.web.policy import in_session, in_study
from pulsemeter.wire import opening as wire
from pulsemeter.wire.sessions import SessionFacts

_OPEN, _CONDUCT = in_study(Act.CONDUCT), in_session(Act.CONDUCT)
_STUDY, _SESSION = "/api/v1/studies/{name}", "/api/v1/sessions/{code}"
_DRY_RUN = f"{_STUDY}/dry-run"
_PLAN = Content("text/plain", "One item a line; its digest is the SHA-256 of this text.")
_PDF = Content("application/pdf", "One page.", is_text=False)
_ZIP = Content("application/zip", "links.csv, with cards.pdf and labels.pdf.", is_text=False)

ADDRESSES: tuple[Address, ...] = (
    Address(
        "GET", _DRY_RUN, openings.dry_run, _OPEN, "read_dry_run",
        "The dry run of a study that people can join now.", wire.DryRun,
    ),
    Address(
        "POST", _DRY_RUN, openings.begin_dry_run, _OPEN, "begin_dry_run",
        "Begin a dry run of the study as it is; the one before it ends.", wire.DryRun,
        wire.DryRunWish, status=201, refusals=(400, 409, 413, 422),
    ),
    Address(
        "DELETE", _DRY_RUN, openings.end_dry_run, _OPEN, "end_dry_run",
        "End the dry run.", status=204,
    ),
    Address(
        "GET", f"{_STUDY}/sessions", openings.planned_sessions, _OPEN, "list_plans",
        "The sessions of a study with their analysis plans, and in what figures differ.",
        wire.PlannedSessions,
    ),
    Address(
        "POST", f"{_STUDY}/sessions", openings.open_session, _OPEN, "open_session",
        "Open a session; the study stays as it is from now on, and its plan is sealed.",
        SessionFacts, wire.OpeningWish, status=201, refusals=(400, 409, 413, 422),
    ),
    Address(
        "GET", f"{_SESSION}/plan", openings.session_plan, _CONDUCT, "read_plan",
        "The analysis plan of a session, word by word.", _PLAN,
    ),
    Address(
        "POST", f"{_SESSION}/links", links.make_links, _CONDUCT, "make_links",
        "Make personal links; the answer is their only copy.", wire.PersonalLinks,
        wire.LinksWish, status=201, refusals=(400, 409, 413, 422),
    ),
    Address(
        "POST", f"{_SESSION}/links/package", links.pack_links, _CONDUCT, "pack_links",
        "Make personal links as a table, with cards and labels to print.", _ZIP,
        wire.LinksWish, status=201, refusals=(400, 409, 413, 422),
    ),
    Address(
        "GET", f"{_SESSION}/poster", links.poster, _CONDUCT, "read_poster",
        "A page to hang up, with the way into a session and its QR code.", _PDF,
        refusals=(409, 422),
    ),
)  # fmt: skip
