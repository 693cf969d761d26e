"""The table of roles that people read is the one that the program goes by."""

import re
from pathlib import Path

from pulsemeter.domain.scope import SAID
from pulsemeter.domain.staff import Act, Role, may


def test_the_table_of_roles_is_true(project_root: Path) -> None:
    text = (project_root / "docs" / "reference" / "staff_and_roles.md").read_text("utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\|.*\|$", text.split("## Access tokens")[0], re.M)
    ]
    head, _, *body = rows
    roles = [Role(name) for name in head[1:]]
    assert set(roles) == set(Role)
    told = {
        row[0]: {role for role, cell in zip(roles, row[1:], strict=True) if cell} for row in body
    }
    assert told == {act.value: {role for role in Role if may(role, act)} for act in Act}


def test_the_table_of_scopes_is_true(project_root: Path) -> None:
    text = (project_root / "docs" / "reference" / "staff_and_roles.md").read_text("utf-8")
    told = dict(re.findall(r"^\| (\w+) \| ([^|]+) \|$", text, re.M))
    told.pop("scope")
    assert told == {scope.value: said for scope, said in SAID.items()}
