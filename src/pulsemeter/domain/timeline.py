"""Stimulus time cut into half-open intervals of one cadence; integer milliseconds only."""

from collections.abc import Iterator


def interval_of(stimulus_ms: int, cadence_ms: int) -> int:
    """The number k of the interval [k·cadence, (k+1)·cadence) that holds this moment."""
    return stimulus_ms // cadence_ms


def interval_count(duration_ms: int, cadence_ms: int) -> int:
    """How many intervals a stimulus has; a rest shorter than the cadence is one of its own."""
    return -(-duration_ms // cadence_ms)


def interval_start(interval: int, cadence_ms: int) -> int:
    """First millisecond of an interval."""
    return interval * cadence_ms


def interval_end(interval: int, cadence_ms: int) -> int:
    """First millisecond after an interval: its tick."""
    return (interval + 1) * cadence_ms


def intervals_overlapped(start_ms: int, end_ms: int, cadence_ms: int) -> Iterator[int]:
    """The intervals that share at least one millisecond with [start, end)."""
    if end_ms <= start_ms:
        return iter(())
    return iter(range(start_ms // cadence_ms, interval_count(end_ms, cadence_ms)))
