"""Statements and passages in all their revisions, in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import Wording, WordingChange, wording_of
from pulsemeter.service.ports import StoreError

T = TypeVar("T", Statement, Passage)


@dataclass(frozen=True, slots=True)
class _Row(Generic[T]):
    """A revision with the edition it came with; None says that it is gone from there on."""

    edition: int
    held: T | None


@dataclass(slots=True)
class Revisions(Generic[T]):
    """Rows by id, oldest first."""

    rows: dict[str, list[_Row[T]]] = field(default_factory=dict)

    def add(self, edition: int, values: Iterable[T]) -> None:
        """Add revisions."""
        for value in values:
            held = self.rows.setdefault(value.id, [])
            held.append(_Row(edition, value))
            held.sort(key=lambda row: (row.edition, row.held.revision if row.held else 0))

    def end(self, edition: int, names: Iterable[str]) -> None:
        """Say that these are gone."""
        for name in names:
            self.rows[name].append(_Row(edition, None))

    def at(self, edition: int) -> list[T]:
        """The newest of each id up to an edition, except what was gone by then."""
        newest = (
            [row.held for row in rows if row.edition <= edition][-1:] for rows in self.rows.values()
        )
        return [held[0] for held in newest if held and held[0] is not None]

    def known(self) -> set[tuple[str, int]]:
        """Every id with every revision."""
        return {(r.held.id, r.held.revision) for rows in self.rows.values() for r in rows if r.held}


@dataclass(slots=True)
class HeldWording:
    """A study's statements and passages."""

    edition: int = 0
    statements: Revisions[Statement] = field(default_factory=Revisions)
    passages: Revisions[Passage] = field(default_factory=Revisions)

    def check(self, study: Study, change: WordingChange) -> None:
        """StoreError where a change doesn't fit what is held."""
        stimuli = {stimulus.id for stimulus in study.stimuli}
        for statement in change.statements:
            if statement.stimulus not in stimuli:
                raise StoreError(
                    f"statement {statement.id} is of stimulus {statement.stimulus}, which study "
                    f"{study.name} doesn't have."
                )
        for what, values, known in (
            ("statement", change.statements, self.statements.known()),
            ("passage", change.passages, self.passages.known()),
        ):
            new = [(value.id, value.revision) for value in values]
            if len({*new} - known) < len(new):
                raise StoreError(
                    f"study {study.name}: a {what} is listed twice with the same revision."
                )

    def write(self, change: WordingChange) -> None:
        """Take a checked change over, at the edition that is."""
        self.statements.add(self.edition, change.statements)
        self.statements.end(self.edition, change.gone)
        self.passages.add(self.edition, change.passages)
        self.passages.end(self.edition, change.passages_gone)

    def wording(self, study: Study, edition: int | None = None) -> Wording:
        """What stands now, or stood at an edition."""
        at = self.edition if edition is None else edition
        used: Mapping[str, object] = {**self.statements.rows, **self.passages.rows}
        return wording_of(study, self.statements.at(at), self.passages.at(at), used, at)

    def first_edition(self) -> int:
        """The edition with which the study was taken in."""
        return min((r.edition for rows in self.statements.rows.values() for r in rows), default=0)
