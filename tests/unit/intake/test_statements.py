"""Statements from subtitles, lists and tables."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pulsemeter.domain.statement import StatementKind
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.statements import read_statements

Write = Callable[..., Path]
SRT = """1
00:00:01,000 --> 00:00:12,000
Wir gehen zurück.

2
00:00:13,000 --> 00:00:25,000
Nicht morgen.
"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "mac_roman", "utf-16"])
def test_subtitles_are_merged_whatever_their_encoding(write: Write, encoding: str) -> None:
    read = read_statements(write(SRT.encode(encoding), "talk.srt"), stimulus="talk")
    assert [(one.start_ms, one.words) for one in read.statements] == [
        (1000, "Wir gehen zurück."),
        (13000, "Nicht morgen."),
    ]
    assert read.statements[0].id == "talk-s01"
    assert read.extra is None
    with pytest.raises(IntakeError, match="after the stimulus"):
        read_statements(write(SRT, "talk.srt"), duration_ms=20_000)


def test_one_cue_is_told_as_one(write: Write) -> None:
    one = "1\n00:00:01,000 --> 00:00:09,000\nWe choose to go.\n"
    assert read_statements(write(one, "talk.srt")).notes == ("1 cue merged into 1 statement",)


def test_bad_lines_of_subtitles_are_noted(write: Write) -> None:
    read = read_statements(write(SRT + "\n3\n00:00:99 --> x\nlost\n", "talk.srt"))
    assert any("line 10" in note for note in read.notes)
    with pytest.raises(IntakeError, match="no usable cue"):
        read_statements(write("1\n00:99 --> 00:98\nlost\n", "talk.srt"))


def test_a_list_is_read(write: Write) -> None:
    text = '[[statement]]\nid = "a"\nstart_ms = 0\nend_ms = 10\nwords = "w"\n'
    assert read_statements(write(text, "statements.toml")).statements[0].stimulus == "stimulus"
    with pytest.raises(IntakeError, match="after the end of the stimulus"):
        read_statements(write(text, "statements.toml"), duration_ms=5)


def test_a_table_keeps_codes_aside_in_order_of_time(write: Write) -> None:
    read = read_statements(
        write(
            "id,start,end,text,speaker,topic,passage,tone\n"
            "b,0:00:10,0:00:20,Second,Ben,tax,p1,angry\n"
            "a,0:00:00,0:00:10,First,Anna,,p1,\n"
        )
    )
    assert [(one.id, one.start_ms, one.end_ms) for one in read.statements] == [
        ("a", 0, 10_000),
        ("b", 10_000, 20_000),
    ]
    assert read.statements[1].topic == "tax"
    assert read.extra is not None
    assert read.extra.rows() == [("a", "p1", None), ("b", "p1", "angry")]
    assert read.extra.columns == ["statement", "passage", "tone"]


def test_starts_alone_last_until_the_next(write: Write) -> None:
    path = write("start_s,words\n20,b\n0,a\n")
    read = read_statements(path, duration_ms=30_000)
    assert [(one.id, one.start_ms, one.end_ms) for one in read.statements] == [
        ("s02", 0, 20_000),
        ("s01", 20_000, 30_000),
    ]
    with pytest.raises(IntakeError, match="needs the stimulus' duration"):
        read_statements(path)


def test_parquet_and_kinds(tmp_path: Path) -> None:
    path = tmp_path / "statements.parquet"
    pl.DataFrame(
        {"start_ms": [0], "end_ms": [900], "words": ["Why?"], "kind": ["Question"]}
    ).write_parquet(path)
    assert read_statements(path).statements[0].kind is StatementKind.QUESTION


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("0,10,a\n5,15,b", "begins at 5000 ms, before"),
        ("10,0,a", "line 2, end_s: '0' ends a statement before"),
        ("0,99,a", "lies beyond the stimulus, which ends at 60 s"),
        ("0,5,a\n6,9,a", "line 3, id: 'a' is used twice"),
        ("0,5,a:b", "may not hold any of"),
        ("0,5,", "is no id"),
        ("x,5,a", "'x' is no time"),
    ],
)
def test_what_cannot_be_used_is_named(write: Write, rows: str, said: str) -> None:
    with pytest.raises(IntakeError, match=said):
        read_statements(write(f"start_s,end_s,id\n{rows}\n"), duration_ms=60_000)


def test_columns_that_cannot_be_used_are_named(write: Write) -> None:
    with pytest.raises(IntakeError, match="where a statement begins"):
        read_statements(write("words,end\na,3\n"))
    with pytest.raises(IntakeError, match="is none of claim, question, answer"):
        read_statements(write("start_ms,end_ms,kind\n0,5,shout\n"))


def test_a_list_with_passages_names_each_statements_passage(write):
    text = (
        '[[statement]]\nid = "a"\nstart_ms = 0\nend_ms = 9\nwords = "A"\n'
        '[[statement]]\nid = "b"\nstart_ms = 9\nend_ms = 20\nwords = "B"\n'
        '[[passage]]\nid = "p"\ntitle = "The end"\nstatements = ["b"]\n'
    )
    extra = read_statements(write(text, "statements.toml")).extra
    assert extra.to_dicts() == [
        {"statement": "a", "passage": None}, {"statement": "b", "passage": "The end"},
    ]  # fmt: skip
