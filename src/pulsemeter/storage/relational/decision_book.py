"""Decisions and their histories, beside the releases that they rest on.

A history only grows; a trigger refuses changes by a slip of ours. Whether a step is allowed is
decided elsewhere, but that no two members take the same one is decided here, in the writing
transaction.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from pulsemeter.domain.decision import Decision, DecisionEntry, DecisionKind
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("decision_book")


class SqlDecisionBook:
    """DecisionBook in the store of the studies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, decision: Decision) -> None:
        """Write a new decision with its entries. StoreError where its id was written before."""
        row = (
            decision.id,
            decision.study,
            decision.session,
            decision.statement,
            decision.revision,
            decision.audience,
            decision.kind.value,
            decision.audience_label,
        )
        entries = [(decision.id, n, to_body(entry)) for n, entry in enumerate(decision.entries)]

        def work(connection: Connection) -> None:
            try:
                connection.execute(_SQL["add"], row)
            except connection.IntegrityError:
                raise StoreError(f"decision {decision.id} was written before.") from None
            connection.executemany(_SQL["append"], entries)

        await self._database.write(work)

    async def append(self, decision: str, number: int, entry: DecisionEntry) -> bool:
        """Write an entry at this place of a history; False where it isn't the next."""
        body = to_body(entry)

        def work(connection: Connection) -> bool:
            (held,) = connection.execute(_SQL["length"], (decision,)).fetchone()
            if not number or held != number:
                return False
            connection.execute(_SQL["append"], (decision, number, body))
            return True

        return await self._database.write(work)

    async def decision(self, decision: str) -> Decision | None:
        """A decision by its id."""

        def work(connection: Connection) -> list[tuple[Any, ...]]:
            return connection.execute(_SQL["decision"], (decision,)).fetchall()

        return next(iter(_decisions(await self._database.read(work))), None)

    async def of_session(self, session: str) -> Sequence[Decision]:
        """All decisions of a session, in the order of their proposals."""

        def work(connection: Connection) -> list[tuple[Any, ...]]:
            return connection.execute(_SQL["of_session"], (session,)).fetchall()

        return _decisions(await self._database.read(work))


def _decisions(rows: Iterable[tuple[Any, ...]]) -> list[Decision]:
    """Decisions of rows that hold one entry each, those of a decision one after the other."""
    found: list[Decision] = []
    for head, group in groupby(rows, key=lambda row: row[:-1]):
        entries = tuple(from_body(row[-1], DecisionEntry) for row in group)
        name, study, session, statement, revision, audience, kind, label = head
        found.append(
            Decision(
                name, study, session, statement, revision, audience, DecisionKind(kind), entries,
                label,
            )
        )  # fmt: skip
    return found
