"""What is left of a job, reckoned and said."""

import pytest

from pulsemeter.service.job_pace import LONG_MS, remaining_ms, remaining_words


def test_what_is_left_goes_on_as_it_went() -> None:
    assert remaining_ms(3_000, 0.25) == 9_000
    assert remaining_ms(60_000, 1.0) == 0
    assert remaining_ms(60_000, 1.4) == 0


def test_at_the_beginning_nobody_knows() -> None:
    assert remaining_ms(LONG_MS - 1, 0.5) is None
    assert remaining_ms(LONG_MS, 0.5) == LONG_MS
    assert remaining_ms(600_000, 0.009) is None


@pytest.mark.parametrize(
    ("left_ms", "words"),
    [
        (None, ""),
        (0, "a few seconds left"),
        (10_000, "a few seconds left"),
        (14_000, "about 10 s left"),
        (54_000, "about 50 s left"),
        (55_000, "about 1 min left"),
        (89_000, "about 1 min left"),
        (1_700_000, "about 28 min left"),
        (3_600_000, "about 1 h 0 min left"),
        (9_000_000, "about 2 h 30 min left"),
    ],
)
def test_it_is_said_in_steps(left_ms: int | None, words: str) -> None:
    assert remaining_words(left_ms) == words
