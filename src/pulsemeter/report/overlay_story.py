"""What an overlay tells over the whole film: the curves of up to four segments, verdicts, captions.

Out of released figures alone, as far as somebody may see them; nothing is reckoned here. Times are
stimulus time. This module must not know pictures, files or where anything is drawn.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pulsemeter.analysis.curve import FADED_BELOW
from pulsemeter.release.figures import IntervalFigure
from pulsemeter.release.plan import ALL
from pulsemeter.release.showing import Showing
from pulsemeter.release.words import ENGLISH, Words, message
from pulsemeter.report.stage_figure import said_count

CURVES_MAX = 4
"""Everyone and three segments; more lines can't be told apart while they move."""
SIMULATED = message("SIMULATED PANEL")
TITLE = message("Net approval of the panel")
LAST_VERDICT = message("last statement")
MARKS = (
    ("most_liked", message("most liked")),
    ("most_disliked", message("most disliked")),
    ("most_silent", message("most silent")),
    ("no_majority", message("no majority")),
    ("too_few", message("too few")),
)
Run = tuple[tuple[float, float], ...]
"""A stretch of one line without a gap: (stimulus_ms, points), rising in time."""


class OverlayRefused(ValueError):
    """An overlay that can't be made, or not yet; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class OverlayCurve:
    """One segment with its released figures by interval."""

    cell: str
    label: str
    figures: Mapping[int, IntervalFigure]
    cadence_ms: int
    is_exact: bool = False

    @property
    def is_faded(self) -> bool:
        """Whether so few were there that the line is drawn faded."""
        present = [figure.present.value for figure in self.figures.values()]
        return bool(present) and max(present) < FADED_BELOW

    def at(self, stimulus_ms: float) -> IntervalFigure | None:
        """The figure of the interval that runs at a time."""
        return self.figures.get(int(stimulus_ms // self.cadence_ms))

    def count(self, stimulus_ms: float, words: Words = ENGLISH) -> str:
        """How many were there, as it was told; "" where nothing was."""
        figure = self.at(stimulus_ms)
        if figure is None:
            return ""
        return said_count(figure.present, is_exact=self.is_exact, words=words)

    def runs(self, part: str) -> list[Run]:
        """The stretches of one line, `part` being net, low, high, low50 or high50.

        A figure stands at the middle of its interval, with straight lines between neighbours;
        before the first middle and behind the last the line is level. A gap stays a gap.
        """
        told = [k for k in sorted(self.figures) if getattr(self.figures[k], part) is not None]
        found = []
        for _, group in groupby(enumerate(told), lambda pair: pair[1] - pair[0]):
            run = [k for _, k in group]
            points = [
                ((k + 0.5) * self.cadence_ms, _bounded(getattr(self.figures[k], part))) for k in run
            ]
            begin = (float(run[0] * self.cadence_ms), points[0][1])
            found.append((begin, *points, (float((run[-1] + 1) * self.cadence_ms), points[-1][1])))
        return found


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in [start_ms, end_ms) and shown as a caption."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on one statement by their codes, one per curve, "" where none was told; they are
    shown from the end of the time in which people reacted to it."""

    from_ms: int
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverlayStory:
    """All that an overlay tells; `method` are the lines that say how it was measured, `words` those
    in which everything is said that isn't the study's own."""

    curves: tuple[OverlayCurve, ...]
    cadence_ms: int
    duration_ms: int
    judged: tuple[Judged, ...] = ()
    cues: tuple[Said, ...] = ()
    method: tuple[str, ...] = ()
    is_simulated: bool = False
    words: Words = ENGLISH

    def verdicts_at(self, stimulus_ms: float) -> tuple[str, ...]:
        """The verdicts on the last statement that was over by then, one per curve."""
        place = bisect_right([judged.from_ms for judged in self.judged], stimulus_ms) - 1
        return self.judged[place].verdicts if place >= 0 else ("",) * len(self.curves)

    def cue_at(self, stimulus_ms: float) -> Said | None:
        """What is being said; of several the one that began last."""
        said = [cue for cue in self.cues if cue.start_ms <= stimulus_ms < cue.end_ms]
        return max(said, key=lambda cue: cue.start_ms) if said else None


def overlay_story(
    showing: Showing,
    stimulus: str,
    chosen: Sequence[str],
    cues: Sequence[Said],
    words: Words = ENGLISH,
) -> OverlayStory:
    """The story of a stimulus for these segments, in their order, in a language.

    Raises
    ------
    OverlayRefused
        The session isn't over, a segment isn't there or has no final figures, or they are too many.
    """
    if not showing.is_over:
        raise OverlayRefused(
            f"session {showing.code} is {showing.session.state.value}; an overlay is made of its "
            "final figures: close it first"
        )
    if not 1 <= len(chosen) <= CURVES_MAX or len(set(chosen)) != len(chosen):
        raise OverlayRefused(
            f"an overlay shows one to {CURVES_MAX} different segments, "
            f"not {', '.join(chosen) or 'none'}"
        )
    study = showing.study
    cells = {cell.id: cell for cell in showing.cells}
    cadence_ms, is_exact = study.instrument.cadence_ms, study.profile.rounding_step == 1
    curves = []
    for name in chosen:
        if name not in cells or cells[name].withheld:
            known = ", ".join(cell.id for cell in showing.cells if not cell.withheld)
            raise OverlayRefused(f"there is no segment {name!r} here; there are: {known or 'none'}")
        figures = showing.intervals(stimulus, name)
        if all(figure.net is None for figure in figures.values()):
            raise OverlayRefused(
                f"segment {name!r} has no final figures of {stimulus!r} that you may see"
            )
        label = words.say("Everyone") if name == ALL else cells[name].label
        curves.append(OverlayCurve(name, label, figures, cadence_ms, is_exact))
    shown = study.stimuli[study.stimulus_index(stimulus)]
    last = (max(max(curve.figures) for curve in curves) + 1) * cadence_ms
    return OverlayStory(
        tuple(curves),
        cadence_ms,
        shown.duration_ms or last,
        _judged(showing, stimulus, chosen),
        tuple(sorted(cues, key=lambda cue: cue.start_ms)),
        method_lines(showing, words),
        showing.is_simulated,
        words,
    )


def _judged(showing: Showing, stimulus: str, chosen: Sequence[str]) -> tuple[Judged, ...]:
    told = [showing.judged(stimulus, name) for name in chosen]
    spoken = {name: statement for held in told for name, (statement, _) in held.items()}
    found = []
    for name, statement in spoken.items():
        verdicts = tuple(held[name][1].verdict if name in held else "" for held in told)
        found.append(Judged(statement.window(showing.study.lag_ms)[1], verdicts))
    return tuple(sorted(found, key=lambda judged: judged.from_ms))


def method_lines(showing: Showing, words: Words = ENGLISH) -> tuple[str, ...]:
    """How it was measured, in two short lines."""
    study, step = showing.study, showing.study.profile.rounding_step
    counts = (
        words.say("exact counts")
        if step == 1
        else words.say("counts rounded to {step}", step=words.whole(step))
    )
    return (
        words.say(
            "Net approval: likes less dislikes of those present, per {every}, {low} to {high}. "
            "Curves stand where people pressed, about {lag} after the words.",
            every=words.name(_seconds(study.instrument.cadence_ms)),
            low=words.net(-1),
            high=words.net(1),
            lag=words.name(_seconds(study.lag_ms)),
        ),
        words.say(
            "Bands: 95 %, inner 50 %, pointwise. Released figures, {counts}. Of this panel, not "
            "the public. Session {session}, {runner}.",
            counts=counts,
            session=words.name(showing.code),
            runner=words.name(study.consent.runner.rstrip(".")),
        ),
    )


def _seconds(time_ms: int) -> str:
    return f"{time_ms / 1_000:g} s"


def value_in(run: Run, stimulus_ms: float) -> float:
    """Where a line without a gap is at a time; level beyond its ends."""
    place = bisect_right([at for at, _ in run], stimulus_ms)
    if place == 0:
        return run[0][1]
    if place == len(run):
        return run[-1][1]
    (before_ms, before), (after_ms, after) = run[place - 1], run[place]
    share = (stimulus_ms - before_ms) / (after_ms - before_ms)
    return before + share * (after - before)


def _bounded(points: float) -> float:
    return min(max(points, -100.0), 100.0)
