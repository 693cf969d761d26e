"""What the benchmarks' page promises can be run, and its results are there to compare with."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = re.compile(r"`python (benchmarks/\w+\.py)((?: --?[\w-]+)*)`")


def commands(root: Path) -> set[tuple[str, str]]:
    """Every command that the page names: the file and its options."""
    return set(COMMAND.findall((root / "benchmarks" / "README.md").read_text(encoding="utf-8")))


def test_every_command_of_the_page_is_there_and_knows_its_options(project_root: Path) -> None:
    named = commands(project_root)
    assert len(named) >= 4
    for script, options in named:
        assert (project_root / script).is_file(), script
        text = (project_root / script).read_text(encoding="utf-8")
        for option in options.split():
            assert option in text, f"{script} knows no {option}"


def test_every_benchmark_left_a_result_with_its_machine(project_root: Path) -> None:
    run = (project_root / "benchmarks" / "run.py").read_text(encoding="utf-8")
    names = re.search(r"BENCHMARKS = \((.*?)\)", run, re.DOTALL)
    assert names is not None
    for name in re.findall(r'"(\w+)"', names[1]):
        result = json.loads((project_root / "benchmarks" / "results" / f"{name}.json").read_text())
        told = result.get("machine") or result["serve"]["machine"]
        assert {"processor", "cores", "python", "date", "load_before"} <= told.keys(), name


def test_a_benchmark_that_does_not_exist_is_refused(project_root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/run.py", "nothing"],
        check=False,
        capture_output=True,
        text=True,
        cwd=project_root,
    )
    assert done.returncode == 2
    assert "no benchmark nothing" in done.stderr


@pytest.mark.parametrize("script", ["ingest", "latency", "start"])
def test_a_benchmark_says_what_it_measures(project_root: Path, script: str) -> None:
    done = subprocess.run(
        [sys.executable, f"benchmarks/{script}.py", "--help"],
        check=True,
        capture_output=True,
        text=True,
        cwd=project_root,
    )
    assert f"benchmarks/{script}.py" in done.stdout
