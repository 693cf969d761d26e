"""Every file of the data folder is brought up to date from every earlier state, and the process is
killed in the middle of it: opened again, the file is whole, new, and holds what it held."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.storage.sqlite.connection import APPLICATION_ID

IN_MEMORY = Path("/dev/shm")
SCRIPT = Path(__file__).with_name("migration_deaths.py")
EMPTIED = {"studies": {"sign_ins"}}
"""What a migration empties on purpose: everybody signed in anew when staff got their ways in."""


def die(kind: str, every: int) -> dict[str, Any]:
    where = IN_MEMORY if IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=where) as folder:
        done = subprocess.run(
            [sys.executable, str(SCRIPT), kind, folder, str(every)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def check(kind: str, every: int) -> None:
    found = die(kind, every)
    assert found["deaths"] >= 4
    assert found["kept"] > 0 or kind == "audit"  # which has had no earlier state but none at all
    assert set(found["lost"]) <= EMPTIED.get(kind, set())
    assert found["wrong"] == []


@pytest.mark.parametrize("kind", APPLICATION_ID)
def test_a_death_at_some_steps_of_each_migration(kind: str) -> None:
    check(kind, {"studies": 12, "reactions": 4}.get(kind, 1))


@pytest.mark.slow
@pytest.mark.parametrize("kind", APPLICATION_ID)
def test_a_death_at_every_step_of_each_migration(kind: str) -> None:
    check(kind, 1)
