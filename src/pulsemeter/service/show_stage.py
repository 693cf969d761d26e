"""Stage views: switched on per session by who conducts it, each shown no earlier than its delay.

What is on lives in memory alone: after a restart nothing is on air that nobody has just switched
on. How late a release is counts from when it was first seen here, which is never before it left
(the book keeps no wall time); so no release is ever shown too early, whatever the clocks do.
"""

from dataclasses import dataclass, field

from pulsemeter.domain.assignment import segment_attributes
from pulsemeter.domain.stage_view import StageRefused, StageSetting, no_stage_because
from pulsemeter.domain.study import Study
from pulsemeter.release.plan import ALL, PlannedCell
from pulsemeter.release.stage_board import StageBoard, stage_board
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import Conduct, Place, UnknownSession
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Chance, Clock
from pulsemeter.service.room import Room

Mark = tuple[int, int]


@dataclass(slots=True)
class OnStage:
    """One stage view that is on: by whom, with what, behind which token."""

    session: str
    actor: str
    token: str
    setting: StageSetting
    marks: list[Mark] = field(default_factory=list)
    """By which moment of the clock that never steps which releases had been seen, in order."""

    def see(self, number: int, now_ms: int) -> None:
        """Note that everything up to this release has left by now."""
        if number > (self.marks[-1][1] if self.marks else 0):
            self.marks.append((now_ms, number))

    def upto(self, now_ms: int) -> int:
        """The last release that was seen a whole delay ago; 0 where there is none."""
        due = [mark for mark in self.marks if mark[0] <= now_ms - 1_000 * self.setting.delay_s]
        del self.marks[: max(len(due) - 1, 0)]
        return due[-1][1] if due else 0


@dataclass(frozen=True, slots=True)
class StageSight:
    """What whoever has the link sees now."""

    place: Place
    setting: StageSetting
    board: StageBoard


class Stages:
    """The stage views of one server."""

    def __init__(
        self, keeper: RoomKeeper, conduct: Conduct, audit: AuditTrail, clock: Clock, chance: Chance
    ) -> None:
        self._keeper, self._conduct, self._audit = keeper, conduct, audit
        self._clock, self._chance = clock, chance
        self._on: dict[str, OnStage] = {}
        self._by_token: dict[bytes, str] = {}

    def on(self) -> list[OnStage]:
        """Every stage view that is on."""
        return list(self._on.values())

    def of(self, session: str) -> OnStage | None:
        """A session's stage view, if it is on."""
        return self._on.get(session)

    async def choices(self, place: Place) -> list[PlannedCell]:
        """The segments that can be chosen; before the roster settles, all that may come of it."""
        room = await self._keeper.room(place.session.code)
        settled = room.follower.cells() if room is not None else []
        return [cell for cell in settled if not cell.withheld] if settled else _planned(place.study)

    async def switch_on(
        self, actor: str, place: Place, setting: StageSetting, *, has_read: bool
    ) -> OnStage:
        """Switch a session's stage view on, or change it; a changed one keeps its link and begins
        anew, so that a shorter delay shows nothing of before. StageRefused with the reason."""
        reason = no_stage_because(place.session)
        if reason:
            raise StageRefused(f"there is no stage view now: {reason}")
        if not has_read:
            raise StageRefused("confirm that the panel won’t see the picture while it reacts")
        known = {cell.id for cell in await self.choices(place)}
        for cell in setting.cells:
            if cell not in known:
                raise StageRefused(f"there is no segment {cell!r} to be shown; choose again")
        code = place.session.code
        told = f"{', '.join(setting.cells)}; {setting.delay_s} s late"
        await self._audit.note(actor, "stage view on", code, told)
        before = self._on.get(code)
        token = before.token if before else self._chance.text()
        held = self._on[code] = OnStage(code, actor, token, setting)
        self._by_token[secret_hash(token)] = code
        await self._look(held)
        return held

    async def switch_off(self, actor: str, place: Place) -> None:
        """Switch a session's stage view off; its link opens nothing any more."""
        held = self._on.get(place.session.code)
        if held is None:
            return
        # First dark, then written down: what is on air can't wait for a disk.
        del self._on[held.session]
        del self._by_token[secret_hash(held.token)]
        await self._audit.note(actor, "stage view off", held.session)

    async def look(self) -> None:
        """Note what has left since the last look."""
        for held in list(self._on.values()):
            await self._look(held)

    async def _look(self, held: OnStage) -> None:
        room = await self._keeper.room(held.session)
        if room is not None and room.releaser.releases:
            held.see(room.releaser.releases[-1].number, self._clock.elapsed_ms())

    async def sight(self, token: str) -> StageSight | None:
        """What a link shows now; None where it opens nothing."""
        held = self._on.get(self._by_token.get(secret_hash(token), ""))
        if held is None:
            return None
        shown = await self._shown(held.session)
        if shown is None:
            return None
        await self._look(held)
        place, room = shown
        board = stage_board(
            room.releaser.releases,
            room.follower.cells(),
            held.setting.cells,
            held.upto(self._clock.elapsed_ms()),
        )
        return StageSight(place, held.setting, board)

    async def _shown(self, code: str) -> tuple[Place, Room] | None:
        """A session with its room, as far as it may still be on a stage."""
        try:
            place = self._conduct.place(code)
        except UnknownSession:
            return None
        room = await self._keeper.room(code)
        return None if room is None or no_stage_because(place.session) else (place, room)


def _planned(study: Study) -> list[PlannedCell]:
    """One-way cells as they stand in the study; some may be merged or withheld once it starts."""
    cells = [PlannedCell(ALL, "All", ALL, (), 0)]
    for attribute in segment_attributes(study):
        cells += [
            PlannedCell(
                f"{attribute.id}:{category.id}", category.label, attribute.id, (category.id,), 0,
                attribute_label=attribute.label,
            )
            for category in attribute.categories
        ]  # fmt: skip
    return cells
