"""Rows become records, or are counted with their reason."""

import polars as pl

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.intake.mapping import (
    FileRule,
    ImportMapping,
    Layout,
    Meaning,
    TimeRule,
    Told,
    Unit,
    ValueRule,
)
from pulsemeter.intake.raw_rows import RawRows
from pulsemeter.intake.table import Table
from pulsemeter.intake.understood import understood
from pulsemeter.intake.unused import Unused


def mapping(value: ValueRule, missing: Told = Told.UNKNOWN) -> ImportMapping:
    return ImportMapping(
        "m.toml", "", "dials", FileRule(Layout.LONG), "ID", TimeRule(Unit.SECONDS), value,
        Told.UNKNOWN, missing,
    )  # fmt: skip


def raw(*rows: tuple[int, str | None, str]) -> RawRows:
    values = pl.DataFrame({"v": [value for _, value, _ in rows]}, schema={"v": pl.String})
    table = Table.of("a.csv", values, ["v"])
    frame = pl.DataFrame(
        {
            "person": ["a"] * len(rows),
            "ms": [ms for ms, _, _ in rows],
            "value": values["v"],
            "target": [target for *_, target in rows],
            "row": table.rows,
            "header": ["v"] * len(rows),
        }
    )
    return RawRows(table, frame, {})


CODES = ValueRule(codes={"+": Meaning("press", 100), "-": Meaning("press", -100)})


def test_outside_comes_before_wrong_and_missing() -> None:
    unused = Unused()
    rows = raw((-1, "?", ""), (10_000, None, ""), (0, "+", ""), (1, None, ""), (2, "?", ""))
    found = understood(rows, mapping(CODES), Instrument(), 10_000, unused)
    assert found.select("ms", "kind", "choice").rows() == [(0, "press", 100)]
    assert (unused.outside, unused.missing, unused.wrong) == (2, 1, 1)
    assert unused.found == ["row 5, v: '?' is none of the codes of the mapping"]


def test_a_missing_value_may_say_that_somebody_was_away() -> None:
    found = understood(
        raw((0, None, "")), mapping(CODES, Told.AWAY), Instrument(), 10_000, Unused()
    )
    assert found.select("ms", "kind", "choice").rows() == [(0, "away", 0)]


def test_targets_are_found_by_name_id_or_the_mappings_word() -> None:
    pad = Instrument(kind=InstrumentKind.TWO_BUTTONS_PER_TARGET, targets=("Anna Berg", "Ole Dahl"))
    rule = ValueRule(codes=CODES.codes, target_column="who", targets={"2": "ole dahl"})
    unused = Unused()
    rows = raw((0, "+", "anna berg"), (1, "-", "ole_dahl"), (2, "+", "2"), (3, "+", "Eva"))
    found = understood(rows, mapping(rule), pad, 10_000, unused)
    assert found["target"].to_list() == [0, 1, 1]
    assert unused.found == ["row 4, who: 'Eva' is none of the targets Anna Berg, Ole Dahl"]
