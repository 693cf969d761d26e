"""What is said in a study's stimuli as it stands: the newest statements, in passages.

A wording is a value. An edit makes another one, and the difference of two is what has to be
written down. Ids are never used a second time: what once had one can be cited for ever.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pulsemeter.domain.passage import Passage, SpokenPassage, TitledPassage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study


class WordingError(ValueError):
    """An edit that can't be made; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class WordingChange:
    """What an edit leaves to be written: new revisions, and the ids of what is gone."""

    statements: tuple[Statement, ...] = ()
    gone: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    passages_gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.statements or self.gone or self.passages or self.passages_gone)


@dataclass(frozen=True, slots=True)
class Wording:
    """Statements and passages in order of stimulus and time; `stimuli` are ids with durations
    (0: not known yet), `used` all ids that ever were, `edition` the number of edits before."""

    stimuli: tuple[tuple[str, int], ...]
    statements: tuple[Statement, ...] = ()
    passages: tuple[Passage, ...] = ()
    used: frozenset[str] = frozenset()
    edition: int = 0

    def statement(self, name: str) -> Statement:
        """The newest revision of a statement. WordingError where there is none now."""
        for statement in self.statements:
            if statement.id == name:
                return statement
        raise WordingError(f"there is no statement {name!r}{self._once(name)}")

    def in_order(self, names: Iterable[str]) -> tuple[Statement, ...]:
        """The statements with these ids, in order. WordingError where one isn't there."""
        wanted = set(names)
        found = tuple(s for s in self.statements if s.id in wanted)
        for name in sorted(wanted - {statement.id for statement in found}):
            self.statement(name)
        return found

    def passage(self, name: str) -> Passage:
        """The newest revision of a passage. WordingError where there is none now."""
        for passage in self.passages:
            if passage.id == name:
                return passage
        raise WordingError(f"there is no passage {name!r}{self._once(name)}")

    def _once(self, name: str) -> str:
        return " any more: it was split, merged or taken away" if name in self.used else ""

    def duration_ms(self, stimulus: str) -> int:
        """Length of a stimulus, 0 where it isn't known yet. WordingError for an unknown one."""
        for name, duration_ms in self.stimuli:
            if name == stimulus:
                return duration_ms
        known = ", ".join(name for name, _ in self.stimuli)
        raise WordingError(f"there is no stimulus {stimulus!r}; there are {known}")

    def of(self, stimulus: str) -> tuple[Statement, ...]:
        """The statements of one stimulus, in order of time."""
        return tuple(s for s in self.statements if s.stimulus == stimulus)

    def around(self, statement: Statement) -> tuple[Statement | None, Statement | None]:
        """The neighbours before and after a statement in its stimulus."""
        said = self.of(statement.stimulus)
        place = said.index(statement)
        after = said[place + 1] if place + 1 < len(said) else None
        return (said[place - 1] if place else None), after

    def passage_of(self, name: str) -> Passage | None:
        """The passage that holds a statement, if one does."""
        return next((p for p in self.passages if name in p.statements), None)

    def spoken_passages(self) -> tuple[SpokenPassage, ...]:
        """The passages with a verdict of their own: one statement's is that of the statement."""
        return tuple(
            SpokenPassage(
                passage.id,
                passage.revision,
                passage.stimulus,
                tuple((s.start_ms, s.end_ms) for s in self.in_order(passage.statements)),
            )
            for passage in self.passages
            if passage.judged_as == passage.id
        )

    def titled_passages(self) -> tuple[TitledPassage, ...]:
        """All passages as they are quoted, in order."""
        return tuple(_titled(p, self.in_order(p.statements)) for p in self.passages)

    def with_statements(
        self, put: Sequence[Statement], followed_by: Mapping[str, tuple[str, ...]] | None = None
    ) -> "Wording":
        """The wording with these statements in place of those with the same ids, and without the
        keys of `followed_by`, whose places in passages those take that they are followed by."""
        followed_by = followed_by or {}
        leaving = {statement.id for statement in put} | followed_by.keys()
        kept = [s for s in self.statements if s.id not in leaving]
        order = {name: place for place, (name, _) in enumerate(self.stimuli)}
        statements = sorted([*kept, *put], key=lambda s: (order[s.stimulus], s.start_ms, s.id))
        passages = (_followed(passage, followed_by) for passage in self.passages)
        made = replace(
            self,
            statements=tuple(statements),
            passages=tuple(filter(None, passages)),
            used=self.used | {statement.id for statement in put},
        )
        _check_times(made)
        return made

    def with_passage(self, passage: Passage) -> "Wording":
        """The wording with this passage, in place of the one with the same id."""
        _check_run(self, passage)
        kept = [p for p in self.passages if p.id != passage.id]
        place = {statement.id: n for n, statement in enumerate(self.statements)}
        ordered = sorted([*kept, passage], key=lambda p: place[p.statements[0]])
        return replace(self, passages=tuple(ordered), used=self.used | {passage.id})

    def without_passage(self, name: str) -> "Wording":
        """The wording without a passage; its statements stay."""
        self.passage(name)
        return replace(self, passages=tuple(p for p in self.passages if p.id != name))


def wording_of(
    study: Study,
    statements: Iterable[Statement],
    passages: Iterable[Passage] = (),
    used: Iterable[str] = (),
    edition: int = 0,
) -> Wording:
    """These statements and passages of a study, put in order."""
    order = {stimulus.id: place for place, stimulus in enumerate(study.stimuli)}
    said = sorted(statements, key=lambda s: (order[s.stimulus], s.start_ms, s.id))
    place = {statement.id: n for n, statement in enumerate(said)}
    held = tuple(passages)
    return Wording(
        tuple((stimulus.id, stimulus.duration_ms) for stimulus in study.stimuli),
        tuple(said),
        tuple(sorted(held, key=lambda p: (place.get(p.statements[0], -1), p.id))),
        frozenset(used) | place.keys() | {passage.id for passage in held},
        edition,
    )


def change_between(before: Wording, after: Wording) -> WordingChange:
    """What has to be written so that one wording becomes the other."""
    kept, kept_passages = set(before.statements), set(before.passages)
    return WordingChange(
        tuple(s for s in after.statements if s not in kept),
        _missing(before.statements, after.statements),
        tuple(p for p in after.passages if p not in kept_passages),
        _missing(before.passages, after.passages),
    )


def _missing(
    before: Sequence[Statement] | Sequence[Passage], after: Sequence[Statement] | Sequence[Passage]
) -> tuple[str, ...]:
    staying = {one.id for one in after}
    return tuple(one.id for one in before if one.id not in staying)


def _titled(passage: Passage, said: Sequence[Statement]) -> TitledPassage:
    figures: Passage | Statement = passage if passage.judged_as == passage.id else said[0]
    return TitledPassage(
        figures.id, figures.revision, passage.stimulus, said[0].start_ms, said[-1].end_ms,
        passage.title, tuple((s.note, s.source) for s in said if s.note),
    )  # fmt: skip


def _followed(passage: Passage, followed_by: Mapping[str, tuple[str, ...]]) -> Passage | None:
    """A passage after its statements were followed by others; None where none is left."""
    members: list[str] = []
    for name in passage.statements:
        members += [m for m in followed_by.get(name, (name,)) if m not in members]
    if not members:
        return None
    if tuple(members) == passage.statements:
        return passage
    return replace(passage, revision=passage.revision + 1, statements=tuple(members))


def _check_times(wording: Wording) -> None:
    for statement in wording.statements:
        duration_ms = wording.duration_ms(statement.stimulus)
        if statement.end_ms > duration_ms > 0:
            raise WordingError(
                f"statement {statement.id} would end at {statement.end_ms} ms, after the end of "
                f"{statement.stimulus} at {duration_ms} ms; end it there or earlier"
            )
    for first, second in pairwise(wording.statements):
        if first.stimulus == second.stimulus and second.start_ms < first.end_ms:
            raise WordingError(
                f"statement {second.id} would begin at {second.start_ms} ms, before {first.id} "
                f"ends at {first.end_ms} ms; statements may not overlap, so shorten one of them"
            )


def _check_run(wording: Wording, passage: Passage) -> None:
    first = wording.statement(passage.statements[0])
    said = [statement.id for statement in wording.of(passage.stimulus)]
    place = said.index(first.id) if first.id in said else 0
    if passage.statements != tuple(said[place : place + len(passage.statements)]):
        for name in passage.statements:
            wording.statement(name)  # one that isn't there is told as such
        raise WordingError(
            f"passage {passage.id} needs statements of {passage.stimulus} that follow each other "
            f"without a gap; {', '.join(passage.statements)} don't"
        )
    members = set(passage.statements)
    for holder in wording.passages:
        shared = members.intersection(holder.statements)
        if shared and holder.id != passage.id:
            raise WordingError(
                f"statement {min(shared)} is in passage {holder.id} ({holder.title}) already; "
                "take it out there first"
            )
