"""The browser's side of the wire is what the structs say, file by file."""

from pathlib import Path

import pytest

from pulsemeter.wire import (
    cells,
    dashboard,
    decisions,
    panel_questions,
    participant,
    remarks,
    schema,
    words,
)


def test_generated_files_in_the_tree_agree_with_the_structs() -> None:
    assert schema.differing(schema.FOLDER) == [], (
        "renew with: python -m pulsemeter.wire.schema --write"
    )


def test_every_struct_has_a_definition_and_an_interface() -> None:
    files = schema.generated()
    modules = {
        "participant": participant,
        "dashboard": dashboard,
        "decisions": decisions,
        "cells": cells,
        "words": words,
        "remarks": remarks,
        "panel_questions": panel_questions,
    }
    for name, module in modules.items():
        structs = [struct.__name__ for struct in schema.structs_of(module)]
        assert structs, name
        for struct in structs:
            assert f'"{struct}": {{' in files[f"{name}.schema.json"]
            assert f"export interface {struct} {{" in files[f"{name}.gen.ts"]


def test_a_changed_and_an_absent_file_are_named(tmp_path: Path) -> None:
    assert schema.main(["--write", "--folder", str(tmp_path)]) == 0
    assert schema.differing(tmp_path) == []
    (tmp_path / "participant.gen.ts").write_text("export {};\n", "utf-8")
    (tmp_path / "dashboard.schema.json").unlink()
    assert schema.differing(tmp_path) == ["participant.gen.ts", "dashboard.schema.json"]


def test_check_says_how_to_renew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert schema.main(["--check", "--folder", str(tmp_path)]) == 1
    assert "--write" in capsys.readouterr().err
    schema.main(["--write", "--folder", str(tmp_path)])
    assert schema.main(["--check", "--folder", str(tmp_path)]) == 0


def test_limits_of_a_frame_reach_the_page() -> None:
    text = schema.typescript("participant", participant)
    assert "records_max: 24" in text
    assert "sequence_max: 1000000" in text


def test_a_literal_of_the_other_module_is_imported_not_repeated() -> None:
    text = schema.typescript("dashboard", dashboard)
    assert 'import type { SessionStateName, ShownName } from "./participant.gen";' in text
    assert "  state: SessionStateName;" in text
    text = schema.typescript("cells", cells)
    assert 'import type { MajorityName, StandingName } from "./dashboard.gen";' in text
    assert "participant.gen" not in text


def test_a_struct_of_another_module_is_imported_not_repeated() -> None:
    text = schema.typescript("words", words)
    assert 'import type { StatementFacts } from "./dashboard.gen";' in text
    assert "interface StatementFacts" not in text
