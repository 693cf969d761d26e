"""The examples and the tutorial run as they stand, and come to what they say."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import matplotlib
import pytest
from matplotlib import pyplot as plt


def example(project_root: Path, name: str) -> ModuleType:
    path = project_root / "examples" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("film", "ours"), [("audio-visual", 0.852), ("audio-only", 0.564)])
def test_observers_of_a_film_agree_as_published(
    project_root: Path, shared_data: Path, film: str, ours: float
) -> None:
    module = example(project_root, "observers_of_a_film")
    found = module.analyse_observers(shared_data / "studyforrest-emotion" / "raw", film)
    assert found.reliability["split_half"][0] == pytest.approx(ours, abs=0.001)
    assert abs(module.PUBLISHED[film] - ours) <= 0.002


def test_the_tutorial_runs_block_by_block(
    project_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (project_root / "docs" / "tutorials" / "analyse_a_session.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 6
    monkeypatch.chdir(tmp_path)
    matplotlib.use("agg")
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "tutorial", "exec"), names)
    plt.close("all")
    assert (tmp_path / "curve.png").stat().st_size > 10_000
    assert (tmp_path / "curve.csv").exists()


def test_every_key_of_the_summary_is_documented(project_root: Path) -> None:
    from pulsemeter import analyse

    text = (project_root / "docs" / "reference" / "analyse.md").read_text("utf-8")
    reactions = {
        "participant": [f"p{i}" for i in range(20)] * 2,
        "stimulus_ms": [1_000] * 40,
        "choice": [100, -100] * 20,
        "target": ["a"] * 20 + ["b"] * 20,
    }
    found = analyse(reactions).summary()
    keys = set(found) | set(found["settings"]) | set(found["reliability"])
    keys |= set(found["net"]["a"]) | set(found["variance_components"])
    missing = {key for key in keys if f"`{key}`" not in text and key != "instrument"}
    assert not missing
