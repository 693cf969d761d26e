"""Which column means what: the names that people give to the same thing."""

import re

from pulsemeter.intake.complaint import Complaints, listed
from pulsemeter.intake.table import Table

_MS = ("ms", "msec", "millis", "milliseconds")
_S = ("s", "sec", "secs", "second", "seconds")
_TIME_STEMS = ("time", "t", "timestamp", "stimulus", "stimulus_time", "video_time", "elapsed")

ALIASES: dict[str, tuple[str, ...]] = {
    "participant": (
        *("participant", "participant_id", "person", "person_id", "id", "pid"),
        *("subject", "subject_id", "respondent", "respondent_id", "panelist", "panelist_id"),
        # Other systems' words for a person; never ours.
        *("user", "user_id", "userid", "uid", "viewer", "viewer_id", "case", "case_id", "caseid"),
    ),
    "time": (
        *("stimulus_ms", "time", "t", "timestamp", "timecode", "video_time", "stimulus_time"),
        *_MS,
        *_S[1:],
        *(f"{stem}_{unit}" for stem in _TIME_STEMS for unit in (*_MS, *_S)),
    ),
    "choice": ("choice", "value", "reaction", "rating", "response", "vote", "button"),
    "target": ("target", "candidate", "addressee"),
    "kind": ("kind",),
    "instrument": ("instrument",),
    "start": (
        *("start_ms", "start", "begin", "from", "onset", "start_time"),
        *(f"{stem}_{unit}" for stem in ("start", "begin", "onset") for unit in (*_MS[1:], *_S)),
        *("begin_ms", "onset_ms"),
    ),
    "end": (
        *("end_ms", "end", "stop", "to", "offset", "end_time"),
        *(f"{stem}_{unit}" for stem in ("end", "stop", "offset") for unit in (*_MS[1:], *_S)),
        *("stop_ms", "offset_ms"),
    ),
    "words": ("words", "text", "statement", "sentence", "transcript"),
    "speaker": ("speaker",),
    "topic": ("topic",),
    "weight": ("weight",),
    "statement kind": ("kind",),
    "note": ("note",),
    "statement id": ("id", "statement_id"),
}
_OPTIONS = ("participant", "time", "choice", "target", "kind")
_WANTED = {
    "participant": "who reacted",
    "time": "when, in stimulus time",
    "choice": "what was chosen",
    "start": "where a statement begins",
}


def plain_header(header: str) -> str:
    """A header as aliases are written.

    >>> plain_header(" Time (ms) ")
    'time_ms'
    """
    return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")


def unit_of(header: str) -> str | None:
    """ "ms" or "s" where a header's last word says so, else None."""
    last = plain_header(header).rsplit("_", 1)[-1]
    return "ms" if last in _MS else "s" if last in _S else None


def find_column(
    table: Table,
    role: str,
    complaints: Complaints,
    *,
    asked: str | None = None,
    needed: bool = False,
) -> str | None:
    """The column of a role: the one asked for, else the only one whose name is an alias.

    The first alias of a role is its own name and wins over the others. Two columns with other
    aliases, and none where one is needed, go on the list of complaints.
    """
    headers = table.frame.columns
    option = f"Say which with --{role}-column NAME, or r" if role in _OPTIONS else "R"
    if asked is not None:
        same = [header for header in headers if header == asked] or [
            header for header in headers if plain_header(header) == plain_header(asked)
        ]
        if len(same) == 1:
            return same[0]
        complaints.add(
            f"no column is called {asked!r} ({role}); the file has {listed(headers)}. "
            "Names count with capitals and blanks."
        )
        return None
    aliases = ALIASES[role]
    found = [header for header in headers if plain_header(header) in aliases]
    own = [header for header in found if plain_header(header) == aliases[0]]
    if len(own) == 1 or len(found) == 1:
        return own[0] if len(own) == 1 else found[0]
    if len(found) > 1:
        complaints.add(
            f"several columns may be the {role}: {listed(found)}. {option}ename the right one to "
            f"{aliases[0]!r}."
        )
    elif needed:
        complaints.add(
            f"no column says {_WANTED[role]}; the file has {listed(headers)}. {option}ename one of "
            f"them to {aliases[0]!r} ({', '.join(aliases[1:6])} are read as well). Names stand in "
            "the first line."
        )
    return None
