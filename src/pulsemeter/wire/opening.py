"""What programs and the server tell each other before anybody watches: dry runs, sessions that
open with their analysis plans, and personal links.
"""

from typing import Literal

from msgspec import Struct

from pulsemeter.wire.participant import SessionStateName, ShownName
from pulsemeter.wire.sessions import KindName

WayName = Literal["on_demand", "live", "own_screen", "one_room"]
"""At one's own time; live in the page; live on people's own screens, or together in one room."""


class DryRunWish(Struct, frozen=True):
    """How a dry run is to be shown; without a word as it suits the study."""

    way: WayName | None = None


class DryRun(Struct, frozen=True):
    """The dry run that people can join now; without one both texts are empty. `as_it_is` says
    whether it shows the study as it is now, `finished` whether somebody came to its end, as a
    session needs it."""

    code: str
    join_url: str
    as_it_is: bool
    finished: bool


class OpeningWish(Struct, frozen=True):
    """How a session is to be shown."""

    way: WayName


class PlannedSession(Struct, frozen=True):
    """A session with its analysis plan's SHA-256 `digest`, empty where it has no plan. Once it is
    over, `deviations` say in what its figures differ from the plan."""

    code: str
    kind: KindName
    shown: ShownName
    state: SessionStateName
    digest: str
    sealed: bool
    deviations: list[str] | None


class PlannedSessions(Struct, frozen=True):
    """The sessions of a study, newest first, without dry runs."""

    sessions: list[PlannedSession]


class CellLinks(Struct, frozen=True):
    """So many links; `categories` by attribute where the study takes them from links."""

    count: int
    categories: dict[str, str] = {}


class LinksWish(Struct, frozen=True):
    """The links that are wanted, cell by cell; `sheets` are wanted in a package only."""

    cells: list[CellLinks]
    sheets: bool = False


class PersonalLink(Struct, frozen=True):
    """A link that one person can use once, and its code for who has to type it."""

    number: int
    url: str
    code: str
    categories: dict[str, str]


class PersonalLinks(Struct, frozen=True):
    """Links as they were made; they are kept nowhere else, and can't be asked for again."""

    links: list[PersonalLink]
