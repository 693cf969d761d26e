"""How a server fares, in words: the same on the status page and at the command line."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from pulsemeter.domain.brief import BriefState
from pulsemeter.domain.counted import counted
from pulsemeter.domain.session import SessionState
from pulsemeter.service.jobs import JobState
from pulsemeter.service.read_status import (
    COMMITS_COUNTED_MAX,
    RECORDS_STEP,
    FolderLook,
    ServerStatus,
)
from pulsemeter.service.watch_load import Burden
from pulsemeter.web.templates import wall_time

Groups = list[tuple[str, list[tuple[str, str]]]]
"""Headings, each with names and sentences."""

NOTHING_WRONG = "Nothing is wrong that the server knows of."
TROUBLE_MARK = "! "
"""Begins each line of the text that says what is wrong."""

S = TypeVar("S", bound=StrEnum)
_SPANS = ((86_400_000, "day", "days"), (3_600_000, "h", "h"), (60_000, "min", "min"))
_SPAN_MAX_MS = 365 * 86_400_000
_GB, _MB = 10**9, 10**6
_BURDENS = {
    Burden.LIGHT: "The server keeps up.",
    Burden.NO_SCREENS: "The server is behind: live screens are let go, presses go on.",
    Burden.NO_JOINING: "The server is far behind: live screens are let go and nobody joins for "
    "now, presses go on.",
}
_JOBS = {
    JobState.MAKING: "being made",
    JobState.WAITING: "waiting",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "given up",
    JobState.READY: "ready",
}
_BRIEFS = {
    BriefState.WAITING: "waiting for a try",
    BriefState.ARRIVED: "arrived",
    BriefState.GIVEN_UP: "given up",
}


def status_text(status: ServerStatus) -> str:
    """All of it as lines for a terminal; what is wrong comes first, each line with its mark."""
    lines = [f"As of {wall_time(status.now_ms)} UTC. This server has run for "
             f"{span_words(status.up_ms)}."]  # fmt: skip
    lines += [TROUBLE_MARK + " ".join(trouble.split()) for trouble in status.troubles]
    if not status.troubles:
        lines.append(NOTHING_WRONG)
    for title, rows in status_groups(status):
        lines += ["", title, *(f"  {name:<24}{words}" for name, words in rows)]
    return "\n".join(lines) + "\n"


def span_words(ms: int) -> str:
    """How long something takes or is ago, in its largest unit."""
    for unit_ms, one, many in _SPANS:
        if ms >= unit_ms:
            count = ms // unit_ms
            return counted(count, one, many)
    return f"{max(ms, 0) // 1_000} s"


def status_groups(status: ServerStatus) -> Groups:
    """What is told of a server, by subject."""
    return [
        (
            "Storing",
            [
                ("Stored since the start", _records_words(status.records)),
                ("Last commit", _commit_words(status.last_commit_ms)),
                ("Waiting for the disk", _counted(status.waiting, "message", "messages")),
                ("Tally", _tally_words(status)),
                ("Load", _BURDENS[status.burden]),
                ("Sockets", _workers_words(status.workers)),
            ],
        ),
        (
            "Keeping",
            [
                ("Sessions", _sessions_words(status)),
                ("Disk", _disk_words(status.disk)),
                ("It lasts", _lasts_words(status.lasts_ms)),
                ("Last backup", _backup_words(status)),
                ("Due to be erased", _due_words(status.due)),
            ],
        ),
        (
            "Making and sending",
            [
                ("Jobs", _listed(status.jobs, _JOBS)),
                ("Briefs", _listed(status.briefs, _BRIEFS)),
            ],
        ),
    ]


def _counted(count: int, one: str, many: str) -> str:
    return counted(count, one, many) if count else "nothing"


def _listed(counts: Mapping[S, int], words: Mapping[S, str]) -> str:
    return ", ".join(f"{counts[s]:,} {words[s]}" for s in words if counts.get(s)) or "none"


def _records_words(records: int) -> str:
    return f"{records:,} records and more" if records else f"fewer than {RECORDS_STEP} records"


def _commit_words(ago_ms: int | None) -> str:
    return "none since the start" if ago_ms is None else f"{span_words(ago_ms)} ago"


def _tally_words(status: ServerStatus) -> str:
    if not status.behind:
        return "has counted all that is stored"
    many = f"more than {COMMITS_COUNTED_MAX} commits"
    if status.behind <= COMMITS_COUNTED_MAX:
        many = _counted(status.behind, "commit", "commits")
    # Of commits that other servers made nobody here knows when.
    age = f", the oldest of them {span_words(status.lag_ms)} old" if status.lag_ms else ""
    return f"{many} behind the log{age}"


def _workers_words(workers: int) -> str:
    if workers < 2:
        return "carried by the serving process"
    return f"carried by {workers} worker processes"


def _sessions_words(status: ServerStatus) -> str:
    told = [_listed(status.sessions, {state: state.value for state in SessionState})]
    if status.simulated:
        told.append(f"{status.simulated:,} of them simulated")
    if status.dry_runs:
        told.append(_counted(status.dry_runs, "dry run", "dry runs"))
    return "; ".join(told)


def _disk_words(disk: FolderLook | None) -> str:
    if disk is None:
        return "can’t be looked at"
    share = disk.free_bytes * 100 // max(disk.disk_bytes, 1)
    return (
        f"{_size_words(disk.free_bytes)} free, {share} % of the disk that holds the data folder; "
        f"its stores take {_size_words(disk.kept_bytes)}"
    )


def _lasts_words(lasts_ms: int | None) -> str:
    if lasts_ms is None:
        return "not known: too little was added in the last hour"
    if lasts_ms > _SPAN_MAX_MS:
        return "more than a year at the pace of the last hour"
    return f"about {span_words(lasts_ms)} at the pace of the last hour"


def _backup_words(status: ServerStatus) -> str:
    made_ms = status.disk.backup_ms if status.disk else None
    if made_ms is None:
        return "none known"
    return f"{wall_time(made_ms)} UTC, {span_words(status.now_ms - made_ms)} ago"


def _due_words(due: int) -> str:
    return (
        f"{due:,} pieces wait for the next look"
        if due > 1
        else ("1 piece waits for the next look" if due else "nothing")
    )


def _size_words(size: int) -> str:
    return f"{size / _GB:,.1f} GB" if size >= _GB else f"{size / _MB:,.1f} MB"
