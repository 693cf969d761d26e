"""How far a job is, as programs are told."""

import pytest

from pulsemeter.service.jobs import JobState, Progress
from pulsemeter.web.job_status import job_status
from pulsemeter.wire.jobs import JobStatus


def test_a_share_is_told_in_thousandths() -> None:
    told = job_status(Progress(JobState.MAKING, None, 1 / 3, "print", 0, 9_000))
    assert told == JobStatus("making", 0.333, "print", 0, 9_000)


@pytest.mark.parametrize("state", list(JobState))
def test_every_state_has_its_name_on_the_wire(state: JobState) -> None:
    assert job_status(Progress(state, None)).state == state.value
