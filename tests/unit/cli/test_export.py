"""`pulsemeter export` from the command line: packages in folders, clear refusals."""

import json
import subprocess
import sys

import frictionless
import polars as pl
import pytest


@pytest.fixture
def shown(command):
    """A session of 40 simulated people on demand, closed, with what it released."""
    command.fine("study", "create", command.study)
    command.fine(
        "rehearse", "talk", "--on-demand", "--panelists", 40, "--speed", 60, "--calm", "--json"
    )
    return command


def test_released_figures_go_to_a_folder(shown, tmp_path):
    done = shown.fine("export", "talk", "--to", tmp_path / "out", "--format", "parquet, DTA")
    assert "begin with" in done.output
    folder = tmp_path / "out"
    assert frictionless.validate(str(folder / "datapackage.json")).valid
    assert (folder / "statements.dta").is_file()
    curve = pl.read_parquet(folder / "curve.parquet")
    figures = json.loads(shown.fine("analyse", "--study", "talk", "--json").stdout)
    assert [row["net"] for row in figures["curve"]] == curve["net"].to_list()
    assert "SIMULATED" in (folder / "codebook.txt").read_text("utf-8")
    again = shown.refused("export", "talk", "--to", folder)
    assert "is there already" in again


def test_what_cannot_be_written_is_refused(command, tmp_path):
    command.session()
    assert "released nothing yet" in command.refused("export", "talk", "--to", tmp_path / "o")
    assert "no study other" in command.refused("export", "other")
    assert "known are csv" in command.refused("export", "talk", "--format", "xlsx")
    assert "goes with --package persons" in command.refused("export", "talk", "--reason", "Why")
    assert not (tmp_path / "o").exists()


def test_persons_leave_with_a_reason_that_is_noted(shown, tmp_path):
    refused = shown.refused("export", "talk", "--package", "persons", "--to", tmp_path / "out")
    assert "takes a written reason" in refused
    assert not (tmp_path / "out").exists()
    done = shown.fine(
        "export", "talk", "--package", "persons", "--to", tmp_path / "out", "--format", "csv",
        "--reason", "Re-analysis for the journal",
    )  # fmt: skip
    assert "about single persons" in done.output
    recomputed = subprocess.run(
        [sys.executable, str(tmp_path / "out" / "recompute.py")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert recomputed.returncode == 0, recomputed.stdout + recomputed.stderr
    log = shown.fine("audit", "list").output
    assert "persons exported" in log
    assert "Re-analysis for the journal" in log


def test_a_folder_without_data_is_no_empty_answer(command):
    assert "there is no data folder" in command.refused("export", "talk")
    assert not command.data.exists()
