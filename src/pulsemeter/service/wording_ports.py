"""What a store must provide for statements that are edited and for the plans of sessions.

Every revision stays readable, because releases cite it. A session shows the wording that stood
when it opened, whatever is edited later.
"""

from dataclasses import dataclass
from typing import Protocol

from pulsemeter.domain.statement import Statement
from pulsemeter.domain.wording import Wording, WordingChange


@dataclass(frozen=True, slots=True)
class SealedPlan:
    """A session's analysis plan, word by word, with its digest and the edition of the wording
    that it is about."""

    edition: int
    text: str
    digest: str


class WordingBook(Protocol):
    """Statements and passages with their revisions, and analysis plans: a part of StudyBook."""

    async def wording(self, study: str) -> Wording | None:
        """What is said in a study's stimuli as it stands now."""
        ...

    async def change_wording(self, study: str, edition: int, change: WordingChange) -> bool:
        """Write an edit of this edition of the wording, whole or not at all. False where another
        edit came before. StoreError for a study that isn't here."""
        ...

    async def statement_revision(self, study: str, name: str, revision: int) -> Statement | None:
        """One revision of one statement, also of one that is gone."""
        ...

    async def wording_of_session(self, code: str) -> Wording | None:
        """What a session shows: the wording of its plan's edition, before it opens the newest."""
        ...

    async def put_plan(self, code: str, plan: SealedPlan) -> None:
        """Write a session's analysis plan. StoreError once it has opened: a plan comes before."""
        ...

    async def plan(self, code: str) -> SealedPlan | None:
        """The analysis plan of a session."""
        ...
