"""The demonstration study with its known truth, and simulated panels drawn from it."""

from pathlib import Path

import numpy as np

from pulsemeter.cli.plain_errors import Stop
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.simulation.panel import SimulatedPanel, draw_panel
from pulsemeter.simulation.truth import Truth, TruthError, read_truth
from pulsemeter.transcript.toml_tables import TomlRefused, toml_tables

DEMONSTRATION = "demo"
_TRUTH_FILE = "truth.toml"


def demonstration_folder() -> Path:
    """Where the demonstration study lies: in a checkout, or inside the installed package."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parents[1] / "examples" / "moon", package / "examples" / "moon"):
        if (folder / "study.toml").is_file():
            return folder
    raise Stop("the demonstration study isn't installed; run from a checkout or reinstall")


def truth_for(study: Study, statements: list[Statement], folder: Path | None) -> Truth:
    """The truth that lies beside the study file; without one everybody is lukewarm."""
    path = folder / _TRUTH_FILE if folder else None
    try:
        text = path.read_text("utf-8") if path and path.is_file() else _LUKEWARM
        return read_truth(toml_tables(text), study, statements)
    except (UnicodeDecodeError, TomlRefused) as error:
        raise TruthError(
            f"{path} is no TOML in UTF-8: {error}; mend it, or take it away"
        ) from error


_LUKEWARM = "[default]\nlike = 0.1\ndislike = 0.08\n"


def draw(
    study: Study, statements: list[Statement], truth: Truth, panelists: int, seed: int
) -> SimulatedPanel:
    """A simulated panel; the same seed draws the same one."""
    return draw_panel(study, statements, truth, panelists, np.random.default_rng(seed))
