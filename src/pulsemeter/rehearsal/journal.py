"""What the pages of a rehearsal did and were told: the one side of the comparison.

Values only; it knows neither sockets nor what the server stored.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.rehearsal.page import PageModel
from pulsemeter.simulation.expectation import MadeRecord

KINDS: dict[str, RecordKind] = {
    "press": RecordKind.PRESS,
    "undo": RecordKind.UNDO,
    "presence": RecordKind.PRESENCE,
    "pause": RecordKind.PAUSE,
}


@dataclass(slots=True)
class PageJournal:
    """One simulated panelist's pages, in the order in which they were loaded.

    `failure` says why someone never took the seat or could not finish; empty if all went well.
    """

    page_key: str
    number: int
    categories: dict[str, str]
    loads: list[PageModel] = field(default_factory=list)
    mishaps: Counter[str] = field(default_factory=Counter)
    failure: str = ""

    def made(self) -> Iterator[MadeRecord]:
        """Every record that was made, delivered or not."""
        for rank, page in enumerate(self.loads, start=1):
            for record in page.records:
                yield MadeRecord(
                    page.writer,
                    rank,
                    record.sequence,
                    KINDS[record.kind],
                    record.stimulus,
                    record.target,
                    record.choice,
                    record.clock_ms,
                )

    def acknowledged(self) -> set[tuple[int, int]]:
        """The (writer, sequence) that the server called durable, refused ones included."""
        return {(p.writer, s) for p in self.loads for s in range(1, p.upto + 1)}

    def refused(self) -> dict[tuple[int, int], str]:
        """The (writer, sequence) that will never be taken, with the reason."""
        return {(p.writer, s): why for p in self.loads for s, why in p.refused.items()}


@dataclass(slots=True)
class Journal:
    """All pages of one rehearsal; `cadence_ms` is what its intervals are cut by, `targets` how
    many they react to."""

    session: str
    cadence_ms: int
    pages: list[PageJournal] = field(default_factory=list)
    targets: int = 1

    @property
    def mishaps(self) -> Counter[str]:
        """How often each mishap was played."""
        return sum((page.mishaps for page in self.pages), Counter())

    @property
    def failures(self) -> list[str]:
        """Why pages failed, one line for each."""
        return [f"panelist {p.number}: {p.failure}" for p in self.pages if p.failure]
