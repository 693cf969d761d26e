"""Pulsemeter measures what a speech does to whom, statement by statement.

The folders are the stations of one press of a thumb, and the floors are the direction of
dependency: a room imports only from rooms below it. ``docs/explanation/the_path_of_one_click.md``
walks the way from the thumb to the picture.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulsemeter.analysis.analyse import analyse
    from pulsemeter.analysis.analysis import Analysis
    from pulsemeter.analysis.settings import AnalysisSettings, Comparison

__version__ = "0.1.0"
__all__ = ["Analysis", "AnalysisSettings", "Comparison", "__version__", "analyse"]

_HOMES = {
    "Analysis": "pulsemeter.analysis.analysis",
    "AnalysisSettings": "pulsemeter.analysis.settings",
    "Comparison": "pulsemeter.analysis.settings",
    "analyse": "pulsemeter.analysis.analyse",
}


def __getattr__(name: str) -> Any:
    """The library's front door; loaded on first use, so that the server starts without it."""
    if name not in _HOMES:
        raise AttributeError(f"module 'pulsemeter' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
