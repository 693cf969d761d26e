"""Records for a log that never was."""

from collections.abc import Callable

import pytest

from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.tally.engine import using


@pytest.fixture(scope="session")
def made() -> Callable[..., Record]:
    """A record with everything filled in that a test doesn't care about."""

    def make(
        clock_ms,
        choice=100,
        *,
        kind=RecordKind.PRESS,
        seat=7,
        rank=1,
        sequence=1,
        stimulus=0,
        target=0,
    ):
        return Record(
            seat, seat ^ rank << 32, rank, sequence, kind, stimulus, target, choice, clock_ms, 0
        )

    return make


@pytest.fixture(scope="module", params=["numpy", "numba"])
def by_each_engine(request):
    """What the tally's tests ask for, by every engine."""
    with using(request.param):
        yield
