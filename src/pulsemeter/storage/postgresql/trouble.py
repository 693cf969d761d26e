"""What PostgreSQL's errors mean to the person who runs the server: what, where, how to mend.

Translates and nothing else; a message shows no value of a row and no password.
"""

import psycopg

from pulsemeter.service.ports import StoreError

_MEANING = {
    "53100": (
        "the disk of {place} is full; nothing of this step was written. Free some space there: "
        "writing goes on by itself then."
    ),
    "53300": (
        "{place} takes no more connections. Each process of Pulsemeter needs up to nine: raise "
        "max_connections, or stop what holds the others."
    ),
    "42501": (
        "this account lacks a right in {place}. Let it own its database, or make the schemas as "
        "docs/reference/postgresql.md says."
    ),
    "55P03": (
        "another program has kept {place} locked for too long. Close the other program (a "
        "maintenance job? a database viewer?) and try again."
    ),
    "25006": (
        "{place} only reads (a standby?). Name the primary: with several hosts in the address, "
        "add target_session_attrs=read-write."
    ),
    "57P03": "{place} is just starting or stopping. It is tried again at the next step.",
    "58": (
        "the disk of {place} failed; nothing of this step counts as written. Look into the "
        "database server's own log."
    ),
    "XX": "{place} found its own data damaged. Look into the database server's own log.",
    "22": "{place} can't hold this text or number; it was not written.",
}
_LOST = (
    "the connection to {place} is lost. Check that it runs and can be reached; it is tried again "
    "by itself at the next step."
)
_UNKNOWN_END = (
    "the connection to {place} was lost while a step was being made durable: nobody knows yet "
    "whether it was. It is tried again by itself at the next step."
)


def explain(error: psycopg.Error, place: str, *, is_ending: bool = False) -> StoreError:
    """The error in words, for the place it happened in; `is_ending` while a transaction was being
    made durable."""
    code = error.sqlstate or ""
    for length in (5, 2):
        if code[:length] in _MEANING:
            return StoreError(_MEANING[code[:length]].format(place=place))
    if is_lost(error):
        return StoreError((_UNKNOWN_END if is_ending else _LOST).format(place=place))
    if isinstance(error, psycopg.DataError):
        return StoreError(_MEANING["22"].format(place=place))
    told = error.diag.message_primary or type(error).__name__
    return StoreError(f"{place} did not take this step: {told} ({code or 'no code'}).")


def unreachable(error: psycopg.Error, place: str) -> StoreError:
    """Why there is no connection, in the server's own words: they name user and database, and
    never a password."""
    told = " ".join(str(error).split()).removeprefix("connection failed: ") or "no reason given"
    return StoreError(
        f"{place} can't be reached: {told}. Check that it runs, that the database is there, and "
        "user and password (PGPASSWORD, a password file or a service file)."
    )


def is_lost(error: psycopg.Error) -> bool:
    """Whether the line broke or the server went away."""
    code = error.sqlstate or ""
    if code:
        return code.startswith(("08", "57P"))
    return isinstance(error, psycopg.OperationalError)
