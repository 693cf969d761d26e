"""Who takes part in a soak: a simulated panel whose members press every few seconds, on bad
networks; and visitors who come for some minutes and withdraw. Everything is drawn from a seed.
"""

from collections.abc import Callable
from itertools import count

import numpy as np

from pulsemeter.domain.participant import Seat
from pulsemeter.domain.presence import SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category, Consent, JoinMode, Stimulus, Study
from pulsemeter.rehearsal.drive import Progress, drive_panel
from pulsemeter.rehearsal.http_lane import HttpLane
from pulsemeter.rehearsal.journal import Journal
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.simulation.mishaps import MishapChances, draw_all_mishaps
from pulsemeter.simulation.panel import ScriptEntry, SimulatedPanel, SimulatedPanelist

CADENCE_MS = 5_000
STATEMENT_MS = 60_000
PRESSES_SHARE = 0.9
"""Of the intervals; in the others a page says that its person let one pass."""
CHANCES = MishapChances(
    drop=0.004, duplicate=0.005, reorder=0.005, lost_ack=0.002, reload=0.001, post=0.001,
    length_max_ms=60_000,
)  # fmt: skip
"""In two hours a person loses the line six times, for up to a minute, and reloads once or twice."""


def long_talk(duration_ms: int) -> Study:
    """A talk that everybody hears at once, with nine groups and all their pairs."""
    attributes = tuple(
        Attribute(
            name, name.title(), f"Which {name}?",
            tuple(Category(f"{name}_{place}", f"{name.title()} {place}") for place in (1, 2, 3)),
        )
        for name in ("age", "region")
    )  # fmt: skip
    return Study(
        name="talk",
        title="A long talk (simulated)",
        question="What carried?",
        stimuli=(Stimulus("talk", "A long talk", duration_ms),),
        attributes=attributes,
        consent=Consent("we", "we", "presses", "any time"),
        two_way=(("age", "region"),),
        join=JoinMode.OPEN,
        simulated=True,
    )


def statements(duration_ms: int) -> list[Statement]:
    """One a minute, to the end."""
    return [
        Statement(
            f"s{number}", 1, "talk", start_ms, min(start_ms + STATEMENT_MS, duration_ms),
            f"What is said in minute {number} of the simulated talk.",
        )
        for number, start_ms in enumerate(range(0, duration_ms, STATEMENT_MS), start=1)
    ]  # fmt: skip


def _panelist(
    number: int,
    study: Study,
    rng: np.random.Generator,
    from_ms: int = 0,
    leave_ms: int | None = None,
) -> SimulatedPanelist:
    """Somebody who presses in nearly every interval of their stay; each leans their own way."""
    end_ms = study.stimuli[0].duration_ms if leave_ms is None else leave_ms
    likes, script = float(rng.uniform(0.2, 0.8)), []
    for start_ms in range(from_ms - from_ms % CADENCE_MS, end_ms, CADENCE_MS):
        last_ms = start_ms + CADENCE_MS - 1
        if rng.random() < PRESSES_SHARE:
            choice = 100 if rng.random() < likes else -100
            at_ms = int(rng.integers(start_ms, last_ms))
            script.append(ScriptEntry(RecordKind.PRESS, at_ms, choice))
        else:
            script.append(ScriptEntry(RecordKind.PRESENCE, last_ms, SKIPPED))
    inside = tuple(entry for entry in script if from_ms <= entry.stimulus_ms < end_ms)
    categories = {
        attribute.id: attribute.categories[int(rng.integers(len(attribute.categories)))].id
        for attribute in study.attributes
    }
    return SimulatedPanelist(
        number, categories, 0, 0.0, 1.0, 0, leave_ms, inside, "neither", ""
    )  # fmt: skip


class SoakPanel:
    """All who take part in one session at this address."""

    def __init__(self, url: str, code: str, study: Study, seed: int) -> None:
        self._url, self._code, self._study = url, code, study
        self._rng = np.random.default_rng(seed)
        self._numbers = count(1_000_000)
        self.withdrawn: list[Journal] = []

    def _panel(self, *panelists: SimulatedPanelist) -> SimulatedPanel:
        return SimulatedPanel(panelists, 0, self._study.stimuli[0].duration_ms, CADENCE_MS)

    async def stay(self, persons: int, heed: Callable[[Progress], None]) -> Journal:
        """So many who are there from first to last; what their pages went through."""
        everybody = [_panelist(number, self._study, self._rng) for number in range(persons)]
        duration_ms = self._study.stimuli[0].duration_ms
        mishaps = draw_all_mishaps(persons, duration_ms, CADENCE_MS, self._rng, CHANCES)
        return await drive_panel(
            self._url, self._code, self._panel(*everybody), mishaps=mishaps, on_progress=heed
        )

    async def visit(self, from_ms: int, stay_ms: int) -> None:
        """Somebody comes late, presses for a while, goes, and withdraws."""
        end_ms = min(from_ms + stay_ms, self._study.stimuli[0].duration_ms)
        visitor = _panelist(next(self._numbers), self._study, self._rng, from_ms, end_ms)
        journal = await drive_panel(self._url, self._code, self._panel(visitor), concurrency=1)
        (page,) = journal.pages
        if page.failure:
            raise RuntimeError(f"a visitor could not go on: {page.failure}")
        lane = HttpLane(self._url)
        headers = {
            "Origin": self._url,
            "Cookie": f"pm_seat={page.page_key}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        status, _ = await lane.post("/p/withdraw", headers, b"sure=yes")
        lane.close()
        if status != 303:
            raise RuntimeError(f"POST /p/withdraw answered {status}")
        self.withdrawn.append(journal)

    def withdrawn_writers(self) -> set[int]:
        """The page loads of all who withdrew."""
        return {
            load.writer
            for journal in self.withdrawn
            for page in journal.pages
            for load in page.loads
        }


def seats_by_key(journal: Journal, seats: dict[bytes, Seat]) -> dict[str, int]:
    """The seat of each page, by its key; `seats` are the session's, by the hash of their secret."""
    return {
        page.page_key: seats[secret_hash(page.page_key)].id
        for page in journal.pages
        if secret_hash(page.page_key) in seats
    }
