"""Can a database server be trusted with a book: does it keep what it acknowledges, from whom."""

from collections.abc import Iterable

from pulsemeter.bootstrap import book_facts
from pulsemeter.cli.finding import Finding
from pulsemeter.service.book_facts import BookFacts
from pulsemeter.service.ports import StoreError

NAME = "book"
NEEDED = 9
"""Connections of one server of ours."""
Looks = Iterable[tuple[bool, str, str]]
"""Whether something is so, what it is called, and how to mend it."""


def check_book(address: str) -> Finding:
    """The worst that can be told of a book's server. Nothing is written there."""
    try:
        facts = book_facts(address)
    except StoreError as error:
        return Finding(NAME, "bad", str(error), "see docs/reference/postgresql.md")
    for _, what, remedy in filter(_is_so, _bad(facts)):
        return Finding(NAME, "bad", f"{facts.place} {what}", remedy)
    for _, what, remedy in filter(_is_so, _doubtful(facts)):
        return Finding(NAME, "warning", f"{facts.place} {what}", remedy)
    told = f"{facts.place}: PostgreSQL {facts.version}, durable when it acknowledges"
    return Finding(NAME, "good", told)


def _is_so(look: tuple[bool, str, str]) -> bool:
    return look[0]


def _bad(facts: BookFacts) -> Looks:
    return (
        (
            facts.version < facts.oldest,
            f"runs PostgreSQL {facts.version}",
            f"upgrade it to {facts.oldest} or newer",
        ),
        (
            facts.settings["fsync"] != "on",
            "runs with fsync = off: a power cut loses what was acknowledged",
            "set fsync = on",
        ),
        (
            facts.settings["full_page_writes"] != "on",
            "runs with full_page_writes = off: a power cut can tear its pages",
            "set full_page_writes = on",
        ),
        (
            facts.encoding != "UTF8",
            f"holds texts as {facts.encoding}",
            "make it with createdb --encoding=UTF8 --template=template0",
        ),
        (facts.only_reads, "only reads (a standby?)", "name the primary"),
        (
            not facts.may_make_tables,
            "lets this account make no tables",
            "let the account own its database",
        ),
        (
            not facts.is_local and not facts.is_encrypted,
            "is reached over the network without TLS: whoever is on the way reads answers",
            "add sslmode=verify-full to the address",
        ),
        (
            facts.connections_left < NEEDED,
            f"takes {facts.connections_left} more connections; a server needs {NEEDED}",
            "raise max_connections",
        ),
    )


def _doubtful(facts: BookFacts) -> Looks:
    settings = facts.settings
    return (
        (
            not facts.is_local and not facts.is_verified,
            "is reached under TLS, but nobody checks that it is the right server",
            "add sslmode=verify-full and sslrootcert to the address",
        ),
        (
            settings["track_commit_timestamp"] == "on",
            "notes when each row was written: a copy of its disk tells who came when",
            "set track_commit_timestamp = off",
        ),
        (
            settings["log_statement"] in ("mod", "all")
            or settings["log_min_duration_statement"] != "-1",
            "logs statements with what participants answered, where no erasure reaches",
            "set log_statement = none and log_min_duration_statement = -1 for this database",
        ),
        (
            settings["archive_mode"] != "off",
            "archives its write-ahead log: what is erased stays there until the archive goes",
            "let archives go within the days that your consent text promises",
        ),
    )
