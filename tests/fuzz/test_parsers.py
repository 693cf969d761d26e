"""Every parser with spoiled inputs and with long ones, in a process that has limits.

Where a parser raises anything but its own refusal, names no place where it promises one, takes more
time than the length of its input explains, or ends its process, the group of its target fails.
"""

import os
import subprocess
import sys

import pytest
from tests.fuzz.limited_run import CALM
from tests.fuzz.targets import GROUPS

EXAMPLES, MANY_EXAMPLES = 60, 1_500
WALL_S = 1_500
"""Against a hang without CPU time only; the limits of the child end all else much earlier."""


def run_group(root, group, *arguments):
    """What the child said, and how it ended."""
    command = [sys.executable, "-m", "tests.fuzz.limited_run", group, *map(str, arguments)]
    return subprocess.run(
        command, cwd=root, env=os.environ | CALM, capture_output=True, text=True, timeout=WALL_S,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("group", GROUPS)
def test_parsers_refuse_what_they_cannot_read(project_root, group):
    told = run_group(project_root, group, EXAMPLES)
    assert told.returncode == 0, f"{told.stdout[-6_000:]}\n{told.stderr[-2_000:]}"
    assert told.stdout.count(" …\n") == len(GROUPS[group].TARGETS)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("group", GROUPS)
def test_parsers_refuse_what_they_cannot_read_for_long(project_root, group, seed):
    told = run_group(project_root, group, MANY_EXAMPLES, seed)
    assert told.returncode == 0, f"{told.stdout[-6_000:]}\n{told.stderr[-2_000:]}"


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        ("one that copies", "grows faster than its input"),
        ("one that dawdles", "too dear for its length"),
        ("one that stumbles", "ZeroDivisionError"),
        ("one that says nothing", "names no place"),
        ("one that hoards", "MemoryError"),
        ("one that keeps ever more", "Cannot allocate memory"),
        ("one that never ends", ""),
    ],
)
def test_bad_parsers_are_found(project_root, target, complaint):
    """The fuzzing itself can fail."""
    told = run_group(project_root, "bad_parsers", 20, "-", target)
    assert told.returncode != 0
    assert complaint in told.stdout


def test_what_one_parser_keeps_is_not_charged_to_the_next(project_root):
    names = ("one that keeps", "one that keeps as much again")
    told = run_group(project_root, "bad_parsers", 20, "-", *names)
    assert told.returncode == 0, told.stdout[-2_000:]
    assert told.stdout.count(" …\n") == len(names)
