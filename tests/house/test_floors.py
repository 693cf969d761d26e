"""The floors of the house hold: imports go downwards, pure rooms stay pure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CLEAN = "VALUE = 1\n"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import contracts of a folder that holds pyproject.toml and src."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold(project_root: Path) -> None:
    outcome = lint_imports(project_root)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "0 broken" in outcome.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/wrong.py", "import time\n", "The domain holds values"),
        ("domain/wrong.py", "import numpy\n", "The domain holds values"),
        ("tally/wrong.py", "import pulsemeter.release\n", "Floors"),
        ("service/wrong.py", "import pulsemeter.wire\n", "Floors"),
        ("web/wrong.py", "import pulsemeter.media\n", "Floors"),
        ("kitchen/__init__.py", CLEAN, "Floors"),
        ("analysis/wrong.py", "import pathlib\n", "The pure rooms"),
        ("service/wrong.py", "import starlette\n", "The service knows ports"),
        ("client/wrong.py", "import pulsemeter.domain\n", "The client knows"),
        ("cli/__init__.py", "import pulsemeter.storage.sqlite\n", "Only bootstrap"),
    ],
)
def test_a_breach_is_found(
    tmp_path: Path, project_root: Path, module: str, line: str, contract: str
) -> None:
    build_empty_house(tmp_path, project_root)
    wrong = tmp_path / "src" / "pulsemeter" / module
    wrong.parent.mkdir(exist_ok=True)
    wrong.write_text(line)

    outcome = lint_imports(tmp_path)

    assert outcome.returncode != 0
    broken = [row for row in outcome.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(row.startswith(contract) for row in broken), outcome.stdout + outcome.stderr


def build_empty_house(folder: Path, project_root: Path) -> None:
    """The rooms of the real house without furniture, under the same contracts."""
    (folder / "pyproject.toml").write_text((project_root / "pyproject.toml").read_text())
    package = folder / "src" / "pulsemeter"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    for room in (project_root / "src" / "pulsemeter").glob("*/__init__.py"):
        (package / room.parent.name).mkdir()
        (package / room.parent.name / "__init__.py").write_text("")
    (package / "storage" / "sqlite.py").write_text("")
