"""What the desk shows of a session: estimates from the figures it has released, as a view has them.

Everybody with the same view gets the same, so it is reckoned once for each and kept until a further
release. Reckoning lets other work go on between its parts. Writes nothing.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.protection import STANDARD
from pulsemeter.domain.study import Study
from pulsemeter.release.desk_counts import desk_counts
from pulsemeter.release.desk_table import DeskTable, desk_table
from pulsemeter.release.figures import Release, StatementRelease
from pulsemeter.release.gate import rule_of
from pulsemeter.release.message_map import AudienceMap, Clash, audience_map, clashes
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.view import View
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.room import Room

KEPT_MAX = 64
"""Views of sessions whose desks are kept; more are reckoned anew."""


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """The desk as it stands at the `release` of this number, 0 before there is any."""

    release: int
    statements: DeskTable
    passages: DeskTable
    maps: tuple[AudienceMap, ...]
    clashes: tuple[Clash, ...]


_EMPTY = desk_table((), (), STANDARD)
NOTHING_YET = DeskFigures(0, _EMPTY, _EMPTY, (), ())


class DeskReading:
    """The desks of a server's sessions."""

    def __init__(self, keeper: RoomKeeper) -> None:
        self._keeper = keeper
        self._kept: dict[tuple[str, View], DeskFigures] = {}
        self._reckoning = asyncio.Lock()

    async def figures(self, code: str, view: View) -> DeskFigures:
        """The desk of a session for somebody who may see this."""
        room = await self._keeper.room(code)
        if room is None:
            return NOTHING_YET
        said = await self._keeper.statements(room.code)
        shown = await self._keeper.wordings.shown(room.code)
        async with self._reckoning:  # two who come at once don't reckon twice
            newest = _newest(room.releaser.releases, view)
            statements = [newest[each.id] for each in said if each.id in newest]
            passages = _of_passages(newest, () if shown is None else shown.passages)
            number = max((release.number for release in (*statements, *passages)), default=0)
            held = self._kept.get((room.code, view))
            if held is None or held.release != number:
                held = await self._reckon(room, number, statements, passages, view)
                self._keep(room.code, view, held)
            return held

    def _keep(self, code: str, view: View, held: DeskFigures) -> None:
        self._kept.pop((code, view), None)
        self._kept[code, view] = held
        while len(self._kept) > KEPT_MAX:
            self._kept.pop(next(iter(self._kept)))

    async def _reckon(
        self,
        room: Room,
        number: int,
        newest: Sequence[StatementRelease],
        passages: Sequence[StatementRelease],
        view: View,
    ) -> DeskFigures:
        study = room.place.study
        cells = [cell for cell in view.of_cells(room.follower.cells()) if not cell.withheld]
        statements = desk_table(newest, cells, study.profile)
        await asyncio.sleep(0)
        whole = desk_table(passages, cells, study.profile)
        await asyncio.sleep(0)
        maps = await _maps(study, newest, cells)
        found = clashes(newest, cells, desk_counts(newest, cells, study.profile))
        return DeskFigures(number, statements, whole, tuple(maps), tuple(found))


async def _maps(
    study: Study, newest: Sequence[StatementRelease], cells: Sequence[PlannedCell]
) -> list[AudienceMap]:
    counts, rule, maps = desk_counts(newest, cells, study.profile), rule_of(study), []
    for place, cell in enumerate(cells):
        maps.append(audience_map(cell, newest, counts, place, rule, study.seed))
        await asyncio.sleep(0)
    return maps


def _newest(releases: Sequence[Release], view: View) -> dict[str, StatementRelease]:
    """The newest release of each statement and passage, as far as the view shows it. A statement
    whose words were typed since has other words now and the same time."""
    found = {}
    for release in releases:
        if isinstance(release, StatementRelease):
            seen = view.of_release(release)
            if isinstance(seen, StatementRelease):
                found[seen.statement] = seen
    return found


def _of_passages(
    newest: Mapping[str, StatementRelease], passages: Sequence[Passage]
) -> list[StatementRelease]:
    """The releases of passages, in order; what was told of one statement is told of a passage that
    holds no other."""
    found = []
    for passage in passages:
        release = newest.get(passage.judged_as)
        if release is not None:
            found.append(replace(release, statement=passage.id, revision=passage.revision))
    return found
