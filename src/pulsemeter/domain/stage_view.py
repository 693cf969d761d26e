"""A session's stage view: which segments a public is shown, how late, and when it is none at all.

A curve that people see moves what they think, so nobody who takes part may see one while reactions
are taken. Pure: what has left, and when, is found out elsewhere.
"""

from dataclasses import dataclass

from pulsemeter.domain.session import OVER, Session, SessionState, ShownIn

CELLS_MAX = 3
DELAY_S = 30
DELAY_MIN_S = 10
DELAY_MAX_S = 600


class StageRefused(ValueError):
    """A stage view that can't be switched on, with the reason."""


@dataclass(frozen=True, slots=True)
class StageSetting:
    """One to three segments, and by how many seconds their figures are held back.

    Raises StageRefused where there are none or too many, or the delay is out of bounds.
    """

    cells: tuple[str, ...]
    delay_s: int = DELAY_S

    def __post_init__(self) -> None:
        if not self.cells:
            raise StageRefused("no segment was chosen; choose at least one")
        if len(set(self.cells)) != len(self.cells) or len(self.cells) > CELLS_MAX:
            raise StageRefused(
                f"{len(self.cells)} segments were chosen; more than {CELLS_MAX} curves can't be "
                "told apart on air, so leave some away"
            )
        if not DELAY_MIN_S <= self.delay_s <= DELAY_MAX_S:
            raise StageRefused(
                f"a delay of {self.delay_s} s can't be used; choose {DELAY_MIN_S} to "
                f"{DELAY_MAX_S} seconds"
            )


def no_stage_because(session: Session) -> str:
    """Why a session can have no stage view now; "" where it can."""
    if session.state is SessionState.PLANNED:
        return "the session isn’t open yet"
    if session.state in OVER:
        return ""
    if session.shown is ShownIn.ONE_ROOM:
        return (
            "the panel sits together in one room, and a picture on a screen there would sway the "
            "very people who are asked; it can be shown once the session is closed"
        )
    if not session.is_live:
        return (
            "on demand each person watches at a time of their own, so a figure shown now would "
            "reach people who are still to answer; it can be shown once the session is closed"
        )
    return ""
