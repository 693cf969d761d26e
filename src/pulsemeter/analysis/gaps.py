"""Intervals of which nothing was told, put back into a curve before it is drawn.

A table of released figures has no row where the gate kept a figure back. Drawn row by row, a line
would run through such a gap and everything behind it would move to the left.
"""

import polars as pl


def with_gaps(curve: pl.DataFrame, interval_ms: int) -> pl.DataFrame:
    """One curve with a row for each interval from 0 to its last.

    Parameters
    ----------
    curve : polars.DataFrame
        Rows of one target and one segment in the order of time, with `interval` and `start_ms`.
    interval_ms : int
        Length of an interval.

    Returns
    -------
    polars.DataFrame
        The same columns; a row that wasn't there has its `interval` and `start_ms`, and nulls.

    Examples
    --------
    >>> import polars as pl
    >>> told = pl.DataFrame({"interval": [0, 2], "start_ms": [0, 10_000], "net": [0.5, 0.1]})
    >>> with_gaps(told, 5_000)["net"].to_list()
    [0.5, None, 0.1]
    """
    if curve.is_empty():
        return curve
    last = int(curve["interval"].to_list()[-1])
    every = pl.DataFrame({"interval": pl.int_range(0, last + 1, eager=True)})
    whole = every.join(curve, on="interval", how="left", maintain_order="left")
    starts = (pl.col("interval") * interval_ms).alias("start_ms")
    return whole.with_columns(starts).select(curve.columns)
