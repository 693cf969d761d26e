"""What must be true after every run, whatever went wrong in it: the promises under faults.

Reads what the disk holds and what the pages know, and compares both with the plain oracle of
`simulation.expectation`, never with a figure that the program under test made alone.
"""

from collections import Counter, defaultdict
from typing import Any

from faults.gate_watch import GateWatch
from faults.page import NAMES, Made
from faults.person import Person
from faults.run import Ended

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.presence import UNKNOWN
from pulsemeter.service.run_analysis import SessionAnalysis, analyse_session
from pulsemeter.simulation.expectation import Cell, MadeRecord, standing_codes

Key = tuple[int, int]


async def reckon(ended: Ended) -> None:
    """Add to `ended.problems` every promise that was broken."""
    server = ended.machine.server
    assert server is not None
    stores, code = server.opened_disk.memory, ended.showing.code
    seats = {record.seat.id: record.seat for record in await stores.seats.all(code)}
    analysis = await analyse_session(stores.log, code, ended.study)
    logged: dict[int, dict[Key, Any]] = defaultdict(dict)
    for row in analysis.records:
        logged[int(row["seat"])][int(row["writer"]), int(row["sequence"])] = row
    problems = ended.problems
    problems += ended.machine.disk.lost
    problems += _counted_once(analysis)
    made = {p.seat_id: {(m.writer, m.sequence): m for m in p.deeds.made} for p in ended.persons}
    for seat in logged.keys() - {p.seat_id for p in ended.persons if not p.has_withdrawn}:
        problems.append(f"the log holds {len(logged[seat])} records of a seat that is gone")
    for person in ended.persons:
        name = f"person {person.number}"
        if person.deeds.failure:
            problems.append(f"{name}: {person.deeds.failure}")
        elif person.has_withdrawn:
            problems += [f"{name}: {p}" for p in _is_gone(seats[person.seat_id])]
        else:
            problems += [f"{name}: {p}" for p in _delivered(person, logged[person.seat_id])]
    if await stores.erasures.unfinished():
        problems.append("a withdrawal was never finished")
    expected = _expected(ended, seats, made, logged)
    room = server.keeper.rooms[code]
    await room.follower.catch_up()
    for what, tally in (("live tally", room.follower.tally), ("analysis", analysis.tally)):
        if (found := _codes_of(tally)) != expected:
            wrong = sorted(found.items() ^ expected.items())
            problems.append(f"{what}: {len(wrong)} cells are wrong, the first {wrong[:2]}")
    _took_part(ended, logged)
    watch = GateWatch(ended, made)
    watch.follow(ended.machine.disk.chronicle)
    problems += watch.problems
    problems += _shown_as_written((await stores.releases.state(code)).releases, ended)


def _counted_once(analysis: SessionAnalysis) -> list[str]:
    keys = Counter(analysis.records[["seat", "writer", "sequence"]].tolist())
    return [f"record {key} stands {n} times in the log" for key, n in keys.items() if n > 1]


def _is_gone(seat: Seat) -> list[str]:
    whole = seat.step is SeatStep.WITHDRAWN and not seat.categories and not seat.writers
    return [] if whole else [f"withdrew, and the store still holds {seat}"]


def _delivered(person: Person, logged: dict[Key, Any]) -> list[str]:
    """Every record that a page kept, and every one that was acknowledged, as it was made."""
    problems = []
    acknowledged = {k for outbox in person.deeds.outboxes for k in outbox.acknowledged_keys}
    for outbox in person.deeds.outboxes:
        problems += [f"record {key} was refused: {r}" for key, r in outbox.refused.items()]
        problems += [f"writer {writer} was set aside" for writer in outbox.set_aside]
    made = {(m.writer, m.sequence): m for m in person.deeds.made}
    for key, record in made.items():
        row = logged.get(key)
        if row is None:
            if key in acknowledged:
                problems.append(f"record {key} was acknowledged and is not in the log")
            elif key not in person.deeds.lost_unkept:
                problems.append(f"record {key} was kept by the page and never came in")
        elif not _is_as_made(row, record):
            problems.append(f"record {key} stands in the log as {row}, not as {record}")
    problems += [f"nobody made record {key} in the log" for key in logged.keys() - made.keys()]
    return problems


def _is_as_made(row: Any, record: Made) -> bool:
    entry = record.entry
    said = (int(row["kind"]), int(row["choice"]), int(row["clock_ms"]))
    return entry.kind in NAMES and said == (int(entry.kind), entry.choice, entry.stimulus_ms)


def made_record(seat: Seat, made: Made) -> MadeRecord:
    """A record as the oracle takes it; its page's rank is that of the page's claim."""
    rank = seat.writers.index(made.writer) + 1 if made.writer in seat.writers else 0
    entry = made.entry
    return MadeRecord(
        made.writer, rank, made.sequence, entry.kind, 0, 0, entry.choice, entry.stimulus_ms
    )


def _expected(
    ended: Ended,
    seats: dict[int, Seat],
    made: dict[int, dict[Key, Made]],
    logged: dict[int, dict[Key, Any]],
) -> dict[tuple[int, int], int]:
    """(seat, interval) -> code: what the pages made and the log holds."""
    found = {}
    for person in ended.persons:
        if person.has_withdrawn or person.seat_id not in seats:
            continue
        mine = made[person.seat_id]
        records = [
            made_record(seats[person.seat_id], mine[key])
            for key in logged[person.seat_id].keys() & mine.keys()
        ]
        for cell, code in standing_codes(records, ended.showing.cadence_ms).items():
            assert isinstance(cell, Cell)
            found[person.seat_id, cell.interval] = code
    return found


def _codes_of(tally: Any) -> dict[tuple[int, int], int]:
    cells = tally.cells[0, 0]
    return {
        (seat, interval): int(cells.codes[interval, row])
        for seat, row in tally.row_of.items()
        if row < cells.rows
        for interval in range(cells.intervals)
        if cells.codes[interval, row] != UNKNOWN
    }


def _took_part(ended: Ended, logged: dict[int, dict[Key, Any]]) -> None:
    """What happened without anybody having planned it."""
    for person in ended.persons:
        writers = Counter(writer for writer, _ in logged.get(person.seat_id, ()))
        phones = {phone.page.outbox.writer for phone in person.phones if phone.page is not None}
        if len(phones & writers.keys()) > 1:
            ended.happened["second phone pressed too"] += 1
        times = Counter(m.entry.stimulus_ms for m in person.deeds.made)
        if times and max(times.values()) > 1:
            ended.happened["answered again"] += 1


def _shown_as_written(stored: Any, ended: Ended) -> list[str]:
    """Numbers without gaps, positions that never go back, and on screens what was written."""
    problems = []
    if [release.number for release in stored] != list(range(1, len(stored) + 1)):
        problems.append("the releases are not numbered 1, 2, 3 …")
    positions = [release.position for release in stored]
    if positions != sorted(positions):
        problems.append(f"the releases' log positions go back: {positions}")
    by_number = {release.number: release for release in stored}
    for process, release in ended.machine.shown:
        if by_number.get(release.number) != release:
            problems.append(f"process {process} showed another release {release.number}")
    return problems
