"""Recipients, rules and briefs, beside the releases that briefs tell of.

A brief is written with an empty row of tries; `due_ms` only says what is to be looked at next and
follows from the tries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from pulsemeter.domain.brief import Brief, BriefRule, Recipient, Try, TryOutcome
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("brief_book")
Row = tuple[Any, ...]


class SqlBriefBook:
    """BriefBook in the store of the studies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recipients(self, study: str) -> Sequence[Recipient]:
        """The recipients of a study, in the order in which they were first put."""
        return [from_body(body, Recipient) for (body,) in await self._rows("recipients", study)]

    async def put_recipient(self, recipient: Recipient) -> None:
        """Write a recipient, in place of the one with this id."""
        await self._run("put_recipient", recipient.study, recipient.id, to_body(recipient))

    async def drop_recipient(self, study: str, recipient: str) -> None:
        """Remove a recipient with the address; briefs that were written stay."""
        await self._run("drop_recipient", study, recipient)

    async def rules(self, study: str) -> Sequence[BriefRule]:
        """The rules of a study, in the order in which they were first put."""
        return [from_body(body, BriefRule) for (body,) in await self._rows("rules", study)]

    async def put_rule(self, rule: BriefRule) -> None:
        """Write a rule, in place of the one with this id."""
        await self._run("put_rule", rule.study, rule.id, to_body(rule))

    async def drop_rule(self, study: str, rule: str) -> None:
        """Remove a rule; briefs that were written stay."""
        await self._run("drop_rule", study, rule)

    async def add(self, brief: Brief) -> bool:
        """Write a new brief; False where its session has one with this key already."""
        body = to_body(replace(brief, tries=()))

        def work(connection: Connection) -> bool:
            (held,) = connection.execute(_SQL["is_there"], (brief.session, brief.key)).fetchone()
            if held:
                return False
            row = (brief.id, brief.session, brief.recipient, brief.key, body, brief.due_ms)
            try:
                connection.execute(_SQL["add"], row)
            except connection.IntegrityError:
                raise StoreError(f"brief {brief.id} was written before.") from None
            return True

        return await self._database.write(work)

    async def append(self, brief: str, number: int, made: Try) -> bool:
        """Write a try at this place; False where it isn't the next."""
        body = to_body(made)
        due_ms = made.next_ms if made.outcome is TryOutcome.LATER else None

        def work(connection: Connection) -> bool:
            (held,) = connection.execute(_SQL["length"], (brief,)).fetchone()
            if held != number:
                return False
            written = connection.execute(_SQL["append"], (number, body, brief)).rowcount
            connection.execute(_SQL["set_due"], (due_ms, brief))
            return bool(written)

        return await self._database.write(work)

    async def of_session(self, session: str) -> Sequence[Brief]:
        """All briefs of a session, in the order in which they were written."""
        return _briefs(await self._rows("of_session", session))

    async def due(self, at_ms: int, most: int) -> Sequence[Brief]:
        """Of each recipient the brief that is due longest, those due longest first."""
        return _briefs(await self._rows("due", at_ms, most))

    async def _rows(self, query: str, *values: object) -> list[Row]:
        def work(connection: Connection) -> list[Row]:
            return connection.execute(_SQL[query], values).fetchall()

        return await self._database.read(work)

    async def _run(self, statement: str, *values: object) -> None:
        def work(connection: Connection) -> None:
            connection.execute(_SQL[statement], values)

        await self._database.write(work)


def _briefs(rows: Iterable[Row]) -> list[Brief]:
    """Briefs of rows that hold one try each, or none; those of a brief one after the other."""
    found: list[Brief] = []
    for body, group in groupby(rows, key=lambda row: row[0]):
        tries = tuple(from_body(row[1], Try) for row in group if row[1] is not None)
        found.append(replace(from_body(body, Brief), tries=tries))
    return found
