"""Every module has its tests, in the same place of the mirrored tree."""

import ast
from pathlib import Path

# A module may be tested elsewhere than in tests/unit; then it stands here with the reason.
TESTED_ELSEWHERE: dict[str, str] = {}


def holds_code(path: Path) -> bool:
    """Whether a module does anything that could be wrong: ports and plain records do not."""
    functions = (
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return any(not is_only_named(function) for function in functions)


def is_only_named(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function has a docstring or an ellipsis for a body, as in a port."""
    return all(
        isinstance(line, ast.Pass)
        or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        for line in function.body
    )


def mirror_of(module: Path) -> Path:
    """Where the tests of a module belong."""
    return module.with_name(f"test_{module.name}")


def test_every_module_has_tests(project_root: Path) -> None:
    package = project_root / "src" / "pulsemeter"
    missing = []
    for path in sorted(package.rglob("*.py")):
        module = path.relative_to(package)
        if path.name.startswith("__") or not holds_code(path):
            continue
        if str(module) in TESTED_ELSEWHERE:
            continue
        if not (project_root / "tests" / "unit" / mirror_of(module)).exists():
            missing.append(f"src/pulsemeter/{module} -> tests/unit/{mirror_of(module)}")
    listing = "\n  ".join(missing)
    assert not missing, (
        f"{len(missing)} modules have no tests of their own; write them, or say in "
        f"TESTED_ELSEWHERE where they are tested and why:\n  {listing}"
    )


def test_the_list_of_exceptions_is_true(project_root: Path) -> None:
    package = project_root / "src" / "pulsemeter"
    for module, reason in TESTED_ELSEWHERE.items():
        assert (package / module).exists(), f"{module} is gone; take it off the list"
        assert len(reason) > 20, f"say where {module} is tested and why there"
        mirror = project_root / "tests" / "unit" / mirror_of(Path(module))
        assert not mirror.exists(), f"{module} has tests of its own now; take it off the list"
