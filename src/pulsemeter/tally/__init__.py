"""The running count: one cell per participant and interval, and the counters that follow it.

Pure, on numpy arrays. A count is a fold over the log, so order and repetition of what arrives
must not matter. It must not know where the log is kept or who looks at the result.
"""
