"""The desk of the simulated live session: real estimates from its releases, and a few decisions.

Served by `fake_live_server.py`.
"""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from fake_live_feed import CODE, FakeSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.release.view import EVERYTHING
from pulsemeter.service.read_desk import DeskReading
from pulsemeter.web.templates import render
from pulsemeter.wire import decisions as wire
from pulsemeter.wire.desk import Desk, PassageFacts
from pulsemeter.wire.telling_desk import clash_messages, map_messages, table_message

API = f"/api/v1/sessions/{CODE}"
_DAY_MS = 1_764_150_000_000


def _entry(
    state: Any, author: str, role: Any, minute: int, reason: str = "", ran_at: str = ""
) -> Any:
    ran_ms = _DAY_MS + 60_000 * minute if ran_at else None
    return wire.DecisionEntry(
        state, author, role, _DAY_MS + 60_000 * minute, reason, ran_at, ran_ms
    )


def decisions(session: FakeSession) -> wire.Decisions:
    """What was decided so far: suggested by the centre, done by a region, and dropped."""
    proposed = _entry("proposed", "Mona", "moderator", 1, "Strongest line so far in the north.")
    taken = _entry("taken", "Nora", "editor", 4, "We open with it tonight.")
    done = _entry("done", "Nora", "editor", 30, "", "https://north.example/news/1")
    told: list[Any] = [
        ("d1", 2, "region-0", "North", "feature", [proposed]),
        ("d2", 3, "region-2", "South", "rework", [proposed, taken]),
        ("d3", 2, "age-0", "Under 35", "feature", [proposed, taken, done]),
        ("d4", 5, "all", "All", "hold", [proposed, _entry("dropped", "Mona", "moderator", 9)]),
    ]
    return wire.Decisions(
        [
            wire.Decision(
                id, CODE, session.statements[said]["id"], 1, cell, label, kind,
                entries[-1].state, True, entries,
            )
            for id, said, cell, label, kind, entries in told
        ],
        ["all", "age-0", "region-0", "region-1", "region-2"],
        ["all", "region-0"],
    )  # fmt: skip


def _passage_facts(session: FakeSession) -> list[PassageFacts]:
    said = session.statements
    return [
        PassageFacts(
            f"p{n}", 1, 0, title, said[first]["start_ms"], said[last]["end_ms"],
            [s["id"] for s in said[first : last + 1]],
        )
        for n, (title, first, last) in enumerate([("Why we go", 0, 4), ("What it costs", 5, 8)])
    ]  # fmt: skip


class _Keeper:
    """As much of a keeper of rooms as the desk asks."""

    def __init__(self, session: FakeSession) -> None:
        self._session = session
        self.wordings = SimpleNamespace(shown=self._shown)

    async def _shown(self, _: str) -> Any:
        passages = [
            Passage(facts.id, 1, "moon", facts.title, tuple(facts.statements))
            for facts in _passage_facts(self._session)
        ]
        return SimpleNamespace(passages=passages)

    def _releases(self) -> list[Any]:
        """What left, and of each passage whose end has left the figures of its last statement."""
        left = self._session.releases()
        last = {facts.statements[-1]: facts.id for facts in _passage_facts(self._session)}
        told = [r for r in left if getattr(r, "statement", "") in last]
        return [*left, *(replace(r, statement=last[r.statement]) for r in told)]

    async def room(self, _: str) -> Any:
        session = self._session
        return SimpleNamespace(
            code=CODE,
            place=SimpleNamespace(study=session.study),
            releaser=SimpleNamespace(releases=self._releases()),
            follower=SimpleNamespace(cells=lambda: list(session.plan.cells)),
        )

    async def statements(self, _: str) -> list[Statement]:
        return [
            Statement(s["id"], 1, "moon", s["start_ms"], s["end_ms"], s["words"])
            for s in self._session.statements
        ]


def desk_routes(session: FakeSession, place: Any, answer: Any) -> list[Route]:
    """The page of the desk, and what it asks for."""
    reading = DeskReading(_Keeper(session))  # type: ignore[arg-type]

    async def page(request: Request) -> Response:
        return render(request, "desk.html", place=place())

    async def figures(_: Request) -> Response:
        held = await reading.figures(CODE, EVERYTHING)
        return answer(
            Desk(
                CODE, held.release, "Mona", False, table_message(held.statements),
                table_message(held.passages), _passage_facts(session), map_messages(held.maps),
                clash_messages(held.clashes),
            )
        )  # fmt: skip

    async def told(_: Request) -> Response:
        return answer(decisions(session))

    kept = {"release": 40, "size_bytes": 2_400_000, "url": f"{API}/decisions/d3/package/file"}
    package_now = [wire.PackageStatus("ready", **kept)]

    async def package(request: Request) -> Response:
        if request.url.path.endswith("/cancel"):
            package_now[0] = wire.PackageStatus("cancelled", **kept)
        elif request.method == "POST":
            package_now[0] = wire.PackageStatus(
                "making", 0.3, "cutting the clip", remaining_ms=42_000, **kept
            )
        return answer(package_now[0])

    return [
        Route(f"/sessions/{CODE}/desk", page),
        Route(f"{API}/desk", figures),
        Route(f"{API}/decisions", told),
        Route(f"{API}/decisions/{{decision}}/package", package, methods=["GET", "POST"]),
        Route(f"{API}/decisions/{{decision}}/package/cancel", package, methods=["POST"]),
    ]
