"""Checks that the documents can be trusted: every link inside them leads to a file that exists.

Looks at relative links in all Markdown files of the project and, in the walk along one press of
a thumb, at every file it names. Prints what is missing and leaves with exit code 1.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WALK = ROOT / "docs" / "explanation" / "the_path_of_one_click.md"
# A document may name a file from the root, or from the tree the reader stands in.
STARTING_POINTS = (ROOT, ROOT / "src" / "pulsemeter", ROOT / "frontend", ROOT / "frontend" / "src")
SKIPPED = {".venv", "node_modules", ".git", "build", "dist"}

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
NAMED_FILE = re.compile(r"(?<![\w/.])((?:[\w.-]+/)+[\w.-]+\.(?:py|ts|tsx|sql|md|json|toml|html))\b")


def documents(root: Path) -> Iterator[Path]:
    """Every Markdown file of the project."""
    for path in sorted(root.rglob("*.md")):
        if not SKIPPED & set(path.relative_to(root).parts):
            yield path


def broken_links(document: Path) -> list[str]:
    """The relative links of a document that lead nowhere."""
    prose = FENCE.sub("", document.read_text(encoding="utf-8"))
    broken = []
    for target in LINK.findall(prose):
        path = target.split("#")[0]
        if not path or re.match(r"[a-z]+:", path):
            continue
        if not (document.parent / path).exists():
            broken.append(target)
    return broken


def files_named(document: Path) -> list[str]:
    """The files that a document names, in order and once each, also in its drawings."""
    return list(dict.fromkeys(NAMED_FILE.findall(document.read_text(encoding="utf-8"))))


def missing_files(document: Path) -> list[str]:
    """The files that a document names and that stand at none of the starting points."""
    return [
        name
        for name in files_named(document)
        if not any((start / name).exists() for start in STARTING_POINTS)
    ]


def main() -> int:
    """Check all documents; return the exit code."""
    complaints = [
        f"{document.relative_to(ROOT)}: no such file: {target}"
        for document in documents(ROOT)
        for target in broken_links(document)
    ]
    if WALK.exists():
        complaints += [
            f"{WALK.relative_to(ROOT)}: no such file: {name}" for name in missing_files(WALK)
        ]
    else:
        complaints.append(f"{WALK.relative_to(ROOT)} is missing")
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} broken" if complaints else "all documents hold")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
