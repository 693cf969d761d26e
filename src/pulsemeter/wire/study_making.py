"""What programs say and are told when a study is made, copied or taken in, and what its expected
panel buys: `POST /api/v1/studies`, `…/import`, `…/copy`, `GET …/foreseen`.
"""

from msgspec import Struct

from pulsemeter.wire.dashboard import VerdictName


class NewStimulus(Struct, frozen=True):
    """What is watched in a new study; its file is uploaded afterwards."""

    id: str
    title: str


class NewStudy(Struct, frozen=True):
    """What a new study needs; everything else is changed in its file. Without a `name` it gets a
    short one made of its title. `runner` and `payer` are told in the consent text."""

    title: str
    stimuli: list[NewStimulus]
    runner: str
    payer: str
    name: str = ""
    language: str = "en"
    profile: str = "standard"


class CopyWish(Struct, frozen=True):
    """The short name that a copy is to have; without one it gets a free name."""

    name: str = ""


class MadeStudy(Struct, frozen=True):
    """The short name of a study that was made."""

    name: str


class TakenInStudy(Struct, frozen=True):
    """A study that came as files: how many statements came along, and what its author should
    know, such as which files are still to be uploaded."""

    name: str
    statements: int
    notes: list[str]


class VerdictReach(Struct, frozen=True):
    """A verdict where it is clearly true: the chance that it comes out (a share), whether it
    `hardly` does, and the persons for 8 of 10 panels, if any number is enough."""

    verdict: VerdictName
    power: float
    hardly: bool
    persons_needed: int | None


class ForeseenSegment(Struct, frozen=True):
    """A segment of the expected panel. `withheld` says why it never leaves, and is empty where it
    does. The half-widths of a statement and of the curve's band, and the smallest difference that
    is found, are in net points; there is no band of few persons."""

    label: str
    attribute: str
    persons: int
    withheld: str
    statement_points: float | None
    band_points: float | None
    difference_points: float | None
    verdicts: list[VerdictReach]


class ForeseenPanel(Struct, frozen=True):
    """What a panel of `size` persons can tell, before anybody joined: in words, and by segment.
    `assumed` are attributes whose categories were taken to be equally large."""

    size: int
    has_quotas: bool
    lines: list[str]
    assumed: list[str]
    segments: list[ForeseenSegment]
