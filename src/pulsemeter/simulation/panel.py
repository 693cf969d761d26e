"""Simulated panelists: who they are, and what each would press, undo or let pass, and when.

A script is what an honest page would send for this person: presses and undos at their
stimulus time, one presence for every watched interval without either. Knows no page, no
writer and no sequence: those belong to whoever drives the panel.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from pulsemeter.domain.instrument import DISLIKE, LIKE, Instrument, InstrumentKind
from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Study
from pulsemeter.domain.timeline import interval_count, interval_end, interval_start
from pulsemeter.simulation.answers import Answered, draw_answers
from pulsemeter.simulation.truth import Truth

LAG_MIN_MS = 2_000
LAG_MAX_MS = 6_000
STRONG_SHARE = 0.4
"""Of four steps, how many answers are the strong ones."""
MOVE_MIN, MOVE_MAX = 15, 60
"""How far a slider is moved at once."""
NOTE = "(simulated)"
"""Stands in every comment of a simulated panelist."""

_COMMENTS = (
    "Clear and to the point.",
    "I'd have liked more about the costs.",
    "The part about the moon stayed with me.",
    "Too long for my taste.",
    "It made me think of my father.",
)


class ScriptEntry(NamedTuple):
    """One thing a page would record: RecordKind, stimulus time, choice or presence code, target."""

    kind: RecordKind
    stimulus_ms: int
    choice: int = 0
    target: int = 0


@dataclass(frozen=True, slots=True)
class Habits:
    """How simulated people behave besides liking and disliking; shares and chances 0..1."""

    leaning_spread: float = 0.25
    response_spread: float = 0.4
    changes: float = 0.06
    undoes: float = 0.03
    away: float = 0.15
    away_min_ms: int = 6_000
    away_max_ms: int = 40_000
    leaves: float = 0.06
    joins_late: float = 0.05
    comments: float = 0.3


@dataclass(frozen=True, slots=True)
class SimulatedPanelist:
    """One simulated person. `leave_ms` is None for someone who stays to the end."""

    number: int
    categories: dict[str, str]
    lag_ms: int
    leaning: float
    response_rate: float
    join_ms: int
    leave_ms: int | None
    script: tuple[ScriptEntry, ...]
    overall: str
    comment: str
    answers: Answered = field(default_factory=Answered)


@dataclass(frozen=True, slots=True)
class SimulatedPanel:
    """Everyone, and the stimulus they were drawn for."""

    panelists: tuple[SimulatedPanelist, ...]
    stimulus: int
    duration_ms: int
    cadence_ms: int
    targets: int = 1

    @property
    def early(self) -> int:
        """How many take their seat before the stimulus starts."""
        return sum(panelist.join_ms == 0 for panelist in self.panelists)


def draw_panel(
    study: Study,
    statements: Sequence[Statement],
    truth: Truth,
    size: int,
    rng: np.random.Generator,
    habits: Habits | None = None,
    stimulus: int = 0,
) -> SimulatedPanel:
    """A panel of this size for one stimulus of the study; the same seed draws the same panel.

    The first panelist is always there from the start: a live session needs someone who does
    not wait for others to begin.
    """
    if size < 1:
        raise ValueError(f"a panel has at least 1 panelist, not {size}")
    habits = habits or Habits()
    shown = study.stimuli[stimulus]
    spoken = sorted(
        (s for s in statements if s.stimulus == shown.id), key=lambda s: (s.start_ms, s.id)
    )
    panelists = tuple(
        _draw_panelist(number, study, spoken, truth, rng, habits, stimulus)
        for number in range(size)
    )
    instrument = study.instrument
    return SimulatedPanel(
        panelists, stimulus, shown.duration_ms, instrument.cadence_ms, len(instrument.targets)
    )


def _draw_panelist(
    number: int,
    study: Study,
    spoken: Sequence[Statement],
    truth: Truth,
    rng: np.random.Generator,
    habits: Habits,
    stimulus: int,
) -> SimulatedPanelist:
    duration_ms = study.stimuli[stimulus].duration_ms
    categories = {a.id: _draw_category(a, truth, rng) for a in study.attributes}
    lag_ms = round(LAG_MIN_MS + (LAG_MAX_MS - LAG_MIN_MS) * float(rng.beta(2, 6)))
    leaning = float(rng.normal(0.0, habits.leaning_spread))
    response_rate = float(rng.uniform(1 - habits.response_spread, 1 + habits.response_spread))
    late, leaving, away = rng.random(3)
    join_ms = 0
    if number > 0 and late < habits.joins_late:
        join_ms = int(rng.integers(1, max(2, duration_ms // 2)))
    leave_ms = None
    if leaving < habits.leaves:
        leave_ms = int(rng.integers(join_ms + 1, max(join_ms + 2, duration_ms)))
    away_ms = (0, 0)
    if away < habits.away:
        start_ms = int(rng.integers(0, duration_ms))
        away_ms = (
            start_ms,
            start_ms + int(rng.integers(habits.away_min_ms, habits.away_max_ms + 1)),
        )
    person = _Person(categories, lag_ms, leaning, response_rate, habits)
    stay = _Stay(join_ms, duration_ms if leave_ms is None else leave_ms, *away_ms)
    script = tuple(_draw_script(person, stay, duration_ms, study, spoken, truth, rng))
    return SimulatedPanelist(
        number=number,
        categories=categories,
        lag_ms=lag_ms,
        leaning=leaning,
        response_rate=response_rate,
        join_ms=join_ms,
        leave_ms=leave_ms,
        script=script,
        overall=_overall(script),
        comment=_draw_comment(rng, habits),
        answers=draw_answers(study.questionnaire, rng, keeps_words=study.profile.comments),
    )


class _Person(NamedTuple):
    categories: dict[str, str]
    lag_ms: int
    leaning: float
    response_rate: float
    habits: Habits


class _Stay(NamedTuple):
    """When someone is there: [join, leave), not looking during [away_start, away_end)."""

    join_ms: int
    leave_ms: int
    away_start_ms: int
    away_end_ms: int

    def watches(self, stimulus_ms: int) -> bool:
        there = self.join_ms <= stimulus_ms < self.leave_ms
        return there and not self.away_start_ms <= stimulus_ms < self.away_end_ms


def _draw_script(
    person: _Person,
    stay: _Stay,
    duration_ms: int,
    study: Study,
    spoken: Sequence[Statement],
    truth: Truth,
    rng: np.random.Generator,
) -> list[ScriptEntry]:
    cadence_ms, hand = study.instrument.cadence_ms, _Hand(study.instrument)
    script: list[ScriptEntry] = []
    for interval in range(interval_count(duration_ms, cadence_ms)):
        start_ms = interval_start(interval, cadence_ms)
        end_ms = min(interval_end(interval, cadence_ms), duration_ms)
        last_ms = end_ms - 1
        given: list[ScriptEntry] = []
        for target in range(len(study.instrument.targets)):
            at_ms = int(rng.integers(start_ms, end_ms))
            answer = _draw_answer(person, _heard(spoken, at_ms - person.lag_ms), truth, rng)
            changes, undoes = rng.random(2)
            if answer and stay.watches(at_ms):
                doubts = (changes < person.habits.changes, undoes < person.habits.undoes)
                given += _answered(hand, stay, (at_ms, last_ms), answer, target, doubts, rng)
        if given:
            script += sorted(given, key=lambda entry: entry.stimulus_ms)
        elif stay.join_ms <= last_ms < stay.leave_ms:
            hidden = stay.away_start_ms < end_ms and start_ms < stay.away_end_ms
            script.append(ScriptEntry(RecordKind.PRESENCE, last_ms, AWAY if hidden else SKIPPED))
    return script


class _Hand:
    """How liking and disliking are given with the study's instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self._kind = instrument.kind
        self._value = instrument.start
        self.undoes = instrument.kind is not InstrumentKind.SLIDER

    def choice(self, answer: int, rng: np.random.Generator) -> int:
        """The choice that says this answer (LIKE or DISLIKE): strong or weak, or a move on."""
        if self._kind is InstrumentKind.FOUR_STEPS:
            return answer if rng.random() < STRONG_SHARE else answer // 2
        if self._kind is InstrumentKind.SLIDER:
            move = int(rng.integers(MOVE_MIN, MOVE_MAX + 1))
            self._value = max(-100, min(100, self._value + (move if answer > 0 else -move)))
            return self._value
        return answer


def _answered(
    hand: _Hand,
    stay: _Stay,
    times_ms: tuple[int, int],
    answer: int,
    target: int,
    doubts: tuple[bool, bool],
    rng: np.random.Generator,
) -> list[ScriptEntry]:
    """A press, and a change of mind or an undo later in the same interval; `times_ms` are those
    of the press and of the interval's end."""
    at_ms, last_ms = times_ms
    found = [ScriptEntry(RecordKind.PRESS, at_ms, hand.choice(answer, rng), target)]
    later_ms = at_ms + 1 + (last_ms - at_ms) // 2
    if later_ms <= last_ms and stay.watches(later_ms):
        if doubts[0]:
            other = hand.choice(-answer, rng)
            found.append(ScriptEntry(RecordKind.PRESS, later_ms, other, target))
        if doubts[1] and hand.undoes:
            found.append(ScriptEntry(RecordKind.UNDO, later_ms, 0, target))
    return found


def _draw_answer(
    person: _Person, statement_id: str | None, truth: Truth, rng: np.random.Generator
) -> int:
    """LIKE, DISLIKE or 0 for silence, from the truth tilted by what is one's own."""
    chance = truth.leaning(statement_id, person.categories)
    # E[exp(x)] of a normal is exp(σ²/2): taken off, the panel's mean stays the file's truth.
    spread = person.habits.leaning_spread**2 / 2
    like = chance.like * person.response_rate * float(np.exp(person.leaning - spread))
    dislike = chance.dislike * person.response_rate * float(np.exp(-person.leaning - spread))
    total = max(1.0, like + dislike)
    drawn = float(rng.random()) * total
    if drawn < like:
        return LIKE
    return DISLIKE if drawn < like + dislike else 0


def _heard(spoken: Sequence[Statement], heard_ms: int) -> str | None:
    place = bisect_right(spoken, heard_ms, key=lambda statement: statement.start_ms) - 1
    if place >= 0 and heard_ms < spoken[place].end_ms:
        return spoken[place].id
    return None


def _draw_category(attribute: Attribute, truth: Truth, rng: np.random.Generator) -> str:
    ids = [category.id for category in attribute.categories]
    shares = truth.shares.get(attribute.id)
    if shares is None:
        return ids[int(rng.integers(len(ids)))]
    weights = np.array([shares.get(category_id, 0.0) for category_id in ids])
    if weights.sum() <= 0:
        raise ValueError(f"attribute {attribute.id}: no category of the study has a share")
    return ids[int(rng.choice(len(ids), p=weights / weights.sum()))]


def _overall(script: Sequence[ScriptEntry]) -> str:
    """The overall impression that fits what was pressed."""
    presses = [entry.choice for entry in script if entry.kind is RecordKind.PRESS]
    mean = sum(presses) / len(presses) if presses else 0.0
    if abs(mean) < 20:
        return "neither"
    if mean > 0:
        return "very_good" if mean > 60 else "good"
    return "very_bad" if mean < -60 else "bad"


def _draw_comment(rng: np.random.Generator, habits: Habits) -> str:
    speaks, which = rng.random(), int(rng.integers(len(_COMMENTS)))
    return f"{_COMMENTS[which]} {NOTE}" if speaks < habits.comments else ""
