"""The three protection profiles: how small a group may be and how its figures are shown."""

from dataclasses import dataclass
from enum import StrEnum

CODE_FLOOR = 5
"""No setting lets a group smaller than this leave the store."""


class ReleaseMoment(StrEnum):
    """When an interval of a live session first leaves."""

    EVERY_SECOND = "every_second"
    WHEN_REPORTED = "when_reported"
    AT_FREEZE = "at_freeze"


@dataclass(frozen=True, slots=True)
class ProtectionProfile:
    """The rules of one profile; persons are counted, never presses. With `even_traffic` a page
    sends one frame of one size in each interval, pressed or not, and is answered alike. What
    `masks_comments` and `holds_comments` ask for is written down in `release.comments`."""

    name: str
    smallest_roster: int
    rounding_step: int
    ends_coded: bool
    release_moment: ReleaseMoment
    comments: bool
    even_traffic: bool = False
    masks_comments: bool = True
    holds_comments: bool = False

    @property
    def keeps_names(self) -> bool:
        """Whether names may be kept on the server, sealed; not where people are at risk."""
        return self.name != "sealed"

    @property
    def exports_persons(self) -> bool:
        """Whether persons' own data may ever leave, logged; not where people are at risk."""
        return self.name != "sealed"

    def __post_init__(self) -> None:
        if self.smallest_roster < CODE_FLOOR:
            raise ValueError(
                f"profile {self.name}: smallest roster {self.smallest_roster} is below "
                f"the floor of {CODE_FLOOR}"
            )
        if self.rounding_step < 1:
            raise ValueError(f"profile {self.name}: rounding step must be 1 or more")


REPORTED_SHARE = 0.8
"""Share of those present whose interval must be in before it is released early."""

RESEARCH = ProtectionProfile(
    "research", 5, 1, False, ReleaseMoment.EVERY_SECOND, True, masks_comments=False
)
STANDARD = ProtectionProfile("standard", 10, 2, True, ReleaseMoment.WHEN_REPORTED, True)
SEALED = ProtectionProfile(
    "sealed", 30, 3, True, ReleaseMoment.AT_FREEZE, False, even_traffic=True, holds_comments=True
)

PROFILES = {profile.name: profile for profile in (RESEARCH, STANDARD, SEALED)}
