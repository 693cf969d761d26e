"""What a database server is like, for whoever is to trust it with a book."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BookFacts:
    """A database server as a book sees it: its major version and the oldest one that we know,
    its settings that matter by name, what this account may do, how the line is guarded."""

    place: str
    version: int
    oldest: int
    encoding: str
    settings: Mapping[str, str]
    may_make_tables: bool
    only_reads: bool
    is_local: bool
    is_encrypted: bool
    is_verified: bool
    connections_left: int
