"""Revisions in a file; what every engine must do stands in the contract suite."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import WordingChange
from pulsemeter.storage.bodies import to_body
from pulsemeter.storage.relational.queries import load_migrations
from pulsemeter.storage.sqlite import SqliteStores
from pulsemeter.storage.sqlite.connection import APPLICATION_ID
from pulsemeter.storage.sqlite.scripts import split_script

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]
SAID = Statement("s1", 1, "rice", 0, 9_000, "We choose the moon.")


def _written_before_there_were_edits(data: Path, study: Study) -> None:
    """A data folder of an earlier program, with a session that has opened."""
    data.mkdir(mode=0o700)
    connection = sqlite3.connect(data / "studies.sqlite", isolation_level=None)
    for _, script in load_migrations("pulsemeter.storage.sqlite", "studies")[:4]:
        for statement in split_script(script):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID['studies']}")
    connection.execute("PRAGMA user_version = 4")
    body, session = to_body(study), Session("K", study.name, SessionKind.LIVE, SessionState.OPEN)
    connection.execute("INSERT INTO studies VALUES (?, ?, '')", (study.name, body))
    connection.execute(
        "INSERT INTO statements VALUES (?, 's1', 1, 0, 0, ?)", (study.name, to_body(SAID))
    )
    connection.execute(
        "INSERT INTO sessions (code, study, body, frozen) VALUES ('K', ?, ?, ?)",
        (study.name, to_body(session), body),
    )
    connection.close()


def test_a_folder_of_an_earlier_program_can_be_edited_and_its_session_stays(
    tell: Tell, data: Path, study: Study
) -> None:
    _written_before_there_were_edits(data, study)

    async def story(opened: SqliteStores) -> None:
        book = opened.stores.studies
        before = await book.wording(study.name)
        assert before is not None
        assert (before.statements, before.edition) == ((SAID,), 0)
        assert await book.change_wording(study.name, 0, WordingChange(gone=("s1",)))
        shown = await book.wording_of_session("K")
        assert shown is not None
        assert shown.statements == (SAID,)
        assert await book.plan("K") is None
        assert await book.statements(study.name) == []

    tell(story)
