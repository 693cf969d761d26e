"""How far a job is, in the words of the wire."""

from typing import Any

from msgspec import convert

from pulsemeter.service.jobs import Progress
from pulsemeter.wire.jobs import JobStateName, JobStatus


def job_status(progress: Progress[Any]) -> JobStatus:
    """What programs are told of a job."""
    return JobStatus(
        convert(progress.state, JobStateName),
        round(progress.share, 3),
        progress.stage,
        progress.ahead,
        progress.remaining_ms,
        progress.problem,
    )
