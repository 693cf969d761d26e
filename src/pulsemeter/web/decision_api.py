"""Decisions over HTTP: listed, proposed, and taken one step on.

    GET  /api/v1/sessions/{code}/decisions
    POST /api/v1/sessions/{code}/decisions                    an AskedDecision
    POST /api/v1/sessions/{code}/decisions/{decision}/take    a DecisionStep; also done, drop

Translates only; who may do what is decided by the policy's act and by `service.record_decision`.
"""

import contextlib
from collections.abc import Awaitable

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.decision import (
    Decision,
    DecisionKind,
    DecisionMoved,
    DecisionRefused,
    DecisionState,
)
from pulsemeter.release.view import View
from pulsemeter.service.gather_hand_over import PackageRefused
from pulsemeter.service.ports import StoreError
from pulsemeter.service.record_decision import NotYours, Proposal, UnknownDecision
from pulsemeter.service.staff_sign_ins import SignedIn
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.wire import decisions as wire
from pulsemeter.wire.telling_decisions import decision_message

_BODY_BYTES_MAX = 16_384
_LOOK = "look at the decisions again"


async def decisions(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/decisions."""
    services, who, code = services_of(request), staff_of(request), request.path_params["code"]
    view = view_of(who, services.conduct.place(code).study.name)
    rights = await services.decisions.rights(who, code)
    held = await services.decisions.of_session(code)
    told = [decision_message(decision, view) for decision in held]
    return json_response(wire.Decisions(told, list(rights.propose_for), list(rights.decide_for)))


async def propose(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/decisions."""
    asked = await read_asked(request, wire.AskedDecision, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    proposal = Proposal(
        asked.statement, asked.revision, asked.audience, DecisionKind(asked.kind), asked.reason,
        asked.taken,
    )  # fmt: skip
    work = services_of(request).decisions.propose(
        staff_of(request), request.path_params["code"], proposal
    )
    return await _answered(request, work, 201)


async def take(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/decisions/{decision}/take."""
    step = await read_asked(request, wire.DecisionStep, _BODY_BYTES_MAX)
    if isinstance(step, Response):
        return step
    decisions = services_of(request).decisions
    return await _answered(request, decisions.take(*_asked(request), step.reason))


async def done(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/decisions/{decision}/done."""
    step = await read_asked(request, wire.DecisionStep, _BODY_BYTES_MAX)
    if isinstance(step, Response):
        return step
    decisions = services_of(request).decisions
    work = decisions.done(*_asked(request), step.reason, step.ran_at, step.ran_ms)
    return await _answered(request, work)


async def drop(request: Request) -> Response:
    """POST /api/v1/sessions/{code}/decisions/{decision}/drop."""
    step = await read_asked(request, wire.DecisionStep, _BODY_BYTES_MAX)
    if isinstance(step, Response):
        return step
    decisions = services_of(request).decisions
    return await _answered(request, decisions.drop(*_asked(request), step.reason))


def _asked(request: Request) -> tuple[SignedIn, str, str]:
    return staff_of(request), request.path_params["code"], request.path_params["decision"]


async def _answered(request: Request, work: Awaitable[Decision], status: int = 200) -> Response:
    """The decision as it is now, or why it stays as it was."""
    try:
        decision = await work
    except UnknownDecision as error:
        return problem(404, str(error), _LOOK)
    except NotYours as refusal:
        return problem(403, str(refusal), "propose it, or ask its editors")
    except DecisionMoved as moved:
        return problem(409, str(moved), _LOOK)
    except DecisionRefused as refusal:
        return problem(422, str(refusal))
    view = view_of(staff_of(request), decision.study)
    await _begin_package(request, decision, view)
    return json_response(decision_message(decision, view), status)


async def _begin_package(request: Request, decision: Decision, view: View) -> None:
    """Begin to make the package of what was just taken to be featured, for whoever took it. Where
    that can't be yet, it waits until it is asked for."""
    is_taken = decision.state is DecisionState.TAKEN
    if is_taken and decision.kind is DecisionKind.FEATURE and view.shows(decision.audience):
        with contextlib.suppress(PackageRefused, StoreError):
            await services_of(request).packages.ask(decision, view)
