"""What the outside must provide so that an overlay can be made and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pulsemeter.domain.alignment import Alignment
from pulsemeter.report.overlay_layout import LayoutKind
from pulsemeter.report.overlay_story import OverlayStory


@dataclass(frozen=True, slots=True)
class OverlayOrder:
    """One film to make: [start_ms, end_ms) of a study's file, in the file's own time, with this
    story over it or beside it. Without an `alignment` the file's time is stimulus time."""

    study: str
    file: str
    start_ms: int
    end_ms: int
    story: OverlayStory
    layout: LayoutKind = "side"
    sound_only: bool = False
    alignment: Alignment | None = None

    def stimulus_ms(self, file_ms: float) -> float:
        """Which moment of the stimulus is at a time of the file."""
        if self.alignment is None:
            return file_ms
        return self.alignment.stimulus_ms(round(file_ms))


class OverlayMaker(Protocol):
    """Makes films with an overlay."""

    def has_source(self, study: str, file: str) -> bool:
        """Whether a stimulus' file is here."""
        ...

    async def captions(self, study: str, file: str) -> str:
        """The text of a study's captions file, "" where it isn't here."""
        ...

    async def make(self, order: OverlayOrder, target: Path, tell: Callable[[float], None]) -> None:
        """Write the film; `tell` hears the share done. OverlayRefused says why it can't be made.
        Cancelled, it leaves nothing."""
        ...


@dataclass(frozen=True, slots=True)
class KeptFilm:
    """A file that lies ready, by its name."""

    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class OverlayName:
    """Which films: of one session, for one view of the figures."""

    study: str
    session: str
    view: str


class OverlayShelf(Protocol):
    """Keeps films with overlays, by study, session and view."""

    def draft(self, name: OverlayName) -> Path:
        """An empty folder in which films may be made; what an earlier try left there is gone."""
        ...

    def keep(self, name: OverlayName) -> None:
        """Put what lies in that folder in place of all earlier films of this name."""
        ...

    def drop(self, name: OverlayName) -> None:
        """Forget what lies there of making them."""
        ...

    def held(self, name: OverlayName) -> list[KeptFilm]:
        """What lies ready, in the order of names."""
        ...

    def path(self, name: OverlayName, file: str) -> Path | None:
        """Where a file that lies ready is, None for any other name."""
        ...
