import pytest

from pulsemeter.cli.simulated_panel import demonstration_folder, draw, truth_for
from pulsemeter.cli.study_files import load_study
from pulsemeter.simulation.truth import TruthError


def test_the_same_seed_draws_the_same_panel():
    loaded = load_study(demonstration_folder() / "study.toml")
    truth = truth_for(loaded.study, loaded.statements, loaded.folder)
    panels = [draw(loaded.study, loaded.statements, truth, 5, seed) for seed in (1, 1, 2)]
    assert panels[0] == panels[1] != panels[2]


def test_without_a_truth_everybody_is_lukewarm(command):
    loaded = load_study(command.study)
    for folder in (None, command.folder):
        truth = truth_for(loaded.study, loaded.statements, folder)
        assert (truth.default.like, truth.default.dislike) == (0.1, 0.08)


@pytest.mark.parametrize("text", [b"\xff", b"[default", b"like = " + b"9" * 5_000])
def test_a_truth_that_is_no_toml_is_said(command, text):
    loaded = load_study(command.study)
    (command.folder / "truth.toml").write_bytes(text)
    with pytest.raises(TruthError, match=r"truth\.toml is no TOML in UTF-8"):
        truth_for(loaded.study, loaded.statements, command.folder)
