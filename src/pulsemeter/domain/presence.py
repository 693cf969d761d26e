"""What a participant's interval was when it was not a press.

A cell of the dense matrix is one signed byte: −100..100 is a press, the codes here lie
outside that range. Silence is the absence of a reaction, never a third choice: *skipped*
says that the person was there and gave none.
"""

from enum import IntEnum

SKIPPED = 101
"""There, playing, visible, no press (or an undone press)."""
AWAY = 102
"""Hidden, paused or stalled."""
UNKNOWN = -128
"""Nothing received: not yet, or lost."""

CHOICE_MIN = -100
CHOICE_MAX = 100


class Presence(IntEnum):
    """The named states of an interval without a press, by cell code."""

    SKIPPED = SKIPPED
    AWAY = AWAY
    UNKNOWN = UNKNOWN


def is_press(code: int) -> bool:
    """Whether a cell code is a choice."""
    return CHOICE_MIN <= code <= CHOICE_MAX


def is_present(code: int) -> bool:
    """Whether the person counts as present: pressed or skipped."""
    return CHOICE_MIN <= code <= SKIPPED
