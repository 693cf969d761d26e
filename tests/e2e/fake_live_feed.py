"""A live room without a server behind it: one simulated session that goes on by a given clock.

Seeded and deterministic: which releases exist is a function of the session time alone. The
figures leave through the real gate, so rounding and coding are those of the instrument.
Served by `fake_live_server.py`.
"""

import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import structs

from pulsemeter.analysis.verdicts import VerdictRule
from pulsemeter.domain.study import Consent, Study
from pulsemeter.release.figures import IntervalRelease, Release, StatementRelease
from pulsemeter.release.gate import release_interval, release_statement
from pulsemeter.release.plan import Partition, PlannedCell, SettledPlan
from pulsemeter.wire import dashboard
from pulsemeter.wire.panel_questions import (
    AnswerShare,
    AskedQuestion,
    PanelQuestion,
    PlannedQuestion,
    SegmentAnswers,
)
from pulsemeter.wire.remarks import AskedRemark, Remark
from pulsemeter.wire.telling import plan_cells, release_message

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "moon"
CODE = "moon-fake"
DISPUTED, NOTE = 2, "Disputed: others had voted against it, as the minutes show."
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

PLANNED = PlannedQuestion("trust", "Whom do you trust more now?", ["The first", "The second"])

_GENDER = list(CELLS).index("gender")

# What everybody thinks of each statement in turn: chances of like and dislike per interval.
TRUTH = [
    (0.12, 0.06), (0.25, 0.23), (0.40, 0.06), (0.34, 0.05), (0.03, 0.02), (0.24, 0.22),
    (0.10, 0.20), (0.55, 0.05), (0.42, 0.08), (0.03, 0.01), (0.07, 0.38), (0.15, 0.10),
    (0.40, 0.07),
]  # fmt: skip


class RunningClock:
    """Session time that a step sets going or stops, as the server's does."""

    def __init__(self, at_ms: int = 0, *, is_running: bool = False) -> None:
        self.set(at_ms, is_running=is_running)

    def __call__(self) -> int:
        """The session time now."""
        passed_ms = int((time.monotonic() - self._since_s) * 1000)
        return self._anchor_ms + (passed_ms if self._is_running else 0)

    def set(self, at_ms: int, *, is_running: bool) -> None:
        """From now on it goes, or stands, from here."""
        self._anchor_ms, self._is_running = at_ms, is_running
        self._since_s = time.monotonic()


@dataclass
class FakeSession:
    """A simulated session whose session time is whatever `clock_ms` says. `refused` is the step
    that it refuses; `asked` is what was asked of it, in order."""

    clock_ms: Callable[[], int]
    kind: str = "live"
    state: str = "running"
    with_video: bool = True
    seed: int = 1962
    asked: list[str] = field(default_factory=list)
    last_ids: list[str] = field(default_factory=list)
    break_stream: bool = False
    is_over: bool = False
    shown: str = "in_page"
    imported: str = ""
    trouble: str = ""
    refused: str = ""
    cues: tuple[str, ...] = ("Good evening", "The clock strikes eight")
    cue: dashboard.CueStatus | None = None
    cues_asked: int = 0
    calibration: dashboard.Calibration | None = None
    remarks: list[Remark] = field(default_factory=list)
    takes_lines: bool = True
    questions: list[PanelQuestion] = field(default_factory=list)
    no_questions: str = ""
    said: Callable[[Any], Any] = lambda message: message
    """What becomes of each message before it is sent."""

    def encoded(self, message: Any) -> bytes:
        """A message as it is sent."""
        return msgspec.json.encode(self.said(message))

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
        # Where hardly anybody presses, as between the statements, sums would tell too much of few.
        pressed, present = counts[0][0, :2].sum(), counts[0][0, :3].sum()
        told = self.plan.released - ({_GENDER} if pressed < present / 8 else set())
        figures = release_interval(self.plan, counts, self.study.profile, _RULE, told)
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
        figures = release_statement(self.plan, counts, self.study, _RULE, self.plan.released)
        return lambda number: StatementRelease(
            number=number, statement=self.statements[k]["id"], revision=1,
            standing=standing, panel_share=share, figures=figures,
        )  # fmt: skip

    def _chances(self, ms: float) -> tuple[float, float]:
        for k, statement in enumerate(self.statements):
            if statement["start_ms"] <= ms < statement["end_ms"]:
                return TRUTH[k]
        return (0.05, 0.04)

    def take(self, step: str, asked: dict[str, int]) -> bool:
        """A step of the session, with the clock that it was asked for; False: refused."""
        if step == self.refused:
            return False
        states = {"start": "running", "pause": "paused", "resume": "running", "close": "closed"}
        self.state = states[step]
        if isinstance(self.clock_ms, RunningClock):
            at_ms = asked.get("at_ms", -1000 * asked.get("countdown_s", 0))
            at_ms = at_ms if step == "start" or "at_ms" in asked else self.clock_ms()
            self.clock_ms.set(at_ms, is_running=self.state == "running")
        return True

    def take_cue(self, step: str, words: str) -> bool:
        """Ask for a cue, mark the open one, or take it away; False: refused."""
        if (self.cue is None) is not (step == "ask") or step == self.refused:
            return False
        if step == "end":
            self.cue = None
        elif step == "ask":
            self.cues_asked += 1
            self.cue = dashboard.CueStatus(self.cues_asked, words)
        elif self.cue:
            self.cue = dashboard.CueStatus(self.cue.number, self.cue.words, self.clock_ms(), 12)
        return True

    def ask_panel(self, asked: AskedQuestion) -> None:
        """Put a question to the panel; an open one is ended."""
        self.end_question()
        text, answers = asked.text, asked.answers
        if asked.planned:
            text, answers = PLANNED.text, PLANNED.answers
        number = len(self.questions) + 1
        self.questions.append(
            PanelQuestion(number, text, answers, self.clock_ms(), True, 34, None, [])
        )

    def end_question(self) -> None:
        """End the open question with some result."""
        if self.questions and self.questions[-1].is_open:
            ended = self.questions[-1]
            segments = [
                SegmentAnswers(
                    cell,
                    dashboard.Count(60),
                    [
                        AnswerShare(k, dashboard.Count(20), share, share - 9, share + 11)
                        for k, share in enumerate((51.2, 38.4, 10.4)[: len(ended.answers)], 1)
                    ],
                )
                for cell in ("region-2", "all", "region-0")
            ]
            why = ["answers, Gender: fewer than 10 persons answered in one of its cells"]
            self.questions[-1] = structs.replace(
                ended, is_open=False, answered=None, segments=segments, held_back=why
            )

    def take_remark(self, asked: AskedRemark, author: str = "Mona", *, own: bool = True) -> None:
        """Somebody writes a note or a line."""
        number = len(self.remarks)
        role = "moderator" if own else "editor"
        self.remarks.append(
            Remark(
                f"r{number}", asked.kind, author, role, own, asked.stimulus, asked.at_ms,
                1_700_000_000_000 + number, asked.words,
            )
        )  # fmt: skip

    def status(self) -> dashboard.Status:
        now = min(self.clock_ms(), DURATION_MS)
        return dashboard.Status(
            state=self.state,  # type: ignore[arg-type]
            session_ms=now,
            active=188 - 2 * max(0, now // 30_000),
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
            cue=self.cue,
            calibration=self.calibration,
            trouble=self.trouble,
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
            imported=self.imported,
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
                    s["topic"], NOTE if number == DISPUTED else "",
                )
                for number, s in enumerate(self.statements)
            ],
            cells=cells,
            releases=[release_message(release) for release in self.releases()],
            status=self.status(),
            shown=self.shown,  # type: ignore[arg-type]
            cues=list(self.cues) if self.shown == "own_screen" else [],
        )  # fmt: skip


_RULE = VerdictRule.from_thresholds((), 10)


def _cell_id(attribute: str, k: int) -> str:
    return "all" if attribute == "all" else f"{attribute}-{k}"


def _three(like: float, dislike: float) -> tuple[float, float, float]:
    like, dislike = max(0.01, like), max(0.01, dislike)
    like, dislike = min(0.7, like), min(0.7, dislike)
    scale = max(1.0, (like + dislike) / 0.95)
    return like / scale, dislike / scale, 1 - (like + dislike) / scale


def calibrated(last_cue_ms: int | None = 40_000) -> dashboard.Calibration:
    """Most of the panel calibrated, 21 s behind in the middle."""
    return dashboard.Calibration(132, 8, 60, 21_000, 44_000, 49_000, last_cue_ms)
