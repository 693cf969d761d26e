"""Rooms stay small enough to read, and files say what they are."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES_MAX = 320
FUNCTION_LINES_MAX = 80
FUNCTION_LINES_MEDIAN_MAX = 25
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
SKIPPED = {".venv", "node_modules", ".git", "assets", "build", "dist"}


def written_sources(root: Path) -> Iterator[Path]:
    """What people wrote and read: the package, the scripts, the front end; nothing generated."""
    folders = ("src", "scripts", "benchmarks", "frontend/src")
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in {".py", ".ts", ".tsx"} or SKIPPED & set(path.parts):
                continue
            if path.name.endswith((".gen.ts", ".d.ts")):
                continue
            yield path


def functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every function of a module with its length, its docstring not counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node, clean=False)
            start = node.body[0].end_lineno if docstring is not None else node.lineno
            assert start is not None
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - start + 1


def test_modules_fit_a_room(project_root: Path) -> None:
    lengths = {
        str(path.relative_to(project_root)): len(path.read_text(encoding="utf-8").splitlines())
        for path in written_sources(project_root)
    }
    assert lengths, "no source found: is the layout still the one of this test?"
    outgrown = {name: lines for name, lines in lengths.items() if lines > MODULE_LINES_MAX}
    assert not outgrown, f"split these along their subjects: {outgrown}"


def test_functions_fit_a_screen(project_root: Path) -> None:
    lengths = {
        f"{path.relative_to(project_root)}:{name}": lines
        for path in (project_root / "src").rglob("*.py")
        for name, lines in functions(ast.parse(path.read_text(encoding="utf-8")))
    }
    long = {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES_MAX}
    assert not long, f"give the steps of these functions names of their own: {long}"
    assert statistics.median(lengths.values()) <= FUNCTION_LINES_MEDIAN_MAX


def test_no_file_has_an_empty_name(project_root: Path) -> None:
    empty = [
        str(path.relative_to(project_root))
        for folder in ("src", "tests", "scripts", "frontend/src")
        for path in (project_root / folder).rglob("*")
        if path.name.split(".")[0].lower() in EMPTY_NAMES and not SKIPPED & set(path.parts)
    ]
    assert not empty, f"name these after what they do: {empty}"


def test_every_module_says_what_it_is_for(project_root: Path) -> None:
    silent = [
        str(path.relative_to(project_root))
        for path in (project_root / "src").rglob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent, f"no docstring at the top of: {silent}"


def test_decisions_are_numbered_without_gaps(project_root: Path) -> None:
    folder = project_root / "docs" / "decisions"
    names = sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")
    numbers = [int(name[:4]) for name in names if re.match(r"\d{4}-[a-z0-9-]+\.md$", name)]
    assert len(numbers) == len(names), f"a decision is called NNNN-title.md: {names}"
    assert numbers == list(range(1, len(numbers) + 1))
