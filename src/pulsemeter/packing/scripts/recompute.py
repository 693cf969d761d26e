"""Compute the headline numbers of this package anew from its reactions and its presence.

    python recompute.py [FOLDER]

Needs Python 3.11 and polars, nothing else. Reads stimuli, statements, segments, persons, reactions
and presence (CSV) and comes to net approval of the session and of each statement per segment:
(persons with more likes than dislikes - persons with more dislikes than likes) / persons present.
Ends with an error where that is not what headlines.csv says.

Released figures were made of rounded counts, so they lie near these numbers, not on them.

The rules: in one interval the last reaction of a person and target stands; an undo takes it back.
A statement's time is shifted by the lag. Who was there in less than half of the intervals that it
overlaps is absent. With free pressing every press counts that wasn't taken back. A slider keeps its
value; persons are classed by their mean over the intervals whose middle lies in the time.
"""

import sys
from pathlib import Path
from typing import Any

import polars as pl

CLOSE = 1e-9
KEYS = ["stimulus", "target", "statement", "segment"]
Windows = list[tuple[str, int, int]]


def read(folder: Path, name: str) -> pl.DataFrame:
    """A table of the package; ids stay text, whatever they look like."""
    ids = ("stimulus", "target", "statement", "segment", "category")
    text = dict.fromkeys(ids, pl.String)
    return pl.read_csv(folder / f"{name}.csv", schema_overrides=text, infer_schema_length=None)


def carried(standing: pl.DataFrame, presence: pl.DataFrame, start: int) -> pl.DataFrame:
    """A slider's value in each interval: kept until it is moved, from its start value on."""
    moved = standing.select("person", "interval", pl.col("choice").alias("value"))
    held = presence.join(moved, on=["person", "interval"], how="left").sort("person", "interval")
    kept = pl.col("value").forward_fill().over("person").fill_null(start)
    is_there = pl.col("state").is_in(["pressed", "skipped"])
    return held.with_columns(pl.when(is_there).then(kept).alias("value"))


def present(presence: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    """Persons who were there in at least half of the intervals [first, last)."""
    there = pl.col("state").is_in(["pressed", "skipped"]).sum().alias("seen")
    inside = presence.filter(pl.col("interval").is_between(first, last, closed="left"))
    counted = inside.group_by("person").agg(there)
    return counted.filter(pl.col("seen") > 0, 2 * pl.col("seen") >= last - first).select("person")


def signs(balance: pl.DataFrame, there: pl.DataFrame, column: str) -> pl.DataFrame:
    """1, 0 or -1 of each person present."""
    joined = there.join(balance, on="person", how="left")
    return joined.select("person", pl.col(column).fill_null(0).sign().cast(pl.Int8).alias("sign"))


def pressed_signs(
    own: pl.DataFrame, presence: pl.DataFrame, at: dict[str, Any], window: tuple[int, int]
) -> pl.DataFrame:
    """Classes of persons for a time [start, end) of the stimulus, by what they pressed."""
    start_ms, end_ms = window
    length = at["interval_ms"]
    intervals = -(-at["duration_ms"] // length)
    first, last = start_ms // length, min(-(-end_ms // length), intervals)
    if first >= last:
        return pl.DataFrame(schema={"person": pl.Int64, "sign": pl.Int8})
    inside = own.filter(pl.col("stimulus_ms").is_between(start_ms, end_ms, closed="left"))
    balance = inside.group_by("person").agg(pl.col("choice").sign().sum().alias("balance"))
    return signs(balance, present(presence, first, last), "balance")


def slider_signs(
    values: pl.DataFrame, at: dict[str, Any], window: tuple[int, int], lag_ms: int
) -> pl.DataFrame:
    """Classes of persons by the sign of a slider's mean value."""
    start_ms, end_ms = window[0] + lag_ms, window[1] + lag_ms
    length, begin = at["interval_ms"], pl.col("interval") * at["interval_ms"]
    middle = begin + length / 2
    inside = values.filter((middle >= start_ms) & (middle < end_ms))
    if inside.is_empty():
        inside = values.filter((begin < end_ms) & (begin + length > start_ms))
    if inside.is_empty():
        return pl.DataFrame(schema={"person": pl.Int64, "sign": pl.Int8})
    count = inside["interval"].n_unique()
    means = inside.group_by("person").agg(
        pl.col("value").is_not_null().sum().alias("seen"), pl.col("value").sum().alias("total")
    )
    there = means.filter(pl.col("seen") > 0, 2 * pl.col("seen") >= count).select("person")
    return signs(means.select("person", "total"), there, "total")


def classes(folder: Path, at: dict[str, Any], windows: Windows) -> pl.DataFrame:
    """person, target, statement and sign for one stimulus; statement `*` is the session."""
    stimulus = pl.col("stimulus") == at["stimulus"]
    reactions = read(folder, "reactions").filter(stimulus).sort("person", "number")
    presence = read(folder, "presence").filter(stimulus)
    reactions = reactions.with_columns(interval=pl.col("stimulus_ms") // at["interval_ms"])
    choices = [name for name in presence.columns if name.startswith("choice")]
    targets = [name.removeprefix("choice_") for name in choices]
    if choices == ["choice"]:
        targets = read(folder, "headlines")["target"].unique().to_list()
    found = []
    for target in targets:
        own = reactions.filter(pl.col("target") == target)
        if at["instrument"] == "two_buttons_free":
            taken_back = pl.col("kind").shift(-1).over("person") == "undo"
            standing = own.filter(pl.col("kind") == "press", ~taken_back.fill_null(value=False))
        else:
            standing = own.group_by("person", "interval", maintain_order=True).last()
            standing = standing.filter(pl.col("kind") == "press")
        whole = (0, at["interval_ms"] * -(-at["duration_ms"] // at["interval_ms"]))
        values = None
        if at["instrument"] == "slider":
            values = carried(standing, presence, at["start"])
        for statement, start_ms, end_ms in [("*", *whole), *windows]:
            lag_ms = 0 if statement == "*" else at["lag_ms"]
            if values is None:
                shifted = (start_ms + lag_ms, end_ms + lag_ms)
                told = pressed_signs(standing, presence, at, shifted)
            else:
                told = slider_signs(values, at, (start_ms, end_ms), lag_ms)
            found.append(told.with_columns(target=pl.lit(target), statement=pl.lit(statement)))
    return pl.concat(found)


def counted(told: pl.DataFrame, segments: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Net approval of each segment from the signs of its persons."""
    found = []
    for segment in segments.iter_rows(named=True):
        members = persons
        if segment["column"]:
            own = persons[segment["column"]].cast(pl.String) == segment["category"]
            members = persons.filter(own)
        net = (pl.col("sign").sum() / pl.len()).alias("net")
        inside = told.join(members.select("person"), on="person", how="semi")
        grouped = inside.group_by("stimulus", "target", "statement").agg(net)
        found.append(grouped.with_columns(segment=pl.lit(segment["segment"])))
    return pl.concat(found)


def recomputed(folder: Path) -> pl.DataFrame:
    """Net approval per stimulus, target, statement and segment, from reactions and presence."""
    statements, parts = read(folder, "statements"), []
    for at in read(folder, "stimuli").iter_rows(named=True):
        own = statements.filter(pl.col("stimulus") == at["stimulus"])
        windows = list(own.select("statement", "start_ms", "end_ms").iter_rows())
        told = classes(folder, at, windows)
        parts.append(told.with_columns(stimulus=pl.lit(at["stimulus"])))
    return counted(pl.concat(parts), read(folder, "segments"), read(folder, "persons"))


def main(folder: Path) -> int:
    """Print every headline number, said, computed anew and released; 1 where they differ."""
    said = read(folder, "headlines")
    told = said.join(recomputed(folder).rename({"net": "anew"}), on=KEYS, how="left")
    apart = (pl.col("net") - pl.col("anew")).abs() > CLOSE
    wrong = told.filter(apart | (pl.col("net").is_null() != pl.col("anew").is_null()))
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=200, fmt_str_lengths=60):
        print(told.select(*KEYS, "present", "net", "anew", "released_net"))
        print("net: as the package says; anew: computed here; released_net: of rounded counts.")
        if len(wrong):
            print(f"{len(wrong)} numbers differ from the package's:", wrong)
    print(f"{len(told)} numbers, {len(wrong)} of them not as the package says.")
    return 1 if len(wrong) else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
