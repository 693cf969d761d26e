"""What a soak has shown: whether memory and descriptors grew, and whether all arrived.

Pure: it is given the samples and the counts, and says in words what is wrong.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

WINDOW_SAMPLES = 6
"""A minute of samples; its median is what is compared, so that one moment decides nothing."""
GROWTH_PERCENT_MAX = 5.0
SOCKETS_MORE_SHARE_MAX = 0.02
"""Of the sockets at the beginning: lines come and go with their mishaps."""
FILES_MORE_MAX = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """A server process at one moment. `at_s` counts from the start of the session; `file_kb` is
    the part of `rss_kb` that is mapped files, which the kernel takes back when it needs room."""

    at_s: float
    rss_kb: int
    pss_kb: int
    file_kb: int
    threads: int
    sockets: int
    files: int
    folder_bytes: int


@dataclass(frozen=True, slots=True)
class Window:
    """The medians of some samples in a row."""

    at_s: float
    rss_kb: float
    sockets: float
    files: float


@dataclass(frozen=True, slots=True)
class Curve:
    """From the end of the settling on: where it began, and the highest of each later on."""

    base: Window
    rss_kb_max: float
    sockets_max: float
    files_max: float

    @property
    def growth_percent(self) -> float:
        """By how much the memory grew, in percent of what it was."""
        return 100 * (self.rss_kb_max / self.base.rss_kb - 1)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of presses and releases. `lost`: acknowledged and not in the log; `wrong`: all
    else that differs between pages, log and tally; `troubles`: why pages gave up; `unerased`:
    records of withdrawn persons that are still there; `missing`: releases that never came to a
    dashboard, over all dashboards."""

    acknowledged: int
    lost: int
    doubled: int
    wrong: int
    troubles: tuple[str, ...]
    withdrawn: int
    unerased: int
    releases: int
    missing: int


def windows(samples: Sequence[Sample]) -> list[Window]:
    """Medians of every full window, one after the other."""
    found = []
    for first in range(0, len(samples) - WINDOW_SAMPLES + 1, WINDOW_SAMPLES):
        cut = samples[first : first + WINDOW_SAMPLES]
        found.append(
            Window(
                cut[0].at_s,
                statistics.median(s.rss_kb for s in cut),
                statistics.median(s.sockets for s in cut),
                statistics.median(s.files for s in cut),
            )
        )
    return found


def curve(samples: Sequence[Sample], settle_s: float) -> Curve | None:
    """What happened after the settling; None if there are too few samples to say it."""
    settled = windows([sample for sample in samples if sample.at_s >= settle_s])
    if len(settled) < 2:
        return None
    base, *later = settled
    return Curve(
        base,
        max(window.rss_kb for window in later),
        max(window.sockets for window in later),
        max(window.files for window in later),
    )


def complaints(samples: Sequence[Sample], settle_s: float, kept: Kept) -> list[str]:
    """Everything that is wrong, a sentence each; nothing if the soak has passed."""
    return _of_the_process(curve(samples, settle_s), settle_s) + _of_what_was_kept(kept)


def _of_the_process(seen: Curve | None, settle_s: float) -> list[str]:
    if seen is None:
        return [
            f"memory: too few samples after the first {settle_s:.0f} s to say anything of growth"
        ]
    found, base = [], seen.base
    if seen.growth_percent > GROWTH_PERCENT_MAX:
        found.append(
            f"memory: grew by {seen.growth_percent:.1f} % after the first {settle_s:.0f} s, from "
            f"{base.rss_kb / 1000:.1f} to {seen.rss_kb_max / 1000:.1f} MB; at most "
            f"{GROWTH_PERCENT_MAX:.0f} % are allowed"
        )
    if seen.sockets_max > base.sockets * (1 + SOCKETS_MORE_SHARE_MAX) + 1:
        found.append(f"descriptors: sockets grew from {base.sockets:.0f} to {seen.sockets_max:.0f}")
    if seen.files_max > base.files + FILES_MORE_MAX:
        found.append(f"descriptors: files grew from {base.files:.0f} to {seen.files_max:.0f}")
    return found


def _of_what_was_kept(kept: Kept) -> list[str]:
    found = []
    if not kept.acknowledged:
        found.append("presses: none was acknowledged, so nothing was tried")
    if kept.lost:
        found.append(f"presses: {kept.lost} were acknowledged and aren't in the log")
    if kept.doubled:
        found.append(f"presses: {kept.doubled} stand in the log twice")
    if kept.wrong:
        found.append(f"presses: {kept.wrong} differ otherwise between pages, log and tally")
    if kept.troubles:
        found.append(f"troubles: {len(kept.troubles)}, the first: {kept.troubles[0]}")
    if kept.unerased:
        found.append(f"withdrawal: {kept.unerased} records of withdrawn persons are still there")
    if not kept.releases:
        found.append("releases: none was made, so no dashboard could be told")
    if kept.missing:
        found.append(f"releases: {kept.missing} never came to a dashboard")
    return found
