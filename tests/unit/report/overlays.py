"""Stories of overlays whose figures are known at every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pulsemeter.release.figures import Count, IntervalFigure
from pulsemeter.report.overlay_story import Judged, OverlayCurve, OverlayStory, Said

CADENCE_MS = 5_000
METHOD = ("How it was measured, in a line.", "And what it speaks of, in another.")
LABELS = ("Everyone", "First-time voters", "المنطقة الشمالية", "Christodoulopoulou-Maier")


def figure(
    net: float | None, half: float = 10.0, majority: str = "most_liked", present: int = 60
) -> IntervalFigure:
    """One figure with a band of this half width."""
    counts = (Count(20, "near"), Count(10, "near"), Count(present, "near"))
    if net is None:
        return IntervalFigure("all", *counts, "too_few", 0)
    ends = (net, net - half, net + half, net - half / 3, net + half / 3)
    return IntervalFigure("all", *counts, majority, 1, *ends)


def curve(figures: Mapping[int, IntervalFigure], order: int = 0) -> OverlayCurve:
    """A curve of these figures."""
    return OverlayCurve(f"cell-{order}", LABELS[order], figures, CADENCE_MS)


def story(
    nets: Sequence[Sequence[float | None]],
    *,
    cues: Sequence[Said] = (),
    judged: Sequence[Judged] = (),
    is_simulated: bool = False,
) -> OverlayStory:
    """One curve for each row of net approvals, an interval each."""
    curves = [
        curve({k: figure(net) for k, net in enumerate(row)}, order)
        for order, row in enumerate(nets)
    ]
    duration_ms = CADENCE_MS * max(len(row) for row in nets)
    return OverlayStory(
        tuple(curves), CADENCE_MS, duration_ms, tuple(judged), tuple(cues), METHOD, is_simulated
    )
