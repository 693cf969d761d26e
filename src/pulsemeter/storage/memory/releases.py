"""Releases in memory."""

from collections.abc import Sequence

from pulsemeter.release.answer_figures import OnceRelease
from pulsemeter.release.figures import Release
from pulsemeter.release.plan import PlannedCell
from pulsemeter.service.ports import ReleaseState, StoreError


class MemoryReleaseBook:
    """ReleaseBook."""

    def __init__(self) -> None:
        self._cells: dict[str, tuple[PlannedCell, ...]] = {}
        self._releases: dict[str, dict[int, Release]] = {}
        self._once: dict[str, dict[str, OnceRelease]] = {}

    async def write_plan(self, session: str, cells: Sequence[PlannedCell]) -> None:
        """Write the cells as settled; replaces the earlier list when a roster grew."""
        self._cells[session] = tuple(cells)

    async def write(self, session: str, releases: Sequence[Release]) -> None:
        """Write releases, all or none; a number that exists already is a StoreError."""
        held = self._releases.setdefault(session, {})
        added = {release.number: release for release in releases}
        if len(added) < len(releases) or added.keys() & held.keys():
            raise StoreError(
                f"session {session}: one of the releases "
                f"{', '.join(str(release.number) for release in releases)} was written before; "
                "a release is never overwritten."
            )
        held.update(added)

    async def state(self, session: str, after: int = 0) -> ReleaseState:
        """The plan, and the releases with a number above `after`, in order."""
        held = self._releases.get(session, {})
        return ReleaseState(
            self._cells.get(session, ()), [held[n] for n in sorted(held) if n > after]
        )

    async def write_once(self, session: str, release: OnceRelease) -> None:
        """Write what leaves once, after the close; a name that exists already is a StoreError."""
        held = self._once.setdefault(session, {})
        if release.name in held:
            raise StoreError(
                f"session {session}: {release.name} was released before; that is never done twice."
            )
        held[release.name] = release

    async def once(self, session: str) -> Sequence[OnceRelease]:
        """What left once, by name."""
        return [release for _, release in sorted(self._once.get(session, {}).items())]

    async def drop_once(self, session: str, name: str) -> None:
        """Take away the words that left once under this name, when their time is over."""
        self._once.get(session, {}).pop(name, None)
