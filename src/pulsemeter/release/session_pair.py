"""Two showings of one stimulus beside each other: difference, test, both together.

Made of figures that have left, as far as whoever asks may see them, and of nothing else: nothing
here tells more than the releases of both sessions do to whoever has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan, nan

from pulsemeter.analysis.adjustment import benjamini_hochberg, holm
from pulsemeter.analysis.interval_nets import (
    Net,
    difference_p,
    mean_net,
    net_difference,
    pooled_net,
    told_net,
)
from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import IntervalFigure, StatementFigure
from pulsemeter.release.showing import Showing, instrument_differences

LEVEL = 0.05
IN_BOTH = (
    "Whether somebody took part in both showings can’t be known: a seat has no name. Whoever did "
    "counts as two persons: as a rule the band of the difference is then too wide, that of both "
    "together too narrow."
)


class PairRefused(ValueError):
    """Two sessions that can't be laid on one axis; the message says why."""


@dataclass(frozen=True, slots=True)
class Told:
    """A net figure in points with the ends of its interval, None where there is none."""

    net: float | None = None
    low: float | None = None
    high: float | None = None


NONE = Told()


@dataclass(frozen=True, slots=True)
class Row:
    """One interval or statement in both sessions: what each told, their difference (first minus
    second), its p value by itself and adjusted for all rows, both sessions together, and how many
    were present in each as told."""

    first: Told = NONE
    second: Told = NONE
    difference: Told = NONE
    p: float | None = None
    adjusted_p: float | None = None
    together: Told = NONE
    persons: tuple[int, int] = (0, 0)

    @property
    def differs(self) -> bool:
        """Whether the two differ after correction for many comparisons."""
        return self.adjusted_p is not None and self.adjusted_p < LEVEL


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement that both sessions told, with their verdicts."""

    statement: Statement
    verdicts: tuple[str, str]
    row: Row


@dataclass(frozen=True, slots=True)
class SessionPair:
    """Two showings beside each other for one cell. `rows` are the intervals from 0; `whole` is the
    mean over the intervals that both told; `apart` names statements that can't be compared."""

    first: Showing
    second: Showing
    stimulus: str
    cell: str
    label: str
    rows: Sequence[Row]
    whole: Row
    statements: Sequence[StatementRow]
    apart: Sequence[str]
    warnings: Sequence[str]
    notes: Sequence[str]
    is_pooled: bool
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def persons(self) -> tuple[int, int]:
        """The most that were present in each, as told."""
        first, second = ([row.persons[side] for row in self.rows] for side in (0, 1))
        return max(first, default=0), max(second, default=0)

    @property
    def anywhere_p(self) -> float | None:
        """Whether the two differ in any interval at all: the smallest p by Holm."""
        tested = [row.adjusted_p for row in self.rows if row.adjusted_p is not None]
        return min(tested, default=None)


def shared_stimuli(first: Showing, second: Showing) -> list[str]:
    """The stimuli that both sessions showed, by id."""
    there = {stimulus.id for stimulus in second.study.stimuli}
    return [stimulus.id for stimulus in first.study.stimuli if stimulus.id in there]


def shared_cells(first: Showing, second: Showing) -> list[tuple[str, str]]:
    """The cells, with their labels, whose figures of both sessions may be seen."""
    there = {cell.id for cell in second.cells if not cell.withheld}
    return [(c.id, c.label) for c in first.cells if c.id in there and not c.withheld]


def session_pair(first: Showing, second: Showing, stimulus: str, cell: str) -> SessionPair:
    """Lay two showings on one axis. PairRefused where that can't be done."""
    labels = _checked(first, second, stimulus, cell)
    unlike = instrument_differences(first.instrument, second.instrument)
    is_pooled = not unlike
    tables = [showing.intervals(stimulus, cell) for showing in (first, second)]
    count = 1 + max((*tables[0], *tables[1]), default=-1)
    pairs = [(tables[0].get(k), tables[1].get(k)) for k in range(count)]
    rows, mean = _rows(pairs, corrected="holm", is_pooled=is_pooled)
    statements, apart = _statements(first, second, stimulus, cell, is_pooled)
    return SessionPair(
        first, second, stimulus, cell, labels[cell], rows, mean, statements, apart,
        [_unlike(unlike)] if unlike else [], _notes(first, second, pairs), is_pooled,
        {
            "tested": sum(row.p is not None for row in rows),
            "raw": sum(row.p is not None and row.p < LEVEL for row in rows),
            "differing": sum(row.differs for row in rows),
        },
    )  # fmt: skip


def _checked(first: Showing, second: Showing, stimulus: str, cell: str) -> dict[str, str]:
    if first.code == second.code:
        raise PairRefused("a session can’t be compared with itself; choose another one")
    if stimulus not in shared_stimuli(first, second):
        raise PairRefused(f"the two sessions don’t both show the stimulus {stimulus!r}")
    cadences = [s.instrument.cadence_ms for s in (first, second)]
    if cadences[0] != cadences[1]:
        told = " and ".join(f"{ms / 1_000:g} s" for ms in cadences)
        raise PairRefused(f"their intervals have {told}; curves of different cadence share no axis")
    labels = dict(shared_cells(first, second))
    if cell not in labels:
        if not labels:
            raise PairRefused("there is no segment yet of which both sessions show you figures")
        raise PairRefused(f"there is no segment {cell!r} of which both sessions show you figures")
    return labels


def _rows(
    pairs: Sequence[tuple[IntervalFigure | None, IntervalFigure | None]]
    | Sequence[tuple[StatementFigure, StatementFigure]],
    *,
    corrected: str,
    is_pooled: bool,
) -> tuple[list[Row], Row]:
    """Each pair as a row; and the mean of the rows that both told."""
    first, second = (_column([pair[side] for pair in pairs]) for side in (0, 1))
    difference = net_difference(first, second)
    p = difference_p(difference)
    adjust = {"holm": holm, "bh": benjamini_hochberg}[corrected]
    adjusted = adjust(p) if len(pairs) else p
    sizes = [[max(1, _present(pair[side])) for pair in pairs] for side in (0, 1)]
    together = (
        pooled_net([first, second], sizes) if is_pooled and pairs else _column([None] * len(pairs))
    )
    rows = [
        Row(
            _told(first, k), _told(second, k), _told(difference, k),
            _number(p[k]), _number(adjusted[k]), _told(together, k),
            (_present(pairs[k][0]), _present(pairs[k][1])),
        )
        for k in range(len(pairs))
    ]  # fmt: skip
    return rows, _mean(first, second, difference, together)


def _mean(first: Net, second: Net, difference: Net, together: Net) -> Row:
    both = [not isnan(d) for d in difference.net]
    if not any(both):
        return Row()
    means = [
        mean_net(Net(*(part[both] for part in told)))
        for told in (first, second, difference, together)
    ]
    p = _number(float(difference_p(means[2])))
    told = [_rounded(mean) for mean in means]
    return Row(told[0], told[1], told[2], p, p, told[3])


def _statements(
    first: Showing, second: Showing, stimulus: str, cell: str, is_pooled: bool
) -> tuple[list[StatementRow], list[str]]:
    """The statements that both told in the same words, and why others aren't compared."""
    here, there = (s.judged(stimulus, cell) for s in (first, second))
    alike, apart = [], []
    for name in here.keys() & there.keys():
        (own, figure), (other, beside) = here[name], there[name]
        if (own.start_ms, own.end_ms, own.words) == (other.start_ms, other.end_ms, other.words):
            alike.append((own, figure, beside))
        else:
            apart.append(f"{name}: other words or times in the second session")
    apart += [f"{name}: in one session only" for name in here.keys() ^ there.keys()]
    alike.sort(key=lambda each: each[0].start_ms)
    rows, _ = _rows([(a, b) for _, a, b in alike], corrected="bh", is_pooled=is_pooled)
    told = [
        StatementRow(own, (a.verdict, b.verdict), row)
        for (own, a, b), row in zip(alike, rows, strict=True)
    ]
    return told, sorted(apart)


def _notes(
    first: Showing,
    second: Showing,
    pairs: Sequence[tuple[IntervalFigure | None, IntervalFigure | None]],
) -> list[str]:
    notes = [IN_BOTH, _rounding(first, second, pairs)]
    if any(not showing.is_final for showing in (first, second)):
        notes.append("Preliminary: not every figure is final.")
    if first.study.lag_ms != second.study.lag_ms:
        notes.append("The lags differ, so statements are read from other stretches of time.")
    if first.study.verdict != second.study.verdict:
        notes.append("The thresholds of verdicts differ.")
    if first.study.profile != second.study.profile:
        notes.append("The protection profiles differ, so figures are rounded differently.")
    if first.is_simulated != second.is_simulated:
        notes.append("One of the two is simulated: nobody was asked there.")
    return notes


def _rounding(
    first: Showing,
    second: Showing,
    pairs: Sequence[tuple[IntervalFigure | None, IntervalFigure | None]],
) -> str:
    steps = [showing.study.profile.rounding_step for showing in (first, second)]
    bases = [persons for pair in pairs for figure in pair if (persons := _present(figure))]
    told = "Made of released figures, whose counts are rounded"
    if max(steps) == 1 or not bases:
        return f"{told}; nothing is counted anew."
    most = 100 * max(steps) / min(bases)
    return (
        f"{told} to {max(steps)}: with {min(bases)} persons, the fewest here, that can move net "
        f"approval by {most:.0f} points, which the bands don’t hold. Nothing is counted anew."
    )


def _unlike(unlike: Sequence[str]) -> str:
    return (
        "The instruments differ ("
        + "; ".join(unlike)
        + "), and what differs may be the instrument "
        "instead of the panel. The two are not put together."
    )


def _column(figures: Sequence[IntervalFigure | StatementFigure | None]) -> Net:
    told = [(f.net, f.low, f.high) if f is not None else (None,) * 3 for f in figures]
    ends = [[nan if value is None else value for value in row] for row in told]
    return told_net(*(list(column) for column in zip(*ends, strict=True)) if ends else ([],) * 3)


def _present(figure: IntervalFigure | StatementFigure | None) -> int:
    """Persons present as told, 0 where no net approval was."""
    return figure.present.value if figure is not None and figure.net is not None else 0


def _told(net: Net, k: int) -> Told:
    return _rounded(Net(*(part[k] for part in net)))


def _rounded(net: Net) -> Told:
    return Told(*(None if isnan(value) else round(float(value), 1) for value in net))


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)
