"""What an overlay shows at one time and where: the heads of the curves, their labels, words.

The curve moves to the left once its head has reached the right edge of the plot; the head is what
the curve is at that time. Nothing of later figures is shown. This module must not know pixels'
colours or how anything is drawn.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pulsemeter.report.overlay_layout import Layout
from pulsemeter.report.overlay_story import OverlayStory, Run, value_in
from pulsemeter.report.scale import Scale, fitted, spread_labels, text_width

LABEL_SIZE, LABEL_GAP = 18, 24
CAPTION_LINES = 2


@dataclass(frozen=True, slots=True)
class Head:
    """Where one curve ends now: `y` is the end of its line, `label_y` the middle of its words,
    which are the value and whose it is."""

    curve: int
    value: float
    y: int
    label_y: int
    words: tuple[str, str]


@dataclass(frozen=True, slots=True)
class OverlayMoment:
    """One time of an overlay. Points are those of the panel; `world_x` is how far the head has come
    since the stimulus began, `offset` how much of that has left on the left."""

    stimulus_ms: float
    world_x: int
    offset: int
    head_x: int
    heads: tuple[Head, ...]
    label_x: int
    counts: tuple[str, ...]
    verdicts: tuple[str, ...]
    captions: tuple[str, ...]

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """What changes seldom: the panel is drawn anew with it, not with every picture."""
        return self.counts, self.verdicts, self.captions


class OverlayMoments:
    """The moments of one story in one layout."""

    def __init__(self, story: OverlayStory, layout: Layout) -> None:
        self._story, self._layout = story, layout
        self._ms_per_pixel = layout.ms_per_pixel(story.cadence_ms)
        plot = layout.plot
        self.y = Scale(-100.0, 100.0, plot.bottom - layout.size(4), plot.top + layout.size(4))
        self._runs = [curve.runs("net") for curve in story.curves]
        self._begins = [[run[0][0] for run in runs] for runs in self._runs]

    @property
    def ms_per_pixel(self) -> float:
        """How much stimulus time one point is wide."""
        return self._ms_per_pixel

    def at(self, stimulus_ms: float) -> OverlayMoment:
        """The moment at a time; before the stimulus and after its end nothing moves."""
        held_ms = min(max(stimulus_ms, 0.0), float(self._story.duration_ms))
        plot = self._layout.plot
        world_x = round(held_ms / self._ms_per_pixel)
        offset = max(0, world_x - plot.width)
        # Just at the end the last interval still is what was there.
        inside_ms = min(held_ms, self._story.duration_ms - 1)
        return OverlayMoment(
            stimulus_ms=held_ms,
            world_x=world_x,
            offset=offset,
            head_x=plot.left + world_x - offset,
            heads=self._heads(held_ms, inside_ms),
            label_x=plot.left + world_x - offset + self._layout.size(12),
            counts=tuple(curve.count(inside_ms, self._story.words) for curve in self._story.curves),
            verdicts=self._story.verdicts_at(held_ms),
            captions=self._captions(stimulus_ms),
        )

    def _heads(self, at_ms: float, inside_ms: float) -> tuple[Head, ...]:
        """The curves that have a line now, from above to below. Words stand at the figure of the
        interval that runs, so that they rest while the line moves on to the next."""
        layout, found = self._layout, []
        for order, curve in enumerate(self._story.curves):
            run = self._run(order, at_ms)
            figure = curve.at(inside_ms)
            if run is None or figure is None or figure.net is None:
                continue
            wanted = self.y.at(min(max(figure.net, -100.0), 100.0))
            found.append((wanted, order, value_in(run, at_ms), figure.net))
        found.sort(key=lambda one: (one[0], one[1]))
        half = layout.size(LABEL_SIZE) / 2
        places = spread_labels(
            [wanted for wanted, *_ in found],
            layout.size(LABEL_GAP),
            layout.plot.top + half,
            layout.plot.bottom - half,
        )
        labels, said_net = [curve.label for curve in self._story.curves], self._story.words.net
        return tuple(
            Head(
                order,
                value,
                round(self.y.at(value)),
                round(at),
                (said_net(net / 100), labels[order]),
            )
            for (_, order, value, net), at in zip(found, places, strict=True)
        )

    def _run(self, order: int, at_ms: float) -> Run | None:
        place = bisect_right(self._begins[order], at_ms) - 1
        if place < 0:
            return None
        run = self._runs[order][place]
        return run if at_ms <= run[-1][0] else None

    def _captions(self, stimulus_ms: float) -> tuple[str, ...]:
        cue = self._story.cue_at(stimulus_ms)
        if cue is None:
            return ()
        lines = wrapped(cue.text, self._layout.caption_size, self._layout.captions.width)
        pages = [lines[k : k + CAPTION_LINES] for k in range(0, len(lines), CAPTION_LINES)]
        if not pages:
            return ()
        # What doesn't fit at once follows after its share of the time.
        share = (stimulus_ms - cue.start_ms) / (cue.end_ms - cue.start_ms)
        return tuple(pages[min(int(share * len(pages)), len(pages) - 1)])


def wrapped(text: str, size: float, width: float) -> list[str]:
    """A text in lines that are no wider than this; a word that is wider is cut.

    Examples
    --------
    >>> wrapped("We choose to go to the moon", 10, 80)
    ['We choose to', 'go to the', 'moon']
    """
    lines: list[str] = []
    for word in text.split():
        word = fitted(word, size, width)
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def time_marks(duration_ms: int, ms_per_pixel: float, apart: int) -> Sequence[int]:
    """Round times at least so many points apart, from 0 to the end."""
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600)
    step = next((s for s in steps if 1_000 * s / ms_per_pixel >= apart), steps[-1])
    return range(0, duration_ms + 1, 1_000 * step)
