"""The set-up: one command file, locked packages, nothing that ties the project to one machine."""

import json
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

PROMISED = ("setup", "demo", "test", "test-slow", "check", "bench", "docs")
# Written in pieces, so that this file is not its own first finding.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
    )
)
INDEX_SETTINGS = ("--index-" + "url", "--extra-index-" + "url", "--find-" + "links")


def committed_files(root: Path) -> list[Path]:
    """The files git knows; where there is no git the question can't be asked."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    return [root / name for name in listing.stdout.split("\0") if name and (root / name).is_file()]


def test_bare_make_lists_the_commands(project_root: Path) -> None:
    listing = subprocess.run(
        ["make"], cwd=project_root, capture_output=True, text=True, check=True
    ).stdout
    for command in PROMISED:
        assert re.search(rf"^  make {command} +\w.+$", listing, re.MULTILINE), command


def test_continuous_integration_runs_make_check(project_root: Path) -> None:
    script = project_root / ".ci" / "run"
    assert script.stat().st_mode & 0o111, ".ci/run is not executable"
    assert "make check" in script.read_text()
    plan = subprocess.run(
        ["make", "-n", "check"], cwd=project_root, capture_output=True, text=True, check=True
    ).stdout
    for step in ("pytest", "mypy", "ruff check", "npm test", "check_docs", "install_chromium"):
        assert step in plan, f"make check no longer runs {step}"


def test_no_file_names_a_place_to_download_from(project_root: Path) -> None:
    found = [
        f"{path.relative_to(project_root)} names {word}"
        for path in committed_files(project_root)
        for content in [path.read_bytes()]
        for word in (*REGISTRY_HOSTS, *INDEX_SETTINGS)
        if word.encode() in content
    ]
    assert not found


def test_locks_hold_names_versions_and_hashes_only(project_root: Path) -> None:
    names = {path.name for path in committed_files(project_root)}
    assert "uv.lock" not in names
    for lock in sorted((project_root / "requirements").glob("*.txt")):
        text = re.sub(r"\\\n\s*", "", lock.read_text())
        pinned = [row for row in text.splitlines() if row and not row.startswith("#")]
        assert pinned, f"{lock.name} is empty"
        for row in pinned:
            assert re.fullmatch(
                r"[a-z0-9-]+==[\w.]+( ; [^#\\]+?)?( *--hash=sha256:[0-9a-f]{64})+", row
            ), f"{lock.name}: {row[:80]}"


def test_package_lock_says_no_origin(project_root: Path) -> None:
    lock = json.loads((project_root / "frontend" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    unsealed = [
        name
        for name, entry in packages.items()
        if "integrity" not in entry and not entry.get("link")
    ]
    assert unsealed == []


def test_every_dependency_is_locked(project_root: Path) -> None:
    described = tomllib.loads((project_root / "pyproject.toml").read_text())
    asked = {"runtime": described["project"]["dependencies"], **described["dependency-groups"]}
    for group, requirements in asked.items():
        locked = (project_root / "requirements" / f"{group}.txt").read_text()
        for requirement in requirements:
            name = re.match(r"[a-z0-9-]+", requirement)
            assert name is not None
            assert re.search(rf"^{name.group()}==", locked, re.MULTILINE), (
                f"{name.group()} is not in requirements/{group}.txt; run: make lock"
            )


@pytest.mark.slow
def test_the_wheel_holds_what_the_program_reads(project_root: Path, tmp_path: Path) -> None:
    subprocess.run(
        [
            str(project_root / ".venv/bin/python"),
            "-m",
            "hatchling",
            "build",
            "-t",
            "wheel",
            "-d",
            tmp_path,
        ],
        cwd=project_root,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    package = project_root / "src" / "pulsemeter"
    read = [
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and path.suffix not in {".pyc"} and "__pycache__" not in path.parts
    ]
    assert "pulsemeter/py.typed" in read
    assert any(name.startswith("pulsemeter/web/assets/") for name in read), "build it: make setup"
    assert any(name.startswith("pulsemeter/fonts/") for name in read), "build them: make setup"
    assert sorted(set(read) - held) == []
    demonstration = project_root / "examples" / "moon"
    for path in (found for found in demonstration.rglob("*") if found.is_file()):
        assert f"pulsemeter/examples/moon/{path.relative_to(demonstration).as_posix()}" in held
