"""Stage views at servers that only show: what is on air where it was switched on.

The server on which stage views are switched on tells once a second which are on, and up to which
release each shows by now; so no other server shows one sooner, whatever its clock. One of which
nothing is heard is dark.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pulsemeter.domain.stage_view import StageSetting
from pulsemeter.release.stage_board import stage_board
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ports import Clock
from pulsemeter.service.show_stage import Stages, StageSight

TELL_MS = 1_000
DARK_MS = 5_000


@dataclass(frozen=True, slots=True)
class OnAir:
    """A stage view that is on: the hash of its link's token, and the last release it shows."""

    session: str
    token_hash: bytes
    setting: StageSetting
    upto: int


OnAirNow = tuple[OnAir, ...]


class StageTelling(Protocol):
    """Servers that tell each other what is on air: lossy, the newest wins."""

    def tell_stages(self, on_air: OnAirNow) -> None:
        """Tell the other servers."""
        ...


class TellStages:
    """Tells what is on air here, once a second."""

    def __init__(self, stages: Stages, telling: StageTelling, clock: Clock) -> None:
        self._stages, self._telling, self._clock = stages, telling, clock
        self._told_ms = clock.elapsed_ms() - TELL_MS
        self._told: OnAirNow = ()

    async def tick(self) -> None:
        """Tell what is on, and once that nothing is any more."""
        now_ms = self._clock.elapsed_ms()
        on_air = tuple(
            OnAir(held.session, secret_hash(held.token), held.setting, held.upto(now_ms))
            for held in self._stages.on()
        )
        switched = [one.session for one in on_air] != [one.session for one in self._told]
        if switched or (on_air and now_ms - self._told_ms >= TELL_MS):
            self._told_ms, self._told = now_ms, on_air
            self._telling.tell_stages(on_air)


class StagesElsewhere(Stages):
    """What links of stage views open at a server that only shows; `listen` comes before anything
    else."""

    def listen(self, heard: Callable[[], tuple[OnAirNow, int]]) -> None:
        """Ask here what was told last, and when by this server's clock."""
        self._heard = heard

    async def look(self) -> None:
        """Nothing is on air here that isn't told."""

    async def sight(self, token: str) -> StageSight | None:
        """What a link shows now; None where it opens nothing."""
        on_air, heard_ms = self._heard()
        if self._clock.elapsed_ms() - heard_ms > DARK_MS:
            return None
        held = _of_token(on_air, secret_hash(token))
        if held is None:
            return None
        shown = await self._shown(held.session)
        if shown is None:
            return None
        place, room = shown
        board = stage_board(
            room.releaser.releases, room.follower.cells(), held.setting.cells, held.upto
        )
        return StageSight(place, held.setting, board)


def _of_token(on_air: Sequence[OnAir], hashed: bytes) -> OnAir | None:
    return next((held for held in on_air if held.token_hash == hashed), None)
