"""Watches every release as it is written, with the log as it was then: is it what the gate may
tell? Walks the disk's own chronicle, so that what was erased later is still known here."""

from collections import Counter, defaultdict
from typing import Any

from faults.page import Made
from faults.run import Ended

from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN
from pulsemeter.domain.protection import ReleaseMoment
from pulsemeter.release.figures import IntervalFigure, IntervalRelease, shown
from pulsemeter.release.plan import ALL, PlannedCell
from pulsemeter.release.rounding import code_triple
from pulsemeter.simulation.expectation import Cell, MadeRecord, standing_codes

Told = dict[int, str]
"""Per seat of a cell what it counted as."""


class GateWatch:
    """The releases of one run, against the persons they are about."""

    def __init__(self, ended: Ended, made: dict[int, dict[tuple[int, int], Made]]) -> None:
        self.problems: list[str] = []
        self._profile, self._cadence_ms = ended.study.profile, ended.showing.cadence_ms
        self._made = made
        self._region = {p.seat_id: p.categories.get("region") for p in ended.persons}
        self._uncertain = {p.seat_id for p in ended.persons if p.has_withdrawn}
        self._ranks: dict[int, list[int]] = defaultdict(list)
        self._roster: dict[int, tuple[int, bool]] = {}
        """Per seat its first interval, and whether it counts in the whole panel only."""
        self._cells: dict[str, PlannedCell] = {}
        self._arrived: dict[int, list[tuple[int, int, Made]]] = defaultdict(list)
        """Per interval (position, seat, record)."""
        self._position = 0
        self._newest: dict[Any, dict[str, Any]] = {}
        self._bases: dict[tuple[Any, str], Told] = {}
        self._standings: dict[Any, Counter[str]] = defaultdict(Counter)

    def follow(self, chronicle: list[Any]) -> None:
        """Everything that came to stay, in its order."""
        for book, method, args, _ in chronicle:
            match book, method:
                case "log", "append":
                    self._append(args[0].records)
                case "seats", "claim":
                    for seat, writer in args[0]:
                        if writer not in self._ranks[seat]:
                            self._ranks[seat].append(writer)
                case "seats", "enter":
                    for seat, enters in args[1]:
                        self._roster.setdefault(seat, (abs(enters) - 1, enters < 0))
                case "releases", "write_plan":
                    self._cells = {cell.id: cell for cell in args[1]}
                case "releases", "write":
                    for release in args[1]:
                        self._look(release)

    def _append(self, records: Any) -> None:
        self._position += 1
        for row in records:
            seat, key = int(row["seat"]), (int(row["writer"]), int(row["sequence"]))
            made = self._made.get(seat, {}).get(key)
            if made is not None:
                interval = made.entry.stimulus_ms // self._cadence_ms
                self._arrived[interval].append((self._position, seat, made))

    def _look(self, release: Any) -> None:
        name = getattr(release, "interval", None)
        name = release.statement if name is None else name
        before = self._newest.get(name, {})
        self._count_standing(name, release)
        for figure in release.figures:
            if figure.cell not in self._cells:
                self.problems.append(f"release {release.number} tells of {figure.cell}, unplanned")
                continue
            members = self._members(self._cells[figure.cell])
            if len(members) < self._profile.smallest_roster:
                few = f"release {release.number}: {figure.cell} has {len(members)} persons"
                self.problems.append(few)
            if isinstance(release, IntervalRelease) and before.get(figure.cell) != figure:
                self._check(release, figure, members)
        self._newest[name] = {figure.cell: figure for figure in release.figures}

    def _count_standing(self, name: Any, release: Any) -> None:
        """Live an interval leaves once before the close, every second only where that is the
        profile's way; after its last release never again."""
        counts = self._standings[name]
        if counts["final"]:
            self.problems.append(f"{name} was released again after its last figures")
        counts[release.standing] += 1
        moment = self._profile.release_moment
        live = counts["provisional"] + counts["frozen"]
        if moment is not ReleaseMoment.EVERY_SECOND and live > 1:
            self.problems.append(f"{name} was released {live} times before the close")
        if counts["frozen"] > 1:
            self.problems.append(f"{name} was frozen {counts['frozen']} times")

    def _members(self, cell: PlannedCell) -> list[int]:
        return [
            seat
            for seat, (_, whole_only) in self._roster.items()
            if cell.id == ALL or (not whole_only and self._region.get(seat) in cell.parts)
        ]

    def _check(self, release: IntervalRelease, figure: IntervalFigure, members: list[int]) -> None:
        """A figure told anew says what the log said at its position, and enough persons changed
        since it was told before."""
        now = self._told(release, members)
        unsure = len(self._uncertain.intersection(members))
        key = release.interval, figure.cell
        if not unsure:
            counts = Counter(now.values())
            likes, dislikes = counts["like"], counts["dislike"]
            present = likes + dislikes + counts["neither"]
            triple = code_triple(likes, dislikes, present, len(now), self._profile)
            right = tuple(map(shown, (triple.likes, triple.dislikes, triple.present)))
            if (figure.likes, figure.dislikes, figure.present) != right:
                wrong = f"release {release.number}, interval {release.interval}, {figure.cell}"
                self.problems.append(f"{wrong}: {figure} in place of {right}")
        if key in self._bases:
            then = self._bases[key]
            moved = sum(now.get(seat) != then.get(seat) for seat in now.keys() | then.keys())
            if moved + unsure < self._profile.smallest_roster:
                few = f"{figure.cell} of interval {release.interval} was told again for {moved}"
                self.problems.append(f"release {release.number}: {few}")
        self._bases[key] = now

    def _told(self, release: IntervalRelease, members: list[int]) -> Told:
        """What each member who counts in this interval was at the release's position."""
        records: dict[int, list[MadeRecord]] = defaultdict(list)
        for position, seat, made in self._arrived[release.interval]:
            if position <= release.position and seat not in self._uncertain:
                entry, rank = made.entry, self._ranks[seat].index(made.writer) + 1
                records[seat].append(
                    MadeRecord(
                        made.writer, rank, made.sequence, entry.kind, 0, 0, entry.choice,
                        entry.stimulus_ms,
                    )
                )  # fmt: skip
        cell = Cell(0, 0, release.interval)
        return {
            seat: _standing(standing_codes(records[seat], self._cadence_ms).get(cell, UNKNOWN))
            for seat in members
            if self._roster[seat][0] <= release.interval
        }


def _standing(code: int) -> str:
    if code == UNKNOWN:
        return "unknown"
    if code == AWAY:
        return "away"
    if code == SKIPPED or code == 0:
        return "neither"
    return "like" if code > 0 else "dislike"
