"""Times in every unit, read by the rule and never guessed."""

import datetime

import polars as pl
import pytest

from pulsemeter.intake.mapped_times import mapped_times
from pulsemeter.intake.mapping import TimeRule, Unit


@pytest.mark.parametrize(
    ("rule", "text", "ms"),
    [
        (TimeRule(Unit.SECONDS), "1.5", 1_500),
        (TimeRule(Unit.SECONDS), "1,5", 1_500),
        (TimeRule(Unit.SECONDS), "-2", -2_000),
        (TimeRule(Unit.SECONDS), "1e300", None),
        (TimeRule(Unit.SECONDS), "inf", None),
        (TimeRule(Unit.SECONDS), "00:01", None),
        (TimeRule(Unit.MILLISECONDS), "1500.4", 1_500),
        (TimeRule(Unit.FRAMES, fps=25), "50", 2_000),
        (TimeRule(Unit.FRAMES, fps=29.97), "2997", 100_000),
        (TimeRule(Unit.CLOCK), "01:02:03.250", 3_723_250),
        (TimeRule(Unit.CLOCK), "75:30", 4_530_000),
        (TimeRule(Unit.CLOCK), "-00:02", -2_000),
        (TimeRule(Unit.CLOCK), "90", None),
        (TimeRule(Unit.CLOCK), "00:00:01:12", None),
        (TimeRule(Unit.CLOCK, fps=25), "00:00:01:12", 1_480),
        (TimeRule(Unit.CLOCK, fps=25), "00:00:01:25", None),
        (TimeRule(Unit.CLOCK, fps=29.97), "01:00:00:00", 3_603_604),
        (TimeRule(Unit.CLOCK, fps=29.97), "01:00:00;00", 3_600_000),
        (TimeRule(Unit.SECONDS, offset_ms=-500), "1", 500),
    ],
)
def test_a_time_by_its_rule(rule: TimeRule, text: str, ms: int | None) -> None:
    assert mapped_times(pl.Series([text]), rule).to_list() == [ms]


def test_typed_columns_need_no_unit() -> None:
    rule = TimeRule(Unit.SECONDS)
    assert mapped_times(pl.Series([1, 2]), rule).to_list() == [1_000, 2_000]
    assert mapped_times(pl.Series([float("nan"), 2.5]), rule).to_list() == [None, 2_500]
    since = pl.Series([datetime.timedelta(seconds=3)])
    assert mapped_times(since, rule).to_list() == [3_000]
    assert mapped_times(pl.Series([datetime.time(0, 0, 4)]), rule).to_list() == [4_000]
    day = pl.Series([datetime.date(2026, 5, 3)])
    assert mapped_times(day, rule).to_list() == [None]
