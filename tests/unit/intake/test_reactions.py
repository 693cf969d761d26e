"""Whole files, clean and messy, give the same reactions."""

import csv
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pulsemeter.intake import IntakeError, read_panel, read_reactions, read_statements

Write = Callable[..., Path]
CLEAN = "participant,stimulus_ms,choice\nJosé,1500,1\nZoë,62500,-1\nJosé,70000,1\n"
EXPECTED = [
    ("José", "", 1500, 100, "press"),
    ("Zoë", "", 62500, -100, "press"),
    ("José", "", 70000, 100, "press"),
]


@pytest.mark.parametrize(
    "content",
    [
        CLEAN.encode(),
        CLEAN.encode("utf-8-sig"),
        CLEAN.encode("utf-16"),
        CLEAN.replace("\n", "\r").encode("mac_roman"),
        CLEAN.replace("\n", "\r\n").encode("cp1252"),
        CLEAN.replace(",", "\t").encode() + b"\n\n\n",
        b"\n" + CLEAN.replace(",", ";").encode(),
        "Person;Time;Reaction\nJosé;1,5;+\nZoë;62,5;−\nJosé;70;like\n".encode(),
        "PID|t|Value\nJosé|0:01.5|100\nZoë|00:01:02,500|-100\nJosé|1:10|100\n".encode(),
        "subject,sec,rating,,\n José ,1.5,pos,,\n\nZoë,62.5,NEG,,\nJosé,70,+,,\n".encode(),
    ],
)
def test_all_spellings_give_the_same_reactions(write: Write, content: bytes) -> None:
    assert read_reactions(write(content)).frame.rows() == EXPECTED


def test_parquet_gives_the_same_reactions(tmp_path: Path) -> None:
    path = tmp_path / "data.parquet"
    pl.read_csv(CLEAN.encode()).write_parquet(path)
    assert read_reactions(path).frame.rows() == EXPECTED


def test_lines_are_named_behind_quotes_and_blank_lines(write: Write) -> None:
    content = 'id,time_s,choice\n"a\nb",1,1\n\nc,x,1\n'
    with pytest.raises(IntakeError, match="line 5, time_s: 'x'"):
        read_reactions(write(content))


def test_the_unit_of_time_is_one_of_two(write: Write) -> None:
    with pytest.raises(ValueError, match="time_unit"):
        read_reactions(write(CLEAN), time_unit="min")


def test_thousands_of_wrong_rows_are_a_short_message(write: Write) -> None:
    rows = "".join(f"p{n},x,9\n" for n in range(5000))
    with pytest.raises(IntakeError) as caught:
        read_reactions(write("id,time_s,choice\n" + rows), instrument="two_buttons")
    assert len(str(caught.value).splitlines()) <= 22
    assert "and 9,984 more" in str(caught.value)


def test_episodes_of_observers_written_wide_come_back(tmp_path: Path) -> None:
    """Simulated: twelve observers, some of them away."""
    rng = np.random.default_rng(7)
    cells = rng.choice([-1, 0, 1], size=(2000, 12), p=[0.1, 0.8, 0.1])
    away = rng.random(cells.shape) < 0.05
    path = tmp_path / "wide.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["time", *(f"o{n}" for n in range(12))])
        for second, row in enumerate(cells):
            values = ["" if gone else value for value, gone in zip(row, away[second], strict=True)]
            writer.writerow([second, *values])
    read = read_reactions(path, wide=True)
    assert len(read.frame) == int((~away).sum())
    pressed = read.frame.filter(pl.col("kind") == "press")
    assert pressed["choice"].sum() == 100 * int(cells[~away].sum())
    assert read.duration_ms == 2_000_000
    places = read.frame["participant"].str.slice(1).cast(pl.Int64).to_numpy()
    seconds = (read.frame["stimulus_ms"] // 1000).to_numpy()
    assert (read.frame["choice"].to_numpy() == 100 * cells[seconds, places]).all()


FIELDS = st.sampled_from(
    [
        *("participant", "time", "choice", "kind", "id", "a", "", " ", "1", "-1", "0", "0.5"),
        *("1,5", "x", '"', '""', "NA", "like", "++", "00:01", "-0:01", "nan", "inf", "1e400"),
        *("99999999999", "é", "\0", "\ufeff", "−", "press", "away", "slider", "instrument"),
    ]
)
ROWS = st.lists(st.lists(FIELDS, max_size=5), max_size=6)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, delimiter=st.sampled_from([",", ";", "\t"]), wide=st.booleans())
@example(rows=[["participant", "time", "choice"], ["a", "1", "1"]], delimiter=";", wide=False)
@example(rows=[["time", "a"], ["0", "1"], ["1", "0"]], delimiter=";", wide=True)
def test_any_table_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str, wide: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text("\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    try:
        read = read_reactions(path, wide=wide)
    except IntakeError:
        return
    assert not read.frame.is_empty()
    assert sum(read.frame.null_count().row(0)) == 0
    assert read.frame["choice"].is_between(-100, 100).all()
    assert read.frame["stimulus_ms"].is_between(0, 86_400_000).all()


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=200), wide=st.booleans())
def test_any_bytes_are_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, wide: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"participant,time,choice\n" + content)
    with suppress(IntakeError):
        read_reactions(path, wide=wide)


def test_the_examples_of_the_reference_are_read(write: Write, project_root: Path) -> None:
    text = (project_root / "docs/reference/input_files.md").read_text(encoding="utf-8")
    long, wide, panel, statements = (
        write(block.partition("```")[0], f"{place}.csv")
        for place, block in enumerate(text.split("```csv\n")[1:])
    )
    assert read_reactions(long).frame["kind"].to_list() == ["press", "press", "skipped"]
    assert len(read_reactions(wide, wide=True).frame) == 5
    assert read_panel(panel, weight_column="weight").attributes == ("region", "age")
    assert [one.id for one in read_statements(statements).statements] == ["a", "b"]


def test_another_systems_words_for_the_same_things_are_read(write: Callable[..., Path]) -> None:
    text = "user_id,time_s,candidate,vote\n7,1.5,A,Agree\n8,2,B,disagree\n7,3,B,thumbs up\n"
    read = read_reactions(write(text))
    assert read.frame["participant"].to_list() == ["7", "8", "7"]
    assert read.frame["target"].to_list() == ["A", "B", "B"]
    assert read.frame["choice"].to_list() == [100, -100, 100]
    assert read.instrument == "two_buttons_per_target"
