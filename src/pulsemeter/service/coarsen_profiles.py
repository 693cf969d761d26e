"""Profiles beside reactions become coarser: when somebody enters the roster, and after the close.

Which categories and how far is decided in `release.coarsen`. Here it is written, and what rows
don't say any more is counted, so that quotas still know. No figure changes by it.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.study import Study
from pulsemeter.release.coarsen import (
    NOTHING,
    Profile,
    coarsened,
    lost_cells,
    merged_categories,
)
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.erasure_ports import ROSTERS, MarginCell
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Clock, Stores
from pulsemeter.service.room import Room

EVERY_MS = 5_000
"""At most so often a session's entrants are written, because all profiles are written with them."""


def asked_about(study: Study) -> frozenset[str]:
    """The attributes on which a question's showing depends; people may still come to it."""
    rules = (rule for q in study.questionnaire.questions for rule in q.show_if.rules)
    return frozenset(rule.question for rule in rules if study.attribute(rule.question))


class Coarsening:
    """Makes the profiles of all sessions of one server coarser."""

    def __init__(
        self, stores: Stores, enrolment: Enrolment, keeper: RoomKeeper, clock: Clock
    ) -> None:
        self._releases = stores.releases
        self._erasures = stores.erasures
        self._enrolment = enrolment
        self._keeper = keeper
        self._clock = clock
        self._looked: dict[str, tuple[int, int]] = {}
        """Per session how many were on the roster, and when that was."""
        self._is_untidy = False
        # What one reads, the other is about to change: rows and margins have to stay together.
        self._one_at_a_time = asyncio.Lock()

    async def tick(self) -> None:
        """Merge the categories of all who entered a roster, in every open room."""
        async with self._one_at_a_time:
            await self._look_around()

    async def _look_around(self) -> None:
        await self._tidy()
        for room in list(self._keeper.rooms.values()):
            members, now_ms = len(room.follower.members), self._clock.elapsed_ms()
            known, looked_ms = self._looked.get(room.code, (0, -EVERY_MS))
            if members > known and now_ms - looked_ms >= EVERY_MS:
                await self._merge_entrants(room)
                self._looked[room.code] = members, now_ms

    async def _merge_entrants(self, room: Room) -> None:
        """Replace the categories of those on the roster by the plan's; a late-comer who counts in
        the whole panel only keeps none."""
        plan, study = room.plan, room.place.study
        if plan is None:
            return
        untouched = asked_about(study)
        found: list[tuple[Seat, Seat]] = []
        for seat in self._enrolment.seats(room.code):
            member = room.follower.members.get(seat.id)
            if member is None or self._enrolment.is_coarse(seat.id):
                continue
            if member.whole_only:
                kept = {n: c for n, c in seat.categories.items() if n in untouched}
            else:
                kept = merged_categories(plan, seat.categories, untouched)
            found.append((seat, replace(seat, categories=kept)))
        await self._write(room, [pair for pair in found if pair[0] != pair[1]])

    async def finish(self, room: Room) -> None:
        """After the last figures: profiles of too few persons become coarser for good. Before it,
        the sizes of all cells are kept, which nobody could count anew."""
        async with self._one_at_a_time:
            await self._finish(room)

    async def _finish(self, room: Room) -> None:
        await self.keep_sizes(room)
        seats = [
            seat for seat in self._enrolment.seats(room.code) if seat.step is not SeatStep.WITHDRAWN
        ]
        study = room.place.study
        taking_part = [seat for seat in seats if seat.may_react]
        profiles = coarsened(
            [self._merged(room, seat) for seat in taking_part],
            study.attributes,
            study.profile.smallest_roster,
        )
        found = list(zip(taking_part, map(_with, taking_part, profiles), strict=True))
        found += [(seat, _with(seat, NOTHING)) for seat in seats if not seat.may_react]
        await self._write(room, [pair for pair in found if pair[0] != pair[1]])

    async def keep_sizes(self, room: Room) -> None:
        """Keep the sizes of all cells in the book of releases, once."""
        if room.plan is not None and ROSTERS not in await self._erasures.steps(room.code):
            await self._releases.write_plan(room.code, room.follower.exact_cells())
            await self._erasures.note_step(room.code, ROSTERS)

    def _merged(self, room: Room, seat: Seat) -> Profile:
        """A seat's profile with the plan's categories, those too that a question asked about."""
        plan = room.plan
        categories = merged_categories(plan, seat.categories) if plan else seat.categories
        return Profile(tuple(sorted(categories.items())), seat.arm, seat.order)

    async def _write(self, room: Room, changed: list[tuple[Seat, Seat]]) -> None:
        if not changed:
            return
        margins = _margins(room.place.study, changed)
        await self._enrolment.coarsen(room.code, [after for _, after in changed], margins)
        self._is_untidy = True
        await self._tidy()

    async def _tidy(self) -> None:
        """Empty what helps to write; tried again at the next tick where somebody reads in it."""
        if self._is_untidy:
            await self._erasures.tidy()
            self._is_untidy = False


def _with(seat: Seat, profile: Profile) -> Seat:
    categories = dict(profile.categories)
    return replace(seat, categories=categories, arm=profile.arm, order=profile.order)


def _margins(study: Study, changed: list[tuple[Seat, Seat]]) -> Mapping[MarginCell, int]:
    """How many of those who take part lose each category, and each cell that has a quota."""
    crossed = [quota.pairs for quota in study.quotas if len(quota.pairs) > 1]
    lost: Counter[MarginCell] = Counter()
    for before, after in changed:
        if before.may_react:
            lost.update(lost_cells(before.categories, after.categories, crossed))
    return lost
