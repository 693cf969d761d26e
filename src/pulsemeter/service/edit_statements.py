"""Editing what is said in a study: one verb for each edit, each written whole or not at all.

A session that has opened goes on with the wording of its opening; edits are for those to come.
Whoever edits says which edition they saw, so that nobody's edit is lost under another's. Who made
which kind of edit stands in the audit log; what was said is in the revisions.
"""

from collections.abc import Callable, Sequence
from typing import Unpack

from pulsemeter.domain import edit_passages, edit_wording
from pulsemeter.domain.edit_wording import StatementFacts
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.replace_wording import replace_statements
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.wording import Wording, WordingError, change_between
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.ports import StudyBook


class WordingChanged(WordingError):
    """Somebody else edited the same study in between."""


class StatementEditing:
    """The edits of one store's studies, by one actor. Each verb takes the study's name and the
    edition that was seen, and answers the new wording.

    Raises UnknownStudy; WordingChanged where another edit came before; WordingError where the edit
    can't be made.
    """

    def __init__(self, book: StudyBook, audit: AuditTrail, actor: str) -> None:
        self._book, self._audit, self._actor = book, audit, actor

    async def wording(self, study: str) -> Wording:
        """What is said as it stands."""
        wording = await self._book.wording(study)
        if wording is None:
            raise UnknownStudy(f"there is no study {study!r}; see pulsemeter study list")
        return wording

    async def split(
        self,
        study: str,
        edition: int,
        statement: str,
        *,
        word: int | None = None,
        at_ms: int | None = None,
    ) -> Wording:
        """Two statements in place of one, behind a word or at a time."""
        return await self._edit(
            study,
            edition,
            f"statement split: {statement}",
            lambda w: edit_wording.split_statement(w, statement, word=word, at_ms=at_ms),
        )

    async def merge(self, study: str, edition: int, statements: Sequence[str]) -> Wording:
        """One statement in place of neighbours."""
        return await self._edit(
            study,
            edition,
            f"statements merged: {' '.join(statements)}",
            lambda w: edit_wording.merge_statements(w, statements),
        )

    async def change(
        self, study: str, edition: int, statement: str, **told: Unpack[StatementFacts]
    ) -> Wording:
        """What a statement says and what is to be known of it; what isn't given stays."""
        return await self._edit(
            study,
            edition,
            f"statement changed: {statement}",
            lambda w: edit_wording.change_statement(w, statement, **told),
        )

    async def set_bounds(
        self, study: str, edition: int, statement: str, start_ms: int, end_ms: int
    ) -> Wording:
        """When a statement begins and ends."""
        return await self._edit(
            study,
            edition,
            f"statement times changed: {statement}",
            lambda w: edit_wording.set_bounds(w, statement, start_ms, end_ms),
        )

    async def delete(self, study: str, edition: int, statement: str) -> Wording:
        """Take a statement away; its revisions stay readable."""
        return await self._edit(
            study,
            edition,
            f"statement deleted: {statement}",
            lambda w: edit_wording.delete_statement(w, statement),
        )

    async def add(
        self,
        study: str,
        edition: int,
        stimulus: str,
        start_ms: int,
        end_ms: int,
        words: str,
        speaker: str = "",
    ) -> Wording:
        """A new statement where nothing is said yet."""
        return await self._edit(
            study,
            edition,
            f"statement added: {stimulus}",
            lambda w: edit_wording.add_statement(w, stimulus, start_ms, end_ms, words, speaker),
        )

    async def take_in(
        self,
        study: str,
        edition: int,
        stimulus: str,
        statements: Sequence[Statement],
        passages: Sequence[Passage] = (),
    ) -> Wording:
        """Other statements and passages in place of all that a stimulus had."""
        return await self._edit(
            study,
            edition,
            f"statements taken in: {stimulus}",
            lambda w: replace_statements(w, stimulus, statements, passages),
        )

    async def make_passage(
        self, study: str, edition: int, statements: Sequence[str], title: str
    ) -> Wording:
        """A title over statements that follow each other."""
        return await self._edit(
            study,
            edition,
            f"passage made: {' '.join(statements)}",
            lambda w: edit_passages.make_passage(w, statements, title),
        )

    async def change_passage(
        self,
        study: str,
        edition: int,
        passage: str,
        *,
        statements: Sequence[str] | None = None,
        title: str | None = None,
    ) -> Wording:
        """Another title, other statements, or both."""
        return await self._edit(
            study,
            edition,
            f"passage changed: {passage}",
            lambda w: edit_passages.change_passage(w, passage, names=statements, title=title),
        )

    async def remove_passage(self, study: str, edition: int, passage: str) -> Wording:
        """Take a passage away; its statements stay."""
        return await self._edit(
            study,
            edition,
            f"passage removed: {passage}",
            lambda w: edit_passages.remove_passage(w, passage),
        )

    async def _edit(
        self, study: str, edition: int, told: str, edit: Callable[[Wording], Wording]
    ) -> Wording:
        """`told` is the act with what it is done to."""
        before = await self.wording(study)
        if before.edition != edition:
            raise WordingChanged(_changed(study))
        if change := change_between(before, edit(before)):
            act, _, what = told.partition(": ")
            await self._audit.note(self._actor, act, study, f"{what}, in edition {edition}")
            if not await self._book.change_wording(study, edition, change):
                raise WordingChanged(_changed(study))
        return await self.wording(study)


def _changed(study: str) -> str:
    return (
        f"the statements of study {study} were changed meanwhile; look at them again, then edit "
        "once more"
    )
