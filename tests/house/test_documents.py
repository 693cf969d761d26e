"""The documents can be trusted: what they link to and name is there."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def check_docs(project_root: Path) -> ModuleType:
    """The script behind ``make docs``."""
    spec = importlib.util.spec_from_file_location(
        "check_docs", project_root / "scripts" / "check_docs.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_links_lead_somewhere(check_docs: ModuleType, project_root: Path) -> None:
    broken = {
        str(document.relative_to(project_root)): links
        for document in check_docs.documents(project_root)
        if (links := check_docs.broken_links(document))
    }
    assert not broken


def test_the_path_of_one_click_names_files_that_exist(check_docs: ModuleType) -> None:
    assert check_docs.WALK.exists(), "docs/explanation/the_path_of_one_click.md is missing"
    named = check_docs.files_named(check_docs.WALK)
    assert len(named) >= 10, f"the walk from thumb to picture passes more files than {named}"
    assert check_docs.missing_files(check_docs.WALK) == []


def test_a_broken_link_and_a_missing_file_are_found(check_docs: ModuleType, tmp_path: Path) -> None:
    document = tmp_path / "walk.md"
    document.write_text(
        "[here](walk.md) [gone](gone.md#part) [outside](https://example.org)\n"
        "```\nservice/never_written.py   [not a link](x.md)\n```\n"
    )
    assert check_docs.broken_links(document) == ["gone.md#part"]
    assert check_docs.files_named(document) == ["service/never_written.py"]
    assert check_docs.missing_files(document) == ["service/never_written.py"]
