"""``make sbom`` names everything that runs at users', the same each time, as the standard asks."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def written(root: Path, target: Path, **environment: str) -> str:
    """What the command writes."""
    held = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"} | environment
    command = [sys.executable, "scripts/make_sbom.py", str(target)]
    subprocess.run(command, cwd=root, env=held, check=True, capture_output=True, timeout=120)
    return target.read_text("utf-8")


@pytest.fixture(scope="module")
def bill(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(project_root, tmp_path_factory.mktemp("bill") / "a.json")


def parts(bill: str, part: str) -> dict[tuple[str, str], Any]:
    """The components of the server or of the pages, by name and version."""
    return {
        ("/".join(filter(None, (each.get("group"), each["name"]))), each["version"]): each
        for each in json.loads(bill)["components"]
        if {"name": "pulsemeter:part", "value": part} in each["properties"]
    }


def test_it_is_a_bill_by_the_standard(bill: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    spoiled = bill.replace('"library"', '"librarian"', 1)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(spoiled) is not None


def test_it_names_every_locked_package_with_its_hashes(bill: str, project_root: Path) -> None:
    text = (project_root / "requirements" / "runtime.txt").read_text("utf-8")
    locked = set(re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE))
    found = parts(bill, "server")
    assert set(found) == locked
    hashes = {h["content"] for each in found.values() for h in each["hashes"]}
    assert hashes == set(re.findall(r"sha256:([0-9a-f]{64})", text))


def test_it_names_what_browsers_get_and_no_tools(bill: str, project_root: Path) -> None:
    asked = json.loads((project_root / "frontend" / "package.json").read_text("utf-8"))
    found = {name: each for (name, _), each in parts(bill, "pages").items()}
    fonts = {name: each for (name, _), each in parts(bill, "fonts").items()}
    assert set(asked["dependencies"]) <= set(found) | set(fonts)
    assert {name for name in asked["dependencies"] if name.startswith("@fontsource/")} == set(fonts)
    assert {each["licenses"][0]["expression"] for each in fonts.values()} == {"OFL-1.1"}
    assert not set(asked["devDependencies"]) & set(found)
    assert all(h["alg"] == "SHA-512" for each in found.values() for h in each["hashes"])


def test_it_is_the_same_each_time_and_names_no_place(
    bill: str, project_root: Path, tmp_path: Path
) -> None:
    assert written(project_root, tmp_path / "b.json") == bill
    dated = written(project_root, tmp_path / "c.json", SOURCE_DATE_EPOCH="1700000000")
    assert json.loads(dated)["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"
    assert "serialNumber" not in bill
    assert re.findall(r"https?://[^\"]+", bill) == [
        "http://cyclonedx.org/schema/bom-1.6.schema.json"
    ]
    assert str(project_root) not in bill
