"""Scripts of SQL taken apart. Knows no tables."""

import sqlite3
from collections.abc import Iterator


def split_script(script: str) -> Iterator[str]:
    """The single statements of a script, so that all of it can run in one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if any(line.strip() and not line.strip().startswith("--") for line in statement.splitlines()):
        raise ValueError(f"a statement without its semicolon: {statement.strip()!r}")
