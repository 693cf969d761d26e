"""Rows become the records that a page of ours would have written."""

import polars as pl
import pytest
from tests.unit.intake.imports import STUDY, VALUES

from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.intake import import_records
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.import_records import filled, odd_times, records_of
from pulsemeter.intake.imported_study import base_study
from pulsemeter.intake.read_mapping import read_mapping

MAPPING = read_mapping(
    STUDY
    + '[file]\nlayout = "long"\n[participant]\ncolumn = "ID"\n[time]\nunit = "s"\ncolumn = "t"\n'
    + VALUES.format(column='column = "v"\n')
    + '[presence]\nsilence = "skipped"\n'
)


def frame(*rows: tuple[int, int, str, int, int]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={
            "person": pl.UInt32,
            "ms": pl.Int64,
            "kind": pl.String,
            "choice": pl.Int16,
            "target": pl.UInt8,
        },
        orient="row",
    )


def test_each_kind_has_its_record() -> None:
    found = records_of(
        frame(
            (0, 1, "press", -50, 1), (1, 2, "undo", 0, 0), (2, 3, "skipped", 0, 0),
            (3, 4, "away", 0, 0),
        )
    )  # fmt: skip
    assert found["seat"].tolist() == [1, 2, 3, 4]
    assert found["kind"].tolist() == [
        RecordKind.PRESS,
        RecordKind.UNDO,
        RecordKind.PRESENCE,
        RecordKind.PRESENCE,
    ]
    assert found["choice"].tolist() == [-50, 0, SKIPPED, AWAY]
    assert found["target"].tolist() == [1, 0, 0, 0]
    assert found["clock_ms"].tolist() == [1, 2, 3, 4]


def test_odd_times_are_noted_and_never_counted_across_persons_or_files() -> None:
    rows = frame((0, 5, "press", 1, 0), (1, 1, "press", 1, 0), (0, 3, "press", 1, 0),
                 (0, 3, "press", 2, 0))  # fmt: skip
    found = odd_times(rows.with_columns(file=pl.lit(0)))
    assert found[0].startswith("1 row is earlier than the one above")
    assert found[1].startswith("1 row is of the same participant and time")
    assert odd_times(rows.head(2).with_columns(file=pl.lit(0))) == []


def test_filling_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    study = base_study(MAPPING, "town")
    assert filled(frame((0, 5, "press", 1, 0)), MAPPING, study, 1, 6_000).height == 6
    monkeypatch.setattr(import_records, "RECORDS_MAX", 3)
    with pytest.raises(IntakeError, match="too many to be filled"):
        filled(frame((0, 5, "press", 1, 0)), MAPPING, study, 1, 6_000)
