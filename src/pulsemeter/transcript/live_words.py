"""Steps become statements while a session runs: a fold, so that every reading gives the same.

Statements of one session follow each other: none overlaps another, each covers whole intervals of
reactions, and none is shorter than about ten seconds. Whoever holds the keys can therefore cut no
figure finer than the release plan's own. Pure; knows no clock, no store and no figures.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.live_step import KEYS, Line, Step, StepKind
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.timeline import interval_count
from pulsemeter.transcript.cue_group import ends_sentence

SHORTEST_MS, LONGEST_MS, PAUSE_MS = 10_000, 30_000, 2_000


class StepRefused(ValueError):
    """A step that can't be taken now; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where statements may begin and end: at the borders of the intervals, moved back by the lag,
    so that what is read of the reactions to them is whole intervals."""

    stimulus: str
    session: str
    cadence_ms: int
    lag_ms: int
    duration_ms: int

    @property
    def shortest_ms(self) -> int:
        """No statement is shorter than so many whole intervals."""
        return -(-SHORTEST_MS // self.cadence_ms) * self.cadence_ms

    @property
    def last_start_ms(self) -> int:
        """What begins later than this has too few intervals left."""
        intervals = interval_count(self.duration_ms, self.cadence_ms)
        return intervals * self.cadence_ms - self.lag_ms - self.shortest_ms

    def border(self, at_ms: int) -> int:
        """The border nearest to a time; at the end of the stimulus, that end."""
        first = -(-self.lag_ms // self.cadence_ms)
        number = max(first, (at_ms + self.lag_ms + self.cadence_ms // 2) // self.cadence_ms)
        return min(number * self.cadence_ms - self.lag_ms, self.duration_ms)


@dataclass(frozen=True, slots=True)
class OpenStatement:
    """What is being said. `lines` are the manuscript's that it holds; `is_caption`: it was opened
    by captions, which then say when it ends; `is_typed`: somebody wrote its words."""

    id: str
    start_ms: int
    words: str = ""
    speaker: str = ""
    topic: str = ""
    lines: tuple[int, ...] = ()
    is_caption: bool = False
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class LiveWords:
    """What the steps of a session have come to. `place` is the manuscript's next line; `statements`
    are closed, in their newest revisions; `held` are the lines that each of them holds."""

    grid: Grid
    lines: tuple[Line, ...] = ()
    place: int = 0
    skipped: frozenset[int] = frozenset()
    statements: tuple[Statement, ...] = ()
    held: tuple[tuple[int, ...], ...] = ()
    open: OpenStatement | None = None
    heard_ms: int = 0

    @property
    def said(self) -> frozenset[int]:
        """The lines that were said, or are being said."""
        now = self.open.lines if self.open else ()
        return frozenset(line for lines in (*self.held, now) for line in lines)

    @property
    def free_ms(self) -> int:
        """From here on nothing is taken by a closed statement."""
        return self.statements[-1].end_ms if self.statements else 0

    def after(self, step: Step) -> "LiveWords":
        """What it comes to with one more step. StepRefused where that can't be."""
        return _AFTER[step.kind](self, step)

    def passages(self) -> tuple[Passage, ...]:
        """Runs of closed statements whose first lines are of one passage of the manuscript."""
        runs: list[tuple[int, list[str]]] = []
        for statement, lines in zip(self.statements, self.held, strict=True):
            number = self.lines[lines[0]].passage if lines else -1
            if not runs or runs[-1][0] != number:
                runs.append((number, []))
            runs[-1][1].append(statement.id)
        titles = {line.passage: line.title for line in self.lines}
        return tuple(
            Passage(f"{self._stem}-p{k + 1:02}", 1, self.grid.stimulus, titles[number], tuple(ids))
            for k, (number, ids) in enumerate(run for run in runs if run[0] >= 0)
        )

    def worded(self) -> tuple[list[Statement], list[Passage]]:
        """The statements whose words are known, and the passages that are whole without others."""
        said = [statement for statement in self.statements if statement.words]
        kept = {statement.id for statement in said}
        return said, [p for p in self.passages() if kept.issuperset(p.statements)]

    @property
    def _stem(self) -> str:
        return f"{self.grid.stimulus}-{self.grid.session}"

    def _loaded(self, step: Step) -> "LiveWords":
        if self.said or self.skipped:
            raise StepRefused(
                "lines of this manuscript were said already; type what is new as departures"
            )
        if not step.lines:
            raise StepRefused("the manuscript has no words; paste the speech")
        return replace(self, lines=step.lines, place=0)

    def _next(self, step: Step) -> "LiveWords":
        number = self._line(step)
        line = self.lines[number]
        begun = self._begun(
            step.at_ms,
            OpenStatement("", 0, line.words, line.speaker, line.topic, (number,), is_typed=True),
        )
        passed = frozenset(range(self.place, number)) - self.said
        return replace(begun, place=number + 1, skipped=(self.skipped | passed) - {number})

    def _skip(self, step: Step) -> "LiveWords":
        number = self._line(step)
        return replace(self, place=number + 1, skipped=self.skipped | {number})

    def _line(self, step: Step) -> int:
        number = self.place if step.line < 0 else step.line
        if not self.lines:
            raise StepRefused("no manuscript is loaded; paste one, or open a statement without")
        if number >= len(self.lines):
            raise StepRefused("the manuscript has no further line; open a statement without one")
        if number in self.said:
            raise StepRefused(f"line {number + 1} was said already")
        return number

    def _depart(self, step: Step) -> "LiveWords":
        return self._begun(step.at_ms, OpenStatement("", 0))

    def _begun(self, at_ms: int, new: OpenStatement) -> "LiveWords":
        """With a new open statement; what is open gets an end, or, being too short for one, what
        begins is added to it."""
        border = self.grid.border(at_ms)
        if self.open is not None:
            is_short = border - self.open.start_ms < self.grid.shortest_ms
            if is_short or border > self.grid.last_start_ms:
                return replace(self, open=_together(self.open, new))
            return self._closed(border)._opened(border, new)
        return self._opened(border, new)

    def _opened(self, border: int, new: OpenStatement) -> "LiveWords":
        start_ms = max(border, self.free_ms)
        if start_ms > self.grid.last_start_ms:
            raise StepRefused(
                f"the stimulus ends in less than {self.grid.shortest_ms // 1_000} s; what begins "
                "now is too short to be judged"
            )
        name = f"{self._stem}-s{len(self.statements) + 1:02}"
        return replace(self, open=replace(new, id=name, start_ms=start_ms))

    def _closed(self, border: int) -> "LiveWords":
        """With the open statement closed at this border, or when it is long enough."""
        was = self.open
        if was is None:
            return self
        end_ms = min(max(border, was.start_ms + self.grid.shortest_ms), self.grid.duration_ms)
        closed = Statement(
            was.id, 1, self.grid.stimulus, was.start_ms, end_ms, was.words, was.speaker, was.topic
        )
        return replace(
            self,
            statements=(*self.statements, closed),
            held=(*self.held, was.lines),
            open=None,
        )

    def _end(self, step: Step) -> "LiveWords":
        if self.open is None:
            raise StepRefused("no statement is open")
        return self._closed(self.grid.border(step.at_ms))

    def _back(self, step: Step) -> "LiveWords":
        raise StepRefused("no key can be taken back")

    def _type(self, step: Step) -> "LiveWords":
        if self.open is not None and self.open.id == step.statement:
            told = replace(
                self.open, words=step.words, speaker=step.speaker, topic=step.topic, is_typed=True
            )
            return replace(self, open=told)
        if all(statement.id != step.statement for statement in self.statements):
            raise StepRefused(f"this session has opened no statement {step.statement!r}")
        return replace(self, statements=tuple(_typed(each, step) for each in self.statements))

    def _caption(self, step: Step) -> "LiveWords":
        if self.open is not None and not self.open.is_caption:
            return self if self.open.is_typed else self._hearing(step)
        if step.end_ms <= self.free_ms:
            return self  # late: what is closed stays as it is
        now = self
        if now.open is not None and step.at_ms - now.heard_ms >= PAUSE_MS:
            now = now._ended_by_captions(now.heard_ms, step.at_ms)
        if now.open is None:
            if max(now.grid.border(step.at_ms), now.free_ms) > now.grid.last_start_ms:
                return now
            now = now._opened(now.grid.border(step.at_ms), OpenStatement("", 0, is_caption=True))
        now = now._hearing(step)
        said = now.open
        if said is None:
            return now
        is_long = step.end_ms - said.start_ms >= LONGEST_MS
        if is_long or ends_sentence(said.words):
            now = now._ended_by_captions(step.end_ms, step.end_ms)
        return now

    def _hearing(self, step: Step) -> "LiveWords":
        """With the words of a caption in the open statement."""
        if self.open is None:
            return self
        words = " ".join(filter(None, (self.open.words, step.words)))
        speaker = self.open.speaker or step.speaker
        heard_ms = max(self.heard_ms, step.end_ms)
        return replace(
            self, open=replace(self.open, words=words, speaker=speaker), heard_ms=heard_ms
        )

    def _ended_by_captions(self, at_ms: int, now_ms: int) -> "LiveWords":
        """Closed, if it could be long enough by now."""
        border = self.grid.border(now_ms)
        if self.open is None or border - self.open.start_ms < self.grid.shortest_ms:
            return self
        return self._closed(self.grid.border(at_ms))


_AFTER = {
    StepKind.LOAD: LiveWords._loaded,
    StepKind.NEXT: LiveWords._next,
    StepKind.SKIP: LiveWords._skip,
    StepKind.DEPART: LiveWords._depart,
    StepKind.END: LiveWords._end,
    StepKind.BACK: LiveWords._back,
    StepKind.TYPE: LiveWords._type,
    StepKind.CAPTION: LiveWords._caption,
}


def was_opened_live(name: str, session: str) -> bool:
    """Whether this is the id of a statement that was opened in this session."""
    return re.fullmatch(f".*-{re.escape(session)}-s[0-9]{{2,9}}", name) is not None


def fold(grid: Grid, steps: Iterable[Step]) -> LiveWords:
    """What all steps of a session come to. A step that had its place when it was written and has
    none any more, because a key before it was taken back, says nothing."""
    words = LiveWords(grid)
    for step in standing(steps):
        try:
            words = words.after(step)
        except StepRefused:
            continue
    return words


def standing(steps: Iterable[Step]) -> Sequence[Step]:
    """The steps without those that were taken back."""
    kept: list[Step] = []
    for step in steps:
        if step.kind is not StepKind.BACK:
            kept.append(step)
            continue
        last = next((k for k in range(len(kept) - 1, -1, -1) if kept[k].kind in KEYS), None)
        if last is not None:
            del kept[last]
    return kept


def _together(first: OpenStatement, second: OpenStatement) -> OpenStatement:
    """Two in one, because one of them would be too short to stand alone."""
    return replace(
        first,
        words=" ".join(filter(None, (first.words, second.words))),
        speaker=first.speaker or second.speaker,
        topic=first.topic or second.topic,
        lines=(*first.lines, *second.lines),
        is_caption=False,
        is_typed=first.is_typed or second.is_typed,
    )


def _typed(statement: Statement, step: Step) -> Statement:
    if statement.id != step.statement:
        return statement
    told = replace(statement, words=step.words, speaker=step.speaker, topic=step.topic)
    return statement if told == statement else replace(told, revision=statement.revision + 1)
