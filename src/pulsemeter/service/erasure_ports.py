"""What is taken away from the reactions again: withdrawals, profiles, times, whole sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pulsemeter.domain.participant import Seat

ROSTERS = "rosters"
"""The step after which cells are told with the sizes that the book of releases keeps."""
ORDER = "order"
"""The step after which a session's log tells nothing any more at a position of its midst."""
ASKED = "erasing asked for"
"""The step after which a closed session's persons go at once, whatever their time."""
MarginCell = tuple[tuple[str, str], ...]
"""(attribute, category) pairs in the order of attributes."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A seat whose holder withdrew. Nothing else is known of it."""

    session: str
    seat: int


class ErasureBook(Protocol):
    """What was erased of the reactions, and the erasing of more than one seat. Beside the seats
    and the log, in the same store."""

    async def withdrawals(self) -> Sequence[Withdrawal]:
        """Everybody who withdrew, by the seats' random ids."""
        ...

    async def unfinished(self) -> Sequence[Withdrawal]:
        """Those whose reactions may still stand in the log."""
        ...

    async def finish(self, withdrawal: Withdrawal) -> None:
        """The log holds nothing of this seat any more; twice is harmless."""
        ...

    async def coarsen(
        self, session: str, seats: Sequence[Seat], margins: Mapping[MarginCell, int]
    ) -> None:
        """Write the categories, arm and order of these seats for good (a withdrawn one stays as it
        is), and count persons towards margins, all or nothing. What stood there before is gone
        from the files once `tidy` was called."""
        ...

    async def margins(self, session: str) -> Mapping[MarginCell, int]:
        """Persons of a cell whose own rows don't say so any more."""
        ...

    async def drop_times(self, session: str) -> int:
        """Set `received_ms` of every record of a session to 0, where it stands; how many frames
        were rewritten."""
        ...

    async def forget_arrival(self) -> None:
        """Let nothing in the files tell in which order people came: what lies by the order of
        writing is written anew."""
        ...

    async def forget_order(self, session: str) -> None:
        """Let nothing tell in which order people reacted in a session of which nothing more will
        be released: its records are put in the order of seats, frame for frame, so that what was
        known at a position of the log can't be made again; and as `forget_arrival`."""
        ...

    async def drop_answers(self, session: str) -> None:
        """Remove all answers to questions that stand with a seat of this session."""
        ...

    async def erase_persons(self, session: str) -> None:
        """Remove everything about persons of a session: seats, categories, reactions, answers,
        comments, words, margins, and the list of its withdrawals."""
        ...

    async def steps(self, session: str) -> set[str]:
        """What time has done to this session already."""
        ...

    async def note_step(self, session: str, step: str) -> None:
        """This step is done; twice is harmless."""
        ...

    async def tidy(self) -> None:
        """Let nothing of what was erased lie on in files that help to write. StoreError where
        another program holds them open."""
        ...
