"""What pages were promised against what the log and the tally hold.

Pure: it is given both sides and only counts where they differ.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from pulsemeter.domain.presence import UNKNOWN
from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.rehearsal.journal import Journal
from pulsemeter.simulation.expectation import Cell, MadeRecord, standing_codes

EXAMPLES_MAX = 5


class SeatCell(NamedTuple):
    """One cell of the tally: seat × stimulus × target × interval."""

    seat: int
    stimulus: int
    target: int
    interval: int


class RecordKey(NamedTuple):
    """The name of a record everywhere."""

    seat: int
    writer: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts of both sides and of every way in which they may differ.

    made: records that pages made; acknowledged: those called durable; refused: those never to
    be taken, with `refusals` by reason; stored: records in the log, each key once; lost:
    acknowledged and not stored; doubled: copies beyond the first; altered: stored with other
    content; foreign: stored and made by no page; undelivered: made and never acknowledged;
    cells: cells that the oracle knows; tally_differs: cells in which the tally says otherwise.
    """

    session: str
    pages: int
    failed: int
    made: int
    acknowledged: int
    refused: int
    stored: int
    lost: int
    doubled: int
    altered: int
    foreign: int
    undelivered: int
    cells: int
    tally_differs: int
    refusals: dict[str, int] = field(default_factory=dict)
    mishaps: dict[str, int] = field(default_factory=dict)
    examples: tuple[str, ...] = ()

    @property
    def differences(self) -> int:
        """All differences together; 0 is what a rehearsal hopes for."""
        return (
            self.lost
            + self.doubled
            + self.altered
            + self.foreign
            + self.undelivered
            + self.tally_differs
        )

    @property
    def is_clean(self) -> bool:
        """Whether everything promised is there, once, and counted rightly."""
        return self.differences == 0 and self.failed == 0

    def as_json(self) -> str:
        """All counts as one JSON object, with `is_clean`."""
        return json.dumps(
            {**asdict(self), "differences": self.differences, "is_clean": self.is_clean},
            ensure_ascii=False,
        )

    def as_text(self) -> str:
        """A short text for a terminal."""
        lines = [
            f"Rehearsal of session {self.session} (simulated panel)",
            _line("pages", self.pages, f"{self.failed:,} failed" if self.failed else ""),
            _line("records made", self.made),
            _line("acknowledged", self.acknowledged),
            _line("refused", self.refused, _listing(self.refusals)),
            _line("stored in the log", self.stored),
            _line("mishaps played", sum(self.mishaps.values()), _listing(self.mishaps)),
            "Differences",
            _line("acknowledged, not stored", self.lost),
            _line("stored more than once", self.doubled),
            _line("stored with other content", self.altered),
            _line("stored, made by no page", self.foreign),
            _line("made, never acknowledged", self.undelivered),
            _line("cells of the tally", self.tally_differs, f"of {self.cells:,}"),
        ]
        lines += [f"  e.g. {example}" for example in self.examples]
        verdict = "Nothing differs." if self.differences == 0 else f"{self.differences:,} differ."
        if self.failed:
            verdict += f" But {self.failed:,} of {self.pages:,} pages failed, see above."
        return "\n".join([*lines, verdict])


def compare(
    journal: Journal,
    stored: Iterable[Record],
    tally_codes: Mapping[SeatCell, int],
    seats: Mapping[str, int],
) -> Comparison:
    """Hold the journal against the log and the tally.

    Parameters
    ----------
    journal : Journal
        What the pages made and were told.
    stored : iterable of Record
        Every record of the session's log, as often as the log has it. Seats that are not
        in `seats` took no part in the rehearsal and are passed over.
    tally_codes : mapping of SeatCell to int
        The tally's code of every cell it knows; unknown cells may be absent or UNKNOWN.
        Plain tuples (seat, stimulus, target, interval) will do as keys.
    seats : mapping of str to int
        The seat's id for each page key that took a seat.

    Returns
    -------
    Comparison
        Counts; the first few differences as examples.
    """
    own_seats = frozenset(seats.values())
    log, doubled = _read_log(stored, own_seats)
    counts: Counter[str] = Counter(doubled=doubled)
    refusals: Counter[str] = Counter()
    examples: list[str] = []
    expected: dict[SeatCell, int] = {}
    for page in journal.pages:
        # A page that never took a seat has made nothing; −1 is no seat.
        seat = seats.get(page.page_key, -1)
        acknowledged, refused = page.acknowledged(), page.refused()
        taken: list[MadeRecord] = []
        for made in page.made():
            name = (made.writer, made.sequence)
            held = log.pop(RecordKey(seat, *name), None)
            said = _compare_record(made, held, name in acknowledged, refused.get(name))
            counts.update(["made", *said])
            counts["stored"] += held is not None
            if "refused" in said:
                refusals[refused.get(name, "not told")] += 1
            elif "acknowledged" in said or held is not None:
                taken.append(made)
            examples += [f"{one}: {RecordKey(seat, *name)}" for one in said if one not in _USUAL]
        for cell, code in standing_codes(taken, journal.cadence_ms, journal.targets).items():
            expected[SeatCell(seat, *cell)] = code
    # Whatever is left in the log was made by no page.
    counts["foreign"], counts["stored"] = len(log), counts["stored"] + len(log)
    examples += [f"foreign: {key}" for key in list(log)[:EXAMPLES_MAX]]
    differing = _compare_cells(expected, tally_codes, own_seats)
    examples += [*differing[:EXAMPLES_MAX], *journal.failures]
    return Comparison(
        session=journal.session,
        pages=len(journal.pages),
        failed=len(journal.failures),
        cells=len(expected),
        tally_differs=len(differing),
        refusals=dict(refusals),
        mishaps=dict(sorted(journal.mishaps.items())),
        examples=tuple(examples[:EXAMPLES_MAX]),
        **{name: counts[name] for name in _COUNTED},
    )


_COUNTED = (
    "made",
    "acknowledged",
    "refused",
    "stored",
    "lost",
    "doubled",
    "altered",
    "foreign",
    "undelivered",
)
_USUAL = frozenset(("acknowledged", "refused"))


def _read_log(
    stored: Iterable[Record], own_seats: frozenset[int]
) -> tuple[dict[RecordKey, Record], int]:
    """The log of the rehearsal's own seats by key, and how many copies it holds too many."""
    log: dict[RecordKey, Record] = {}
    doubled = 0
    for record in stored:
        if record.seat in own_seats:
            key = RecordKey(record.seat, record.writer, record.sequence)
            doubled += key in log
            log.setdefault(key, record)
    return log, doubled


def _compare_record(
    made: MadeRecord, held: Record | None, is_acknowledged: bool, refusal: str | None
) -> list[str]:
    """What is to be counted for one record that a page made."""
    said: list[str] = []
    if is_acknowledged:
        said.append("acknowledged")
    stands_refused = held is not None and held.kind == RecordKind.REFUSED
    if refusal is not None or stands_refused:
        said.append("refused")
        # A refused record may keep its place in the log, but never as what it wanted to be.
        if held is not None and not stands_refused:
            said.append("altered")
    elif held is None:
        said.append("lost" if is_acknowledged else "undelivered")
    else:
        if not is_acknowledged:
            said.append("undelivered")
        if _content(held) != made[3:]:
            said.append("altered")
    return said


def _content(held: Record) -> tuple[int, int, int, int, int]:
    return held.kind, held.stimulus, held.target, held.choice, held.clock_ms


def _compare_cells(
    expected: Mapping[SeatCell, int],
    tally_codes: Mapping[SeatCell, int],
    own_seats: frozenset[int],
) -> list[str]:
    differing = [
        f"tally: {Cell(*cell[1:])} of seat {cell.seat} is {tally_codes.get(cell, UNKNOWN)}, "
        f"expected {code}"
        for cell, code in expected.items()
        if tally_codes.get(cell, UNKNOWN) != code
    ]
    differing += [
        f"tally: {Cell(*cell[1:])} of seat {cell[0]} is {code}, expected nothing"
        for cell, code in tally_codes.items()
        if code != UNKNOWN and cell[0] in own_seats and cell not in expected
    ]
    return differing


def _listing(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _line(name: str, count: int, remark: str = "") -> str:
    return f"  {name:<28}{count:>12,}  {remark}".rstrip()
