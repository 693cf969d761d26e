"""An analysis as one value: tables that print, draw and tell themselves."""

from typing import TYPE_CHECKING, Any

from pulsemeter.analysis.findings import Findings
from pulsemeter.analysis.summary import summary
from pulsemeter.analysis.telling import told

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Analysis(Findings):
    """What `analyse` found: every table of `Findings`, with a readable print and pictures.

    `print(analysis)` tells the main results, rounded by their uncertainty. Tables are Polars
    frames; their `to_pandas` needs pandas and pyarrow. Pictures are matplotlib axes.
    """

    __slots__ = ()

    def __str__(self) -> str:
        """The main results in words and figures, for a terminal or a notebook."""
        return told(self)

    __repr__ = __str__

    def plot_curve(
        self, *segments: str, target: str | None = None, axes: "Axes | None" = None
    ) -> "Axes":
        """Draw the curves of up to three segments (the whole panel's by default) with bands.

        Returns
        -------
        matplotlib.axes.Axes
            Net approval in points over minutes; statements marked along the axis.
        """
        from pulsemeter.analysis.pictures import draw_curve

        return draw_curve(self, segments, target=target, axes=axes)

    def plot_matrix(self, *, target: str | None = None, axes: "Axes | None" = None) -> "Axes":
        """Draw statements × segments: net approval as colour, the verdict as a word.

        Returns
        -------
        matplotlib.axes.Axes
            One row per statement in order of time, one column per segment.
        """
        from pulsemeter.analysis.pictures import draw_matrix

        return draw_matrix(self, target=target, axes=axes)

    def plot_ranking(self, *, target: str | None = None, axes: "Axes | None" = None) -> "Axes":
        """Draw the statements in order of shrunk net approval with their intervals.

        Returns
        -------
        matplotlib.axes.Axes
            One row per statement, best at the top.
        """
        from pulsemeter.analysis.pictures import draw_ranking

        return draw_ranking(self, target=target, axes=axes)

    def plot_contrast(
        self, contrast: str, *, target: str | None = None, axes: "Axes | None" = None
    ) -> "Axes":
        """Draw the difference of two segments over the curve with its band.

        Parameters
        ----------
        contrast : str
            `a:b`, one of the settings' contrasts.

        Returns
        -------
        matplotlib.axes.Axes
            Difference in net points; intervals that differ after max-T are marked.
        """
        from pulsemeter.analysis.pictures import draw_contrast

        return draw_contrast(self, contrast, target=target, axes=axes)

    def summary(self) -> dict[str, Any]:
        """The main figures under documented keys; see docs/reference/analyse.md.

        Returns
        -------
        dict
            Of plain values that JSON can hold.
        """
        return summary(self)
