"""The long tables of package B: batches that fit, every interval once, reasons for gaps."""

import numpy as np
import polars as pl
import pytest

from pulsemeter.analysis.matrix import Presses, SessionMatrix
from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN
from pulsemeter.domain.study import Stimulus
from pulsemeter.report import persons_package
from pulsemeter.report.persons_package import (
    Watched,
    comments_table,
    person_statement_table,
    presence_table,
    reactions_table,
    stimuli_table,
)

CODES = np.array(
    [[100, SKIPPED, AWAY], [UNKNOWN, -100, 100], [SKIPPED, SKIPPED, SKIPPED]], dtype=np.int8
)
OTHER = np.array(
    [[SKIPPED, -100, AWAY], [UNKNOWN, SKIPPED, 100], [SKIPPED, 100, SKIPPED]], dtype=np.int8
)
NONE = Presses(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int8))


def watched(codes=None, shown=(True, True, True)):
    held = codes or {"speech": CODES}
    offsets = {name: np.zeros(CODES.shape, np.uint16) for name in held}
    matrix = SessionMatrix(
        ("1", "2", "3"), tuple(held), held, offsets, dict.fromkeys(held, NONE), 5_000, 15_000, True
    )
    reactions = pl.DataFrame(
        {
            "row": [0, 1, 1],
            "stimulus_ms": [10, 5_010, 6_000],
            "target": [next(iter(held))] * 3,
            "choice": [100, -100, 0],
            "undo": [False, False, True],
            "number": [1, 1, 2],
        }
    )
    return Watched(
        stimulus=Stimulus("talk", "A talk", 15_000),
        matrix=matrix,
        codes=held,
        shown=np.array(shown),
        reactions=reactions,
        statements=pl.DataFrame({"statement": ["s1"]}),
        classes={name: np.array([[1], [-1], [-128]], np.int8) for name in held},
        scores={name: np.array([[1.0], [-1.0], [np.nan]]) for name in held},
    )


def rows(table):
    return [row for batch in table.batches() for row in batch.rows()]


def test_every_interval_of_every_person_is_told_once():
    table = presence_table([watched()], {})
    assert [column.name for column in table.columns][2:] == ["interval", "state", "choice"]
    assert rows(table) == [
        (1, "talk", 0, "pressed", 100), (1, "talk", 1, "skipped", None),
        (1, "talk", 2, "away", None),
        (2, "talk", 0, "unknown", None), (2, "talk", 1, "pressed", -100),
        (2, "talk", 2, "pressed", 100),
        *((3, "talk", k, "skipped", None) for k in range(3)),
    ]  # fmt: skip
    assert table.rows == 9


def test_several_targets_have_a_choice_each_and_one_presence():
    table = presence_table([watched({"anna": CODES, "ole": OTHER})], {"anna": "Anna Berg"})
    assert [column.name for column in table.columns][4:] == ["choice_anna", "choice_ole"]
    assert rows(table)[1] == (1, "talk", 1, "pressed", None, -100)
    assert rows(table)[8] == (3, "talk", 2, "skipped", None, None)
    assert "Anna Berg" in table.columns[4].meaning


def test_who_was_not_shown_a_stimulus_has_no_rows_of_it():
    one = watched(shown=(True, False, True))
    assert {row[0] for row in rows(presence_table([one], {}))} == {1, 3}
    assert {row[0] for row in rows(person_statement_table([one], {}))} == {1, 3}
    assert presence_table([one], {}).rows == 6


@pytest.mark.parametrize("at_once", [1, 3, 7])
def test_batches_are_short_and_come_to_the_same(monkeypatch, at_once):
    whole = rows(presence_table([watched()], {}))
    monkeypatch.setattr(persons_package, "BATCH_ROWS", at_once)
    table = presence_table([watched(), watched()], {})
    sizes = [len(batch) for batch in table.batches()]
    assert max(sizes) <= max(at_once, 3)
    assert rows(table) == whole + whole
    assert sum(sizes) == table.rows


def test_reactions_keep_their_order_and_undos_have_no_choice():
    table = reactions_table([watched()], {})
    assert rows(table) == [
        (1, "talk", "speech", 1, 10, "press", 100),
        (2, "talk", "speech", 1, 5_010, "press", -100),
        (2, "talk", "speech", 2, 6_000, "undo", None),
    ]
    assert all(batch.schema == table.schema for batch in table.batches())


def test_classes_have_scores_or_a_reason():
    table = person_statement_table([watched()], {})
    assert rows(table) == [
        (1, "talk", "speech", "s1", "like", 1.0),
        (2, "talk", "speech", "s1", "dislike", -1.0),
        (3, "talk", "speech", "s1", "absent", None),
    ]
    assert table.gaps_of(table.column("score")).keys() == {"absent"}


def test_comments_are_in_the_order_of_the_alphabet():
    table = comments_table([("b", "zebra"), ("a", "Zoo"), ("a", "apple"), ("a", "Äpfel")])
    assert rows(table) == [
        (1, "a", "apple"), (2, "a", "Zoo"), (3, "a", "Äpfel"), (4, "b", "zebra"),
    ]  # fmt: skip
    assert rows(comments_table([])) == []


def test_stimuli_tell_what_a_recomputation_needs():
    settings = {"lag_ms": 3_000, "instrument": "slider", "start": -5}
    assert rows(stimuli_table([watched()], settings)) == [
        ("talk", "A talk", 15_000, 5_000, 3_000, "slider", -5)
    ]
