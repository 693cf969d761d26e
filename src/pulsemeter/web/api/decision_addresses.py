"""The API's addresses of decisions on statements, and of their hand-over packages."""

from pulsemeter.domain.staff import Act
from pulsemeter.web import decision_api, package_api
from pulsemeter.web.api.address import Address, Content
from pulsemeter.web.api.session_addresses import FIGURES
from pulsemeter.web.policy import in_session
from pulsemeter.wire import decisions as wire

_PROPOSE, _DECIDE = in_session(Act.PROPOSE), in_session(Act.DECIDE)
_DECISIONS = "/api/v1/sessions/{code}/decisions"
_DECISION = _DECISIONS + "/{decision}"
_REFUSALS = (400, 409, 413, 422)
_ZIP = Content("application/zip", "The package.", is_text=False)

ADDRESSES: tuple[Address, ...] = (
    Address(
        "GET", _DECISIONS, decision_api.decisions, FIGURES, "list_decisions",
        "Every decision of a session, and for which audiences you propose and decide.",
        wire.Decisions,
    ),
    Address(
        "POST", _DECISIONS, decision_api.propose, _PROPOSE, "propose_decision",
        "Propose what to do with a statement for an audience, or take it at once.",
        wire.Decision, wire.AskedDecision, status=201, refusals=_REFUSALS,
    ),
    Address(
        "POST", f"{_DECISION}/package", package_api.ask_package, _DECIDE, "ask_package",
        "Let a hand-over package be made; 202 while it is.", wire.PackageStatus, also=(202,),
        refusals=(409,),
    ),
    Address(
        "GET", f"{_DECISION}/package", package_api.package_status, _DECIDE, "read_package",
        "How far a package is.", wire.PackageStatus,
    ),
    Address(
        "POST", f"{_DECISION}/package/cancel", package_api.cancel_package, _DECIDE,
        "cancel_package", "Give up a package that waits or is being made.", wire.PackageStatus,
    ),
    Address(
        "GET", f"{_DECISION}/package/file", package_api.package_file, _DECIDE,
        "read_package_file", "The package itself.", _ZIP,
    ),
    Address(
        "POST", f"{_DECISION}/take", decision_api.take, _DECIDE, "take_decision",
        "Take a proposed decision.", wire.Decision, wire.DecisionStep, refusals=_REFUSALS,
    ),
    Address(
        "POST", f"{_DECISION}/done", decision_api.done, _DECIDE, "finish_decision",
        "Say that it was done, where and when.", wire.Decision, wire.DecisionStep,
        refusals=_REFUSALS,
    ),
    Address(
        "POST", f"{_DECISION}/drop", decision_api.drop, _PROPOSE, "drop_decision",
        "Drop a decision.", wire.Decision, wire.DecisionStep, refusals=_REFUSALS,
    ),
)  # fmt: skip
