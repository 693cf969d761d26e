"""Rows of another system before it is known what their values mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pulsemeter.intake.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class RawRows:
    """What one file says.

    `frame` has, in the order of the file, `person` (as the file calls somebody), `ms` of stimulus
    time, `value` and `target` as text, `row` (place in the file) and `header` (of the value's
    column, for messages). `labels` are what the file itself says of its values; `notes` sentences
    for people.
    """

    table: Table
    frame: pl.DataFrame
    labels: Mapping[Any, str]
    notes: tuple[str, ...] = ()
