"""The promises under faults name commands, and the commands are there."""

import re
from pathlib import Path

COMMAND = re.compile(r"`((?:pytest|make|python -m) [^`]+)`")


def commands(project_root: Path) -> list[str]:
    """Every command that docs/reference/promises.md names."""
    return COMMAND.findall((project_root / "docs/reference/promises.md").read_text("utf-8"))


def is_there(command: str, project_root: Path) -> bool:
    """Whether the test, target or module of a command exists."""
    program, _, asked = command.partition(" ")
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (project_root / "Makefile").read_text(), re.MULTILINE)
        return asked.split()[0] in targets
    if program == "python":
        return (project_root / (asked.split()[1].replace(".", "/") + ".py")).is_file()
    path, _, name = asked.split()[0].partition("::")
    file = project_root / path
    if not name:
        return file.exists()
    return file.is_file() and f"\ndef {name}(" in file.read_text("utf-8")


def test_every_command_that_a_promise_names_is_there(project_root: Path) -> None:
    named = commands(project_root)
    assert len(named) >= 8
    assert [command for command in named if not is_there(command, project_root)] == []


def test_a_command_that_is_not_there_is_found(project_root: Path) -> None:
    for command in (
        "make coffee",
        "python -m tests.simulation.nowhere 1",
        "pytest tests/nowhere.py",
        "pytest tests/house/test_promises.py::test_nothing",
    ):
        assert not is_there(command, project_root), command


def test_every_row_has_a_figure_a_command_and_a_day(project_root: Path) -> None:
    text = (project_root / "docs/reference/promises.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| G")]
    assert {row.split()[1].strip(",") for row in rows} >= {"G1", "G2", "G3", "G4", "G7", "G8"}
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 5
        assert re.search(r"\d", cells[2]), f"no figure: {row}"
        assert COMMAND.search(cells[3]), f"no command: {row}"
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", cells[4]), f"no day: {row}"
