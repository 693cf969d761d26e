"""Long and strange sessions go the whole way: opened, pressed in, closed, told in the live room, at
the desk, in the report and as files. What is told grows with what there is to tell, no faster."""

import json
import random
from dataclasses import dataclass
from typing import Any

import pytest

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus
from pulsemeter.report.html import report_html
from pulsemeter.report.table import table_files
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.study_analysis import released_study

HOUR_MS = 3_600_000
CADENCE_MS = 5_000
RECORDS_A_FRAME = 24
FIGURE_BYTES_MAX = 400
"""Of one cell in one interval or statement, as the live room is told it."""
REST_BYTES_MAX = 200_000
PAGES = ("live", "desk", "now", "compare", "report", "data", "stage")

STRANGE = (
    "\u202eמבחן עברי\u202c — اختبار عربي \U0001f469\U0001f3fd\u200d\U0001f680 "
    "Z\u0337\u0322\u034e\u0352a\u0334\u0353l\u0336\u0325g\u0335 é e\u0301 "
    "\u200f\u2067קול \u202etxet"
)
"""Right to left, marks of direction that are never closed, joined emoji, piles of marks."""


@dataclass(frozen=True)
class Showing:
    """A session that was held: its study, and how many persons pressed how often."""

    study: Any
    statements: tuple[Statement, ...] = ()
    persons: int = 12
    presses: int = 20
    is_closed: bool = True

    @property
    def intervals(self) -> int:
        return -(-self.study.stimuli[0].duration_ms // CADENCE_MS)


def attributes(count: int, categories: int, words: str = "") -> tuple[Attribute, ...]:
    return tuple(
        Attribute(
            f"a{a}",
            f"{words}A{a}",
            f"{words}Which?",
            tuple(Category(f"c{c}", f"{words}C{c}") for c in range(categories)),
        )
        for a in range(count)
    )


def spoken(count: int, duration_ms: int, words: str = "Something was said.") -> Any:
    each_ms = duration_ms // count
    return tuple(
        Statement(f"s{n}", 1, "talk", n * each_ms, (n + 1) * each_ms, f"{words} {n}", words[:90])
        for n in range(count)
    )


async def hold(site: Any, showing: Showing) -> str:
    """Hold the session; its code."""
    world, study, chance = site.world, showing.study, random.Random(1)
    code = await world.session(study, SessionKind.ON_DEMAND, showing.statements)
    profiles = [
        {a.id: a.categories[n % len(a.categories)].id for a in study.attributes}
        for n in range(showing.persons)
    ]
    seats = await world.sit_all(code, profiles)
    for number, seat in enumerate(seats, start=1):
        await world.hello(seat, number)
        moments = sorted(chance.sample(range(showing.intervals), showing.presses))
        records = [
            Incoming(n, RecordKind.PRESS, 0, 0, chance.choice((100, -100)), at * CADENCE_MS + 900)
            for n, at in enumerate(moments, start=1)
        ]
        for first in range(0, len(records), RECORDS_A_FRAME):
            told = await world.send(seat, number, *records[first : first + RECORDS_A_FRAME])
        assert told.upto == showing.presses
        assert not told.refused
        await world.done(world.enrolment.watched(world.enrolment.seat(seat.id), 0))
        assert world.enrolment.seat(seat.id).step is not SeatStep.STIMULUS
    if showing.is_closed:
        await world.go(code, SessionState.CLOSED)
    for _ in range(3):
        await world.keeper.tick()
        world.clock.now_ms += 5_000
    return str(code)


async def check_told(site: Any, showing: Showing, code: str, who: str = "staff") -> int:
    """Every page and both figures' addresses answer, and are no longer than their figures ask for;
    how many figures left."""
    for page in PAGES:
        answer = await site.get(f"/sessions/{code}/{page}", who)
        assert answer.status_code in (200, 404), (page, answer.status_code)
        assert "Traceback" not in answer.text
    state = await site.world.stores.releases.state(code)
    figures = sum(len(release.figures) for release in state.releases)
    for address in ("room", "desk"):
        answer = await site.get(f"/api/v1/sessions/{code}/{address}", who)
        assert answer.status_code == 200
        told = json.loads(answer.content)
        assert told["session"] == code
        words = sum(len(s.words.encode()) + len(s.speaker.encode()) for s in showing.statements)
        most = REST_BYTES_MAX + FIGURE_BYTES_MAX * figures + 12 * words
        assert len(answer.content) <= most, (address, len(answer.content), figures)
    return figures


async def check_analysis(site: Any, showing: Showing, code: str) -> None:
    """The page and the files of what has left."""
    analysis = await released_study(site.world.stores, showing.study.name, code)
    page = report_html(analysis, title=showing.study.title, simulated=True)
    assert page.count("<main>") == 1
    files = table_files(analysis)
    rows = files["curve.csv"].decode("utf-8-sig").count("\n") - 1
    cells = len(analysis.segments)
    assert 0 < rows <= cells * showing.intervals
    assert len(files["curve.csv"]) <= 400 * (rows + 1)
    assert len(page.encode()) <= 2_000_000 + 120 * rows + 4_000 * cells * len(showing.statements)


def run(visit: Any, showing: Showing, *, has_figures: bool) -> None:
    async def story(site: Any) -> None:
        code = await hold(site, showing)
        figures = await check_told(site, showing, code)
        assert (figures > 0) is has_figures
        if has_figures:
            await check_analysis(site, showing, code)

    visit(story)


@pytest.mark.parametrize("persons", [0, 3])
def test_too_few_for_any_figure(visit: Any, make_study: Any, persons: int) -> None:
    study = make_study(name="few", attributes=attributes(1, 2))
    run(visit, Showing(study, spoken(3, 30_000), persons, 4), has_figures=False)


def test_a_session_that_nobody_closes(visit: Any, make_study: Any) -> None:
    study = make_study(name="open", attributes=attributes(1, 2))
    showing = Showing(study, spoken(3, 30_000), 30, 4, is_closed=False)

    async def story(site: Any) -> None:
        code = await hold(site, showing)
        first = await check_told(site, showing, code)
        assert first > 0
        for _ in range(24 * 60):  # a day of minutes
            site.world.clock.now_ms += 60_000
            await site.world.keeper.tick()
        await site.employ("later", Membership(EVERY_STUDY, Role.OWNER))  # sign-ins end meanwhile
        assert await check_told(site, showing, code, "later") == first, "nothing new, nothing told"
        assert len(site.world.ingest.heard_ms) <= showing.persons + 1

    visit(story)


def test_strange_texts_in_every_field(visit: Any, make_study: Any) -> None:
    study = make_study(
        name="strange",
        title=STRANGE,
        question=STRANGE,
        stimuli=(Stimulus("talk", STRANGE, 30_000),),
        attributes=attributes(2, 2, STRANGE),
        consent=Consent(STRANGE, STRANGE, STRANGE, STRANGE),
    )
    run(visit, Showing(study, spoken(3, 30_000, STRANGE), 24, 4), has_figures=True)


def test_half_an_hour_with_many_statements_and_segments(visit: Any, make_study: Any) -> None:
    study = make_study(
        name="long",
        stimuli=(Stimulus("talk", "A talk", HOUR_MS // 2),),
        attributes=attributes(3, 4),
    )
    run(visit, Showing(study, spoken(30, HOUR_MS // 2), 24, 60), has_figures=True)


@pytest.mark.slow
def test_six_hours_with_three_hundred_statements_and_sixty_segments(
    visit: Any, make_study: Any
) -> None:
    study = make_study(
        name="long",
        stimuli=(Stimulus("talk", "A talk", 6 * HOUR_MS),),
        attributes=attributes(6, 10),
    )
    run(visit, Showing(study, spoken(300, 6 * HOUR_MS), 120, 300), has_figures=True)
