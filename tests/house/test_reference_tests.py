"""The table of reference tests can be cited: its tests exist, and no oracle is left out."""

import re
from pathlib import Path

TABLE = "docs/reference/reference_tests.md"


def test_every_test_named_in_the_table_exists_and_every_oracle_is_named(project_root: Path) -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", (project_root / TABLE).read_text("utf-8")))
    assert sorted(path for path in named if not (project_root / path).is_file()) == []
    oracles = (project_root / "tests" / "reference").glob("test_oracle_*.py")
    assert {str(path.relative_to(project_root)) for path in oracles} <= named
