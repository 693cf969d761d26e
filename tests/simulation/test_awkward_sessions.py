"""Awkward simulated sessions: whatever is small, empty, constant or lopsided, nothing says NaN.

Each session goes the whole way: analysed, told, summed up, written as a page and as files. What
has no value must be null in tables and said in words elsewhere, and no figure may be infinite.
"""

import csv
import io
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from pulsemeter.analysis.analyse import analyse
from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.settings import AnalysisSettings, Comparison
from pulsemeter.report.html import report_html
from pulsemeter.report.table import csv_bytes, table_files

INTERVAL_MS = 5_000
NO_VALUE = re.compile(r"(?<![A-Za-z])(?:[nN]a[nN]|None|[iI]nf(?:inity)?|∞)(?![A-Za-z])")
COMPARED = (Comparison("age", "young", "old"),)
Columns = Mapping[str, Sequence[Any]]


def presses(
    persons: int, intervals: int = 24, *, values: Sequence[int] = (100, -100), rate: float = 0.5
) -> pl.DataFrame:
    """Presses at random, anew for each number of persons; everybody has at least one."""
    rng = np.random.default_rng((persons, intervals))
    pressed = rng.random((persons, intervals)) < rate
    pressed[:, 0] = True
    who, when = np.nonzero(pressed)
    return pl.DataFrame(
        {
            "participant": [f"p{i}" for i in who],
            "stimulus_ms": when * INTERVAL_MS + rng.integers(0, INTERVAL_MS, len(who)),
            "choice": rng.choice(values, len(who)),
        }
    )


def panel(persons: int, **columns: Sequence[Any]) -> dict[str, Sequence[Any]]:
    """A panel of two ages and these columns."""
    ages = [("young", "old")[i % 2] for i in range(persons)]
    return {"participant": [f"p{i}" for i in range(persons)], "age": ages, **columns}


def spoken(count: int = 4, length_ms: int = 25_000, **columns: Sequence[Any]) -> Columns:
    """Statements one after another, in two passages."""
    start = [n * length_ms for n in range(count)]
    end = [ms + length_ms for ms in start]
    passages = ["first" if n < count / 2 else "second" for n in range(count)]
    return {"start_ms": start, "end_ms": end, "passage": passages, **columns}


def found(reactions: Any, people: Any = None, statements: Any = None, **settings: Any) -> Analysis:
    """The analysis with as few replicates as may be."""
    told = {"replicates": 100, "interval_ms": INTERVAL_MS, **settings}
    return analyse(reactions, people, statements, AnalysisSettings(**told))


def kinds(*entries: tuple[str, int, int | None, str]) -> pl.DataFrame:
    """Records with their kind."""
    names = ("participant", "stimulus_ms", "choice", "kind")
    return pl.DataFrame(entries, schema=names, orient="row")


def one_person() -> Analysis:
    return found(presses(1), panel(1), spoken())


def three_persons() -> Analysis:
    return found(presses(3), panel(3), spoken(), contrasts=COMPARED, floor=1)


def no_panel_and_no_statements() -> Analysis:
    return found(presses(30))


def all_absent() -> Analysis:
    away = [(f"p{i}", t * INTERVAL_MS, None, "away") for i in range(20) for t in range(20)]
    return found(kinds(*away), panel(20), spoken(), presence_known=True, duration_ms=100_000)


def nobody_presses() -> Analysis:
    silent = [(f"p{i}", t * INTERVAL_MS, None, "skipped") for i in range(30) for t in range(24)]
    return found(kinds(*silent), panel(30), spoken(), contrasts=COMPARED)


def absent_after_the_start() -> Analysis:
    skipped = [(f"p{i}", 0, None, "skipped") for i in range(30)]
    return found(kinds(*skipped), panel(30), spoken(), duration_ms=120_000, contrasts=COMPARED)


def constant_likes() -> Analysis:
    return found(presses(40, values=(100,), rate=1.0), panel(40), spoken(), contrasts=COMPARED)


def constant_likes_weighted() -> Analysis:
    ages = {"age": {"young": 0.7, "old": 0.3}}
    return found(presses(40, values=(100,), rate=1.0), panel(40), spoken(), weights=ages)


def everybody_alike() -> Analysis:
    one = presses(1)
    same = [one.with_columns(participant=pl.lit(f"p{i}")) for i in range(30)]
    return found(pl.concat(same), panel(30), spoken(), contrasts=COMPARED)


def empty_segment_category() -> Analysis:
    people = panel(40, town=["", None, " ", "north"] * 10)
    return found(presses(40), people, spoken())


def category_of_the_absent_alone() -> Analysis:
    people = panel(60, town=["here"] * 40 + ["never came"] * 20)
    compared = (Comparison("town", "here", "never came"),)
    return found(presses(40), people, spoken(), contrasts=compared)


def lag_longer_than_statements() -> Analysis:
    return found(presses(40), panel(40), spoken(20, 2_000), lag_ms=10_000)


def window_after_the_end() -> Analysis:
    end = {"start_ms": [0, 112_000], "end_ms": [20_000, 120_000]}
    return found(presses(40), panel(40), end, lag_ms=9_000, duration_ms=120_000)


def lag_beyond_the_end() -> Analysis:
    return found(presses(40), panel(40), spoken(), lag_ms=500_000, duration_ms=120_000)


def weights_of_huge_spread() -> Analysis:
    weights = [10.0 ** (i % 9 - 4) for i in range(45)]
    people = panel(45, weight=weights)
    return found(presses(45), people, spoken(), weights="weight", contrasts=COMPARED)


def one_weight_is_all() -> Analysis:
    people = panel(30, weight=[1e12] + [1e-6] * 29)
    return found(presses(30), people, spoken(), weights="weight")


def contrast_with_a_tiny_group() -> Analysis:
    people = panel(50, town=["big"] * 49 + ["tiny"])
    return found(presses(50), people, spoken(), contrasts=(Comparison("town", "big", "tiny"),))


def arms_with_an_empty_arm() -> Analysis:
    people = panel(60, arm=["a", "b"] * 20 + ["c"] * 20)
    return found(presses(40), people, spoken(), arm="arm")


def arms_with_one_person() -> Analysis:
    people = panel(40, arm=["a"] * 39 + ["b"])
    return found(presses(40), people, spoken(), arm="arm")


def two_targets_one_undone() -> Analysis:
    table = presses(40).with_columns(target=pl.lit("Anna"), kind=pl.lit("press"))
    undone = {
        "participant": ["p1"],
        "stimulus_ms": [1_000],
        "choice": [None],
        "target": ["Ben"],
        "kind": ["undo"],
    }
    both = pl.concat([table, pl.DataFrame(undone, schema=table.schema)])
    return found(both, panel(40), spoken(), instrument="two_buttons_per_target", contrasts=COMPARED)


def two_targets_one_pressed_once() -> Analysis:
    table = presses(40).with_columns(target=pl.lit("Anna"))
    once = table.head(1).with_columns(target=pl.lit("Ben"))
    both = pl.concat([table, once])
    return found(both, panel(40), spoken(), instrument="two_buttons_per_target", contrasts=COMPARED)


def slider(value: int) -> Analysis:
    table = presses(40, values=(value,))
    return found(table, panel(40), spoken(), instrument="slider", contrasts=COMPARED)


def slider_at_rest() -> Analysis:
    return slider(0)


def slider_at_its_end() -> Analysis:
    return slider(100)


def slider_of_one_person() -> Analysis:
    return found(presses(1, values=(37,)), panel(1), spoken(), instrument="slider")


def slider_in_the_middle() -> Analysis:
    table = presses(40, values=range(-100, 101, 7))
    return found(table, panel(40), spoken(), instrument="slider", contrasts=COMPARED)


def four_steps() -> Analysis:
    table = presses(40, values=(-100, -50, 50, 100))
    return found(table, panel(40), spoken(), instrument="four_steps", contrasts=COMPARED)


def free_pressing_with_undo() -> Analysis:
    table = presses(40).with_columns(kind=pl.lit("press")).sort("participant", "stimulus_ms")
    back = table.gather_every(7).with_columns(
        stimulus_ms=pl.col("stimulus_ms") + 1, kind=pl.lit("undo")
    )
    return found(pl.concat([table, back]), panel(40), spoken(), instrument="two_buttons_free")


def every_press_undone() -> Analysis:
    table = presses(30).with_columns(kind=pl.lit("press"))
    back = table.with_columns(stimulus_ms=pl.col("stimulus_ms") + 1, kind=pl.lit("undo"))
    return found(pl.concat([table, back]), panel(30), spoken(), instrument="two_buttons_free")


def one_interval_only() -> Analysis:
    one = {"start_ms": [0], "end_ms": [5_000]}
    return found(presses(40, 1), panel(40), one, contrasts=COMPARED, duration_ms=5_000)


def one_interval_of_a_long_one() -> Analysis:
    return found(presses(40, 1), panel(40), spoken(1, 2_000), interval_ms=60_000)


def panel_of_strangers_only() -> Analysis:
    strangers = pl.col("participant").str.replace("p", "stranger ")
    return found(presses(40).with_columns(strangers), panel(30), spoken(), contrasts=COMPARED)


def answers_that_nobody_changed() -> Analysis:
    people = panel(40, before=["yes"] * 40, after=["yes"] * 40)
    return found(
        presses(40), people, spoken(), before="before", after="after", answers=("no", "yes")
    )


def answers_of_nobody() -> Analysis:
    people = panel(40, before=["yes", None] * 20, after=[None, "no"] * 20)
    return found(
        presses(40), people, spoken(), before="before", after="after", answers=("no", "yes")
    )


def codes_that_never_vary() -> Analysis:
    held = spoken(attack=["yes"] * 4, tone=["", "calm", "", ""], score=[1, 1, 2, 3])
    return found(presses(40), panel(40), held, codes=("attack", "tone", "score"))


def one_statement_over_everything() -> Analysis:
    return found(presses(40), panel(40), spoken(1, 120_000), contrasts=COMPARED)


def strata_of_one() -> Analysis:
    people = panel(30, town=[f"t{i // 2}" for i in range(29)] + ["alone"])
    return found(
        presses(30), people, spoken(), segments=("age",), strata="town", contrasts=COMPARED
    )


SESSIONS: tuple[Callable[[], Analysis], ...] = (
    one_person,
    three_persons,
    no_panel_and_no_statements,
    all_absent,
    nobody_presses,
    absent_after_the_start,
    constant_likes,
    constant_likes_weighted,
    everybody_alike,
    empty_segment_category,
    category_of_the_absent_alone,
    lag_longer_than_statements,
    window_after_the_end,
    lag_beyond_the_end,
    weights_of_huge_spread,
    one_weight_is_all,
    contrast_with_a_tiny_group,
    arms_with_an_empty_arm,
    arms_with_one_person,
    two_targets_one_undone,
    two_targets_one_pressed_once,
    slider_at_rest,
    slider_at_its_end,
    slider_of_one_person,
    slider_in_the_middle,
    four_steps,
    free_pressing_with_undo,
    every_press_undone,
    one_interval_only,
    one_interval_of_a_long_one,
    panel_of_strangers_only,
    answers_that_nobody_changed,
    answers_of_nobody,
    codes_that_never_vary,
    one_statement_over_everything,
    strata_of_one,
)


@cache
def made(session: Callable[[], Analysis]) -> Analysis:
    """Each session analysed once."""
    return session()


@pytest.fixture(params=SESSIONS, ids=lambda session: session.__name__)
def analysis(request: pytest.FixtureRequest) -> Analysis:
    return made(request.param)


def without_value(text: str) -> list[str]:
    """Places where a figure that has no value shows, with what stands around them."""
    return [text[max(0, m.start() - 50) : m.end() + 50] for m in NO_VALUE.finditer(text)]


def test_a_figure_without_value_would_be_found() -> None:
    shown = ["+nan", "NaN %", "−inf to 3", "[nan, nan]", 'x="nan"', "d='M0,nan'", "None", "∞"]
    assert all(without_value(text) for text in shown)
    assert without_value("finance, information, banana; none of them: 3 − 4") == []


def test_tables_hold_figures_or_nulls(analysis: Analysis) -> None:
    for name, table in {**analysis.tables, "persons": analysis.persons}.items():
        for column in table.select(pl.col(pl.Float64, pl.Float32)).iter_columns():
            assert column.drop_nulls().is_finite().all(), (name, column.name)


def test_intervals_hold_their_figure_and_stay_on_the_scale(analysis: Analysis) -> None:
    for name, table in analysis.tables.items():
        if not {"net", "low", "high"} <= set(table.columns):
            continue
        known = table.drop_nulls(["net", "low", "high"])
        assert (known["low"] <= known["high"] + 1e-9).all(), name
        assert known["low"].ge(-1).all(), name
        assert known["high"].le(1).all(), name
        assert known["net"].is_between(-1, 1).all(), name


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"arm": "arm"}, "holds 1 arm"),
        ({"contrasts": (Comparison("age", "young", "unborn"),)}, "nobody has the category"),
        ({"before": "said", "after": "said"}, "have no order by themselves"),
        ({"segments": ("blank",)}, "the column is empty"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(settings: dict[str, Any], said: str) -> None:
    people = panel(40, arm=["a"] * 40, said=["yes"] * 40, blank=[None] * 40)
    with pytest.raises(DataError, match=said):
        found(presses(40), people, spoken(), **settings)


def test_the_summary_is_plain_json(analysis: Analysis) -> None:
    text = json.dumps(analysis.summary(), allow_nan=False)
    assert json.loads(text) == analysis.summary()


def test_what_is_told_says_no_nan(analysis: Analysis) -> None:
    assert without_value(str(analysis)) == []


def test_the_page_renders_and_says_no_nan(analysis: Analysis) -> None:
    page = report_html(analysis, title="Simulated", simulated=True)
    page = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", page, flags=re.DOTALL)
    # Attributes count as well: a figure drawn at NaN isn't drawn.
    assert without_value(page) == []
    assert page.count("<main>") == 1


def test_files_of_tables_hold_figures_or_nothing(analysis: Analysis) -> None:
    files = table_files(analysis) | {"persons.csv": csv_bytes(analysis.persons)}
    for name, content in files.items():
        if not name.endswith(".csv"):
            continue
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
            for cell in row:
                assert cell not in ("None", "null"), name
                try:
                    held = float(cell)
                except ValueError:
                    continue
                assert math.isfinite(held), (name, row)
    assert without_value(files["codebook.txt"].decode()) == []
