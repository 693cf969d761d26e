"""The security checklist is whole, and what it says is held by a test is.

How many requirements there are is a fact of ASVS 5.0.0; the numbers below were counted in its list.
"""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

CHECKLIST = "docs/reference/security_checklist.md"
OF_LEVEL = {"1": 70, "2": 183}
OF_CHAPTER = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13,
    14: 9, 15: 13, 16: 16, 17: 7,
}  # fmt: skip
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
SAYS = re.compile(r"(met(?: [^:]*)?:|by design: |n/a because |gap: )\S*")
NAMED = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")


@pytest.fixture
def rows(project_root: Path) -> list[tuple[str, str, str, str]]:
    return ROW.findall((project_root / CHECKLIST).read_text("utf-8"))


@cache
def names_in(path: Path) -> frozenset[str]:
    """The names of the tests in a file."""
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    return frozenset(node.name for node in found if isinstance(node, ast.FunctionDef))


def missing(root: Path, text: str) -> list[str]:
    """The tests that a text names and that aren't there."""
    gone = []
    for file, name in NAMED.findall(text):
        path = root / "tests" / file
        if file.startswith("src/"):
            path = root / file
        if not path.exists() or (name and name not in names_in(path)):
            gone.append(f"{file}::{name}")
    return gone


def test_every_requirement_of_levels_one_and_two_stands_in_it_once(rows) -> None:
    numbers = [number for number, _, _, _ in rows]
    assert len(set(numbers)) == len(numbers)
    assert Counter(level for _, level, _, _ in rows) == OF_LEVEL
    assert Counter(int(number.split(".")[0]) for number in numbers) == OF_CHAPTER


def test_every_row_says_how_it_stands(rows) -> None:
    assert [row for row in rows if not SAYS.match(row[3])] == []
    unheld = [row[0] for row in rows if row[3].startswith("met") and not NAMED.search(row[3])]
    assert unheld == [], "what is met names the test that holds it"


def test_every_test_that_it_names_is_there(rows, project_root: Path) -> None:
    assert {row[0]: gone for row in rows if (gone := missing(project_root, row[3]))} == {}
    assert missing(project_root, "`unit/web/test_headers.py::test_of_nothing`")
    assert missing(project_root, "`unit/web/test_nowhere.py`")
