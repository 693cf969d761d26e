"""What the outside must provide so that a hand-over package can be made and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class ClipRefused(Exception):
    """A stretch that can't be cut from its stimulus; the message says why."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What to cut: [start_ms, end_ms) of a study's file, and the captions for it as WebVTT, their
    times counted from the stretch's beginning, "" for none."""

    study: str
    file: str
    start_ms: int
    end_ms: int
    captions: str = ""
    sound_only: bool = False


class ClipMaker(Protocol):
    """Cuts stretches out of stimuli."""

    def has_source(self, study: str, file: str) -> bool:
        """Whether a stimulus' file is here to be cut."""
        ...

    async def captions(self, study: str, file: str) -> str:
        """The text of a study's captions file, "" where it isn't here."""
        ...

    async def cut(self, stretch: Stretch, target: Path) -> None:
        """Write the stretch as a film or sound of its own. ClipRefused says why it can't be.
        Cancelled, it leaves nothing."""
        ...


@dataclass(frozen=True, slots=True)
class PackageName:
    """Which package: of one decision, for one view of the figures, resting on one release and, if
    its clip is cut from a recording, on one edition of that."""

    study: str
    decision: str
    view: str
    release: int
    recording: int = 0


@dataclass(frozen=True, slots=True)
class KeptPackage:
    """A package that lies ready."""

    name: PackageName
    path: Path
    size_bytes: int


class PackageShelf(Protocol):
    """Keeps hand-over packages, one ZIP each, by study."""

    def clip_path(self, name: PackageName) -> Path:
        """Where a clip for this package may be made; what an earlier try left there is gone."""
        ...

    async def keep(
        self, name: PackageName, folder: str, texts: Mapping[str, bytes], clip: str = ""
    ) -> KeptPackage:
        """Pack these texts, and the clip under this name, into one folder of a ZIP, in place of
        older packages of the same decision and view. Whole or not at all."""
        ...

    def drop(self, name: PackageName) -> None:
        """Forget what lies there of making it."""
        ...

    def newest(self, study: str, decision: str, view: str) -> KeptPackage | None:
        """The package of this decision for this view, if it was made."""
        ...
