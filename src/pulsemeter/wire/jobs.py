"""What is told of work that takes longer than an answer: how far it is, and how long it takes."""

from typing import Literal

from msgspec import Struct

JobStateName = Literal["none", "waiting", "making", "ready", "failed", "cancelled"]


class JobStatus(Struct, frozen=True):
    """How far something is. While it is made, `share` of it, 0..1, is done, `stage` says with what
    it goes on, and `remaining_ms` estimates the time that is left, null while that can't be told;
    while it waits, `ahead` jobs come first. `problem` says why it failed."""

    state: JobStateName
    share: float = 0.0
    stage: str = ""
    ahead: int = 0
    remaining_ms: int | None = None
    problem: str = ""
