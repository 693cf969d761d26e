"""Times by the rule of a mapping: seconds, milliseconds, frames or clock texts become whole
milliseconds of stimulus time. Nothing is guessed here."""

import polars as pl

from pulsemeter.intake.mapping import TimeRule, Unit
from pulsemeter.intake.numerals import numbers
from pulsemeter.intake.times import clock_ms

_REMOTE_MS = 10**12
_TIMECODE = r"^(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})([:;])(\d{1,3})$"
UNREADABLE = {
    Unit.SECONDS: "is no number of seconds",
    Unit.MILLISECONDS: "is no number of milliseconds",
    Unit.FRAMES: "is no number of frames",
    Unit.CLOCK: "is no time such as 00:01:02.500",
}


def mapped_times(column: pl.Series, rule: TimeRule) -> pl.Series:
    """Whole milliseconds, null where nothing can be read; the offset is added.

    A timecode `hh:mm:ss:ff` counts frames, and with a rate that isn't whole runs slower than the
    clock; `hh:mm:ss;ff` drops frame numbers and keeps to it.

    >>> rule = TimeRule(Unit.CLOCK, fps=25, offset_ms=-1_000)
    >>> mapped_times(pl.Series(["00:00:02.500", "1:02", "00:00:03:05", "x"]), rule).to_list()
    [1500, 61000, 2200, None]
    """
    if column.dtype == pl.Duration:
        ms = column.dt.total_milliseconds()
    elif column.dtype == pl.Time:
        ms = column.cast(pl.Int64) // 1_000_000
    elif column.dtype.is_temporal():
        ms = pl.repeat(None, len(column), dtype=pl.Int64, eager=True)
    elif rule.unit is Unit.CLOCK:
        ms = _clock(column.cast(pl.String).str.strip_chars(), rule.fps)
    else:
        ms = _counted(column, rule)
    return (ms + rule.offset_ms).alias("ms")


def _counted(column: pl.Series, rule: TimeRule) -> pl.Series:
    values = numbers(column).values
    factor = {Unit.SECONDS: 1_000.0, Unit.FRAMES: 1_000.0 / (rule.fps or 1.0)}.get(rule.unit, 1.0)
    scaled = values * factor
    # What lies beyond all measure is no time, and doesn't fit into a whole number.
    near = scaled.is_between(-_REMOTE_MS, _REMOTE_MS)
    held = pl.select(pl.when(near).then(scaled)).to_series()
    return held.round(mode="half_away_from_zero").cast(pl.Int64)


def _clock(text: pl.Series, fps: float) -> pl.Series:
    below = text.str.starts_with("-") | text.str.starts_with("−")
    bare = text.str.strip_chars_start("-−")
    ms = clock_ms(bare)
    if fps:
        ms = pl.select(pl.coalesce(ms, _timecode(bare, fps))).to_series()
    return pl.select(pl.when(below).then(-ms).otherwise(ms)).to_series()


def _timecode(text: pl.Series, fps: float) -> pl.Series:
    parts = text.str.extract_groups(_TIMECODE).struct.unnest()
    hours, minutes, seconds, sign, frames = (
        parts.to_series(place).alias(name) for place, name in enumerate("hmsxf")
    )
    whole = pl.DataFrame([hours, minutes, seconds, sign, frames]).with_columns(
        pl.col("h", "m", "s", "f").cast(pl.Int64)
    )
    clock_s = (pl.col("h").fill_null(0) * 60 + pl.col("m")) * 60 + pl.col("s")
    counted = (clock_s * round(fps) + pl.col("f")) / fps
    dropped = clock_s + pl.col("f") / fps
    sound = (pl.col("s") < 60) & (pl.col("f") < round(fps))
    time_s = pl.when(pl.col("x") == ";").then(dropped).otherwise(counted)
    return whole.select(
        pl.when(sound).then((time_s * 1_000).round().cast(pl.Int64)).alias("ms")
    ).to_series()
