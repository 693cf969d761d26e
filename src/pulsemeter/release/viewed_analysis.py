"""An analysis of released figures as a view shows it: a view only leaves away."""

from dataclasses import replace
from typing import Any

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.release.plan import ALL
from pulsemeter.release.view import View


def of_view(analysis: Analysis, view: View) -> Analysis:
    """The rows of the segments that the view shows. Tables without segments speak of the whole
    panel: they go with it, but for the list of statements."""
    if view.audiences is None:
        return analysis
    left: dict[str, Any] = {}
    for name, table in analysis.tables.items():
        if name == "statement_list":
            continue
        if "segment" in table.columns:
            shown = [view.shows(segment) for segment in table["segment"]]
            left[name] = table.filter(shown) if shown else table
        elif not view.shows(ALL):
            left[name] = table.clear()
    return replace(analysis, **left)
