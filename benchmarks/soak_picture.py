"""The curve of a soak as a picture: memory, descriptors and the data folder over its time."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure
from soak_judge import GROWTH_PERCENT_MAX, Sample, curve

INK, RULE = "#1f3a5f", "#b3402a"
HEADROOM = 1.2
"""By how much the axis of the memory goes beyond what is drawn: room for the words above it."""


def draw(samples: Sequence[Sample], settle_s: float, title: str, path: Path) -> None:
    """Write the picture; its kind is told by the file's ending."""
    figure_of(samples, settle_s, title).savefig(path)


def figure_of(samples: Sequence[Sample], settle_s: float, title: str) -> Figure:
    """The picture, not written yet."""
    minutes = [sample.at_s / 60 for sample in samples]
    figure = Figure(figsize=(9, 7), dpi=110, layout="constrained")
    memory, lines, folder = figure.subplots(3, 1, sharex=True, height_ratios=(3, 1, 1))
    memory.set_title(title, loc="left", fontsize=11)
    memory.plot(minutes, [s.rss_kb / 1000 for s in samples], color=INK, lw=1)
    memory.set_ylabel("memory of the server, MB")
    highest = max(s.rss_kb for s in samples) / 1000
    memory.axvspan(0, settle_s / 60, color=INK, alpha=0.08, lw=0)
    if (seen := curve(samples, settle_s)) is not None:
        most = seen.base.rss_kb / 1000 * (1 + GROWTH_PERCENT_MAX / 100)
        memory.axhline(
            most, color=RULE, lw=1, ls="--",
            label=f"at most {GROWTH_PERCENT_MAX:.0f} % more than after the settling; "
                  f"seen: {seen.growth_percent:+.1f} %",
        )  # fmt: skip
        # Above everything that is drawn: beside its line the curve would run through the words.
        memory.legend(loc="upper right", frameon=False, fontsize=9, labelcolor=RULE, borderpad=0)
        highest = max(highest, most)
    memory.set_ylim(0, HEADROOM * highest)
    lines.plot(minutes, [s.sockets + s.files for s in samples], color=INK, lw=1)
    lines.set_ylabel("descriptors")
    lines.set_ylim(bottom=0)
    folder.plot(minutes, [s.folder_bytes / 1e6 for s in samples], color=INK, lw=1)
    folder.set_ylabel("data folder, MB")
    folder.set_ylim(bottom=0)
    folder.set_xlabel("minutes since the start of the session")
    for each in (memory, lines, folder):
        each.grid(alpha=0.25)
        each.spines[["top", "right"]].set_visible(False)
    return figure
