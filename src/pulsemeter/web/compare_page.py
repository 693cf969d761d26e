"""Two sessions beside each other, and where a session's verdicts stand among earlier ones.

    GET /sessions/{code}/compare?with=CODE&stimulus=ID&segment=CELL

Of each session only what the member may see of it; who may see nothing of one is told nothing of
it. Translates; what is compared and drawn is made below.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.session import OVER, Session
from pulsemeter.domain.staff import Act
from pulsemeter.release.plan import ALL
from pulsemeter.release.session_pair import (
    PairRefused,
    SessionPair,
    Told,
    session_pair,
    shared_cells,
    shared_stimuli,
)
from pulsemeter.release.showing import Showing
from pulsemeter.release.verdict_ranks import verdict_ranks
from pulsemeter.release.view import View
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.drawing import FIGURE_STYLE
from pulsemeter.report.pair_figure import pair_svg
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.staff_sign_ins import SignedIn
from pulsemeter.web.services import Services, services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.web.templates import plain_page, render

_SURE = 0.001
_KEPT = {"Cache-Control": "public, max-age=3600"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose from: its value, and what it is called."""

    value: str
    words: str


async def compare_page(request: Request) -> Response:
    """GET /sessions/{code}/compare."""
    services, who = services_of(request), staff_of(request)
    try:
        place = services.conduct.place(request.path_params["code"])
    except UnknownSession as error:
        return plain_page(request, 404, f"{error}.", "Look at the list of sessions.", language="en")
    view = figures_view(who, place.session)
    own = await services.comparing.showing(place.session, view or View(frozenset()))
    cell = asked_cell(request, own)
    earlier = await services.comparing.earlier(own, lambda s: figures_view(who, s))
    ranks = await asyncio.to_thread(verdict_ranks, own, earlier, cell)
    values: dict[str, Any] = {
        "place": place, "who": who, "cell": cell, "ranks": ranks, "pair": None, "figure": "",
        "trouble": "", "others": _others(services, who, own), "stimuli": [],
        "cells": [Choice(c.id, c.label) for c in own.cells if not c.withheld],
        "asked": request.query_params.get("with", "").strip().upper(), "stimulus": "",
        "time": ENGLISH.time, "points": points, "p_words": p_words, "said": said_verdict,
    }  # fmt: skip
    status = 200
    if values["asked"]:
        try:
            other = await other_showing(request, services, who)
            stimulus = request.query_params.get("stimulus", "") or first_shared(own, other)
            shared = shared_cells(own, other)
            values |= {
                "stimuli": _stimuli(own, other), "stimulus": stimulus,
                "cells": [Choice(*one) for one in shared] or values["cells"],
            }  # fmt: skip
            pair, figure = await asyncio.to_thread(_drawn, own, other, stimulus, cell)
            values |= {"pair": pair, "figure": figure}
        except PairRefused as refusal:
            status, values["trouble"] = 422, sentence(str(refusal))
    return render(request, "compare.html", status, language="en", **values)


def _drawn(own: Showing, other: Showing, stimulus: str, cell: str) -> tuple[SessionPair, Markup]:
    """The pair, and its figure where there is something to draw."""
    pair = session_pair(own, other, stimulus, cell)
    if not pair.counts["tested"]:
        return pair, Markup("")
    return pair, Markup(pair_svg(pair, names=session_names(pair)))


async def figure_sheet(_: Request) -> Response:
    """GET /figures.css: the colours of figures drawn in Python. Pages hold no style of their own,
    and a sheet of the front end would be a second copy."""
    return Response(FIGURE_STYLE, media_type="text/css", headers=_KEPT)


def figures_view(who: SignedIn, session: Session) -> View | None:
    """With which view somebody may see a session's figures now, None where not at all."""
    act = Act.SEE_RELEASED if session.state in OVER else Act.SEE_LIVE
    return view_of(who, session.study) if who.may(act, session.study) else None


async def other_showing(request: Request, services: Services, who: SignedIn) -> Showing:
    """The session that is asked for. One that isn't there and one that isn't theirs are the same
    to whoever asks."""
    asked = request.query_params.get("with", "").strip()
    try:
        session = services.conduct.place(asked).session
    except UnknownSession:
        session = None
    view = figures_view(who, session) if session is not None else None
    if session is None or view is None:
        raise PairRefused(f"there is no session {asked.upper()!r} whose figures you may see")
    return await services.comparing.showing(session, view)


def _others(services: Services, who: SignedIn, own: Showing) -> list[Choice]:
    """The sessions that showed one of the same stimuli and may be seen, newest first."""
    ids = {stimulus.id for stimulus in own.study.stimuli}
    return [
        Choice(place.session.code, f"{place.session.code} · {place.study.title}")
        for place in reversed(services.conduct.places())
        if place.session.code != own.code
        and ids.intersection(stimulus.id for stimulus in place.study.stimuli)
        and figures_view(who, place.session) is not None
    ]


def asked_cell(request: Request, own: Showing) -> str:
    """The segment that is asked for; else the whole panel, or the first that may be seen."""
    seen = [cell.id for cell in own.cells if not cell.withheld]
    asked = request.query_params.get("segment", "")
    return asked or (ALL if ALL in seen or not seen else seen[0])


def first_shared(own: Showing, other: Showing) -> str:
    """The first stimulus that both showed, "" where there is none."""
    return next(iter(shared_stimuli(own, other)), "")


def _stimuli(own: Showing, other: Showing) -> list[Choice]:
    shared = set(shared_stimuli(own, other))
    return [Choice(s.id, s.title) for s in own.study.stimuli if s.id in shared]


def session_names(pair: SessionPair) -> tuple[str, str]:
    """What the two are called in a legend: code, study where it is another one, n as told."""
    studies = [showing.study.title for showing in (pair.first, pair.second)]

    def name(showing: Showing, persons: int) -> str:
        study = f", {showing.study.title}" if studies[0] != studies[1] else ""
        return f"{showing.code}{study} (n = {persons})"

    return name(pair.first, pair.persons[0]), name(pair.second, pair.persons[1])


def points(told: Told) -> str:
    """Net points with the ends of their interval, "–" where there are none."""
    if told.net is None or told.low is None or told.high is None:
        return "–"
    return f"{_signed(told.net)} ({_signed(told.low)} to {_signed(told.high)})"


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def p_words(p: float | None) -> str:
    """A p value as it is read, "–" where nothing was tested."""
    if p is None:
        return "–"
    return "< .001" if p < _SURE else f"{p:.3f}".removeprefix("0")


def said_verdict(verdict: str) -> str:
    """A verdict's name in words."""
    return verdict.replace("_", " ")
