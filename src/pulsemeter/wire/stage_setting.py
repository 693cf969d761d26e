"""The stage view of a session for those who lead it: `/api/v1/sessions/{code}/stage`."""

from msgspec import Struct


class WantedStage(Struct, frozen=True, forbid_unknown_fields=True):
    """One to three segments, seconds late; `panel_wont_see` confirms that the panel doesn't see
    the picture while it reacts."""

    cells: list[str]
    panel_wont_see: bool
    delay_s: int = 30


class StageChoice(Struct, frozen=True):
    """A segment that can be shown."""

    id: str
    label: str
    attribute_label: str


class StageState(Struct, frozen=True):
    """Whether a stage view is on, by whom and with what; its link is "" while it is off.
    `why_not` says why there can be none now."""

    is_on: bool
    actor: str
    cells: list[str]
    delay_s: int
    link: str
    why_not: str
    choices: list[StageChoice]
