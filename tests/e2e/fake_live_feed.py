"""A live room without a server behind it: one simulated session that goes on by a given clock.

Seeded and deterministic: which releases exist is a function of the session time alone. The
figures leave through the real gate, so rounding and coding are those of the instrument.
`python tests/e2e/fake_live_feed.py` serves it on a port of its own to look at.
"""

import asyncio
import time
import tomllib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pulsemeter.analysis.verdicts import VerdictRule
from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.domain.study import Consent, Study
from pulsemeter.release.figures import IntervalRelease, Release, StatementRelease
from pulsemeter.release.gate import release_interval, release_statement
from pulsemeter.release.plan import Partition, PlannedCell, SettledPlan
from pulsemeter.web.templates import ASSETS, render
from pulsemeter.wire import dashboard
from pulsemeter.wire.telling import plan_cells, release_message

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "moon"
CODE = "moon-fake"
CADENCE_MS, LAG_MS, DURATION_MS = 5_000, 3_000, 180_000

# Label, roster, leaning (added to likes, taken from dislikes). The last band and "not said"
# are there to be hard: one leans the other way, one is too small when people leave.
CELLS: dict[str, list[tuple[str, int, float]]] = {
    "all": [("All", 200, 0.0)],
    "age": [("Under 35", 64, 0.10), ("35 to 59", 76, 0.0), ("60 or older", 60, -0.16)],
    "region": [("North", 70, -0.12), ("Centre", 60, 0.02), ("South", 70, 0.12)],
    "gender": [("Women", 94, 0.05), ("Men", 92, -0.03), ("Not said", 14, 0.0)],
    "first vote": [("First-time voters", 26, 0.14), ("Voted before", 174, -0.01)],
}

# What everybody thinks of each statement in turn: chances of like and dislike per interval.
TRUTH = [
    (0.12, 0.06), (0.25, 0.23), (0.40, 0.06), (0.34, 0.05), (0.03, 0.02), (0.24, 0.22),
    (0.10, 0.20), (0.55, 0.05), (0.42, 0.08), (0.03, 0.01), (0.07, 0.38), (0.15, 0.10),
    (0.40, 0.07),
]  # fmt: skip


@dataclass
class FakeSession:
    """A simulated session whose session time is whatever `clock_ms` says."""

    clock_ms: Callable[[], int]
    kind: str = "live"
    state: str = "running"
    with_video: bool = True
    seed: int = 1962
    asked: list[str] = field(default_factory=list)
    last_ids: list[str] = field(default_factory=list)
    break_stream: bool = False
    is_over: bool = False

    @cached_property
    def statements(self) -> list[dict[str, Any]]:
        found = tomllib.loads((EXAMPLES / "statements.toml").read_text("utf-8"))["statement"]
        return [s for s in found if s["start_ms"] < DURATION_MS]

    @cached_property
    def study(self) -> Study:
        consent = Consent("", "", "", "")
        return Study("moon", "We choose to go to the moon", "", (), (), consent)

    @cached_property
    def plan(self) -> SettledPlan:
        return SettledPlan(
            tuple(
                Partition(
                    attribute,
                    tuple(
                        PlannedCell(
                            _cell_id(attribute, k),
                            label,
                            attribute,
                            (),
                            roster,
                            attribute_label=attribute.title(),
                        )
                        for k, (label, roster, _) in enumerate(cells)
                    ),
                    {},
                )
                for attribute, cells in CELLS.items()
            )
        )

    @cached_property
    def events(self) -> list[tuple[int, Release]]:
        """All releases of the whole session with the session time at which each leaves."""
        made: list[tuple[int, Callable[[int], Release]]] = []
        for k in range(DURATION_MS // CADENCE_MS):
            close_ms = (k + 1) * CADENCE_MS
            made.append((close_ms + 1_500, self._interval(k, "provisional", 85)))
            made.append((close_ms + 7_000, self._interval(k, "frozen", 100)))
        made.append((66_000, self._interval(8, "final", 100)))
        for k, statement in enumerate(self.statements):
            close_ms = statement["end_ms"] + LAG_MS
            made.append((close_ms + 1_500, self._statement(k, "provisional", 90)))
            made.append((close_ms + 8_000, self._statement(k, "frozen", 100)))
        made.sort(key=lambda event: event[0])
        return [(at_ms, make(number)) for number, (at_ms, make) in enumerate(made, 1)]

    def releases(self) -> list[Release]:
        now = self.clock_ms()
        return [release for at_ms, release in self.events if at_ms <= now]

    def _interval(self, k: int, standing: str, share: int) -> Callable[[int], Release]:
        # Another draw for each standing: what froze may differ a little from what came first.
        draw = np.random.default_rng([self.seed, k, len(standing)])
        counts = [self._table(draw, cells, k) for cells in CELLS.values()]
        figures = release_interval(self.plan, counts, self.study.profile, _RULE)
        return lambda number: IntervalRelease(
            number=number, stimulus=0, interval=k, standing=standing,
            panel_share=share, figures=figures,
        )  # fmt: skip

    def _table(self, draw: np.random.Generator, cells: list[Any], k: int) -> Any:
        like, dislike = self._chances((k + 0.5) * CADENCE_MS - LAG_MS)
        stay = 0.97 - 0.004 * k
        rows = []
        for _, roster, leaning in cells:
            present = draw.binomial(roster, stay)
            heat = min(1.0, (like + dislike) / 0.3)
            chances = _three(like + leaning * heat, dislike - leaning * heat)
            rows.append([*draw.multinomial(present, chances), roster - present, 0])
        return np.array(rows)

    def _statement(self, k: int, standing: str, share: int) -> Callable[[int], Release]:
        draw = np.random.default_rng([self.seed, 1000 + k, len(standing)])
        like, dislike = (min(0.62, 1.7 * chance) for chance in TRUTH[k])
        counts = []
        for cells in CELLS.values():
            rows = []
            for _, roster, leaning in cells:
                present = draw.binomial(roster, 0.94 - 0.01 * k)
                heat = min(1.0, (like + dislike) / 0.4)
                chances = _three(like + 1.4 * leaning * heat, dislike - 1.4 * leaning * heat)
                rows.append([*draw.multinomial(present, chances), roster - present])
            counts.append(np.array(rows))
        figures = release_statement(self.plan, counts, self.study, _RULE)
        return lambda number: StatementRelease(
            number=number, statement=self.statements[k]["id"], revision=1,
            standing=standing, panel_share=share, figures=figures,
        )  # fmt: skip

    def _chances(self, ms: float) -> tuple[float, float]:
        for k, statement in enumerate(self.statements):
            if statement["start_ms"] <= ms < statement["end_ms"]:
                return TRUTH[k]
        return (0.05, 0.04)

    def status(self) -> dashboard.Status:
        now = min(self.clock_ms(), DURATION_MS)
        return dashboard.Status(
            state=self.state,  # type: ignore[arg-type]
            session_ms=now,
            active=188 - 2 * (now // 30_000),
            joined=200,
            target=240,
            answered_share=35 + 5 * ((now // CADENCE_MS) % 5),
            data_lag_ms=420,
            frozen_upto=max(0, (now - 7_000) // CADENCE_MS),
            quota_gaps=[
                dashboard.QuotaGap("age-2", "60 or older", 60, 80),
                dashboard.QuotaGap("region-1", "Centre", 60, 74),
                dashboard.QuotaGap("gender-2", "Not said", 14, 16),
            ],
        )

    def room(self) -> dashboard.Room:
        cells = plan_cells(self.plan.cells)
        cells.append(
            dashboard.PlanCell("two-0", "60+ × South", "age×region", 0, [], "fewer than 10 persons")
        )
        return dashboard.Room(
            session=CODE,
            study="moon",
            title="We choose to go to the moon",
            kind=self.kind,  # type: ignore[arg-type]
            simulated=True,
            profile="standard",
            smallest_roster=10,
            cadence_ms=CADENCE_MS,
            lag_ms=LAG_MS,
            like="Like",
            dislike="Dislike",
            verdict_rule="Thresholds of the demonstration; see the study.",
            stimuli=[
                dashboard.StimulusFacts(
                    "moon",
                    "We choose to go to the moon (synthetic voice)",
                    DURATION_MS,
                    "/media/moon.mp4" if self.with_video else "",
                    "/media/moon.vtt" if self.with_video else "",
                )
            ],
            statements=[
                dashboard.StatementFacts(
                    s["id"], 1, 0, s["start_ms"], s["end_ms"], s["words"], s["speaker"],
                    s["topic"], "",
                )
                for s in self.statements
            ],
            cells=cells,
            releases=[release_message(release) for release in self.releases()],
            status=self.status(),
        )  # fmt: skip


_RULE = VerdictRule.from_thresholds((), 10)


def _cell_id(attribute: str, k: int) -> str:
    return "all" if attribute == "all" else f"{attribute}-{k}"


def _three(like: float, dislike: float) -> tuple[float, float, float]:
    like, dislike = max(0.01, like), max(0.01, dislike)
    like, dislike = min(0.7, like), min(0.7, dislike)
    scale = max(1.0, (like + dislike) / 0.95)
    return like / scale, dislike / scale, 1 - (like + dislike) / scale


def fake_app(session: FakeSession) -> Starlette:
    """The page and its API for one simulated session."""
    study = SimpleNamespace(title=session.study.title)
    states = {"running": SessionState.RUNNING}

    def place() -> SimpleNamespace:
        shown = Session(CODE, "moon", SessionKind.LIVE, states["running"], simulated=True)
        return SimpleNamespace(session=shown, study=study)

    async def page(request: Request) -> Response:
        return render(request, "live_room.html", place=place())

    async def sessions(request: Request) -> Response:
        return render(request, "sessions.html", places=[place()])

    async def sign_in(request: Request) -> Response:
        if request.method == "POST":
            session.asked.append(f"sign-in {(await request.form())['token']}")
            return JSONResponse({"signed": "in"})
        return render(request, "staff_sign_in.html")

    async def room(_: Request) -> Response:
        return Response(msgspec.json.encode(session.room()), media_type="application/json")

    async def stream(request: Request) -> Response:
        last = request.headers.get("last-event-id", "0")
        session.last_ids.append(last)
        return StreamingResponse(_stream(session, int(last)), media_type="text/event-stream")

    async def step(request: Request) -> Response:
        name = request.path_params["step"]
        session.asked.append(f"{name} {request.headers.get('x-pulsemeter', '-')}")
        if name == "resume":
            refusal = {"error": "The clock is not ready.", "remedy": "Try again in a minute."}
            return JSONResponse(refusal, 409)
        session.state = {"pause": "paused", "close": "closed"}[name]
        return Response(msgspec.json.encode(session.status()), media_type="application/json")

    async def media(request: Request) -> Response:
        return FileResponse(EXAMPLES / request.path_params["name"])

    api = f"/api/v1/sessions/{CODE}"
    return Starlette(
        routes=[
            Route(f"/sessions/{CODE}/live", page),
            Route("/sessions", sessions),
            Route("/staff/sign-in", sign_in, methods=["GET", "POST"]),
            Route(f"{api}/room", room),
            Route(f"{api}/stream", stream),
            Route(f"{api}/{{step}}", step, methods=["POST"]),
            Route("/media/{name}", media),
            Mount("/assets", StaticFiles(directory=ASSETS)),
        ]
    )


async def _stream(session: FakeSession, seen: int) -> AsyncIterator[bytes]:
    yield b": keep-alive\n\n"
    while not session.break_stream and not session.is_over:
        for release in session.releases():
            if release.number > seen:
                seen = release.number
                data = msgspec.json.encode(release_message(release)).decode()
                yield f"event: release\nid: {seen}\ndata: {data}\n\n".encode()
        status = msgspec.json.encode(session.status()).decode()
        yield f"event: status\ndata: {status}\n\n".encode()
        await asyncio.sleep(0.1)
    session.break_stream = False


if __name__ == "__main__":
    begun = time.monotonic() - 118
    uvicorn.run(fake_app(FakeSession(lambda: int((time.monotonic() - begun) * 1000))), port=8765)
