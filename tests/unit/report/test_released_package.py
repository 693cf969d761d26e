"""The tables of package A: columns that released figures have, with labels, keys and ties."""

from tests.unit.release.test_released_tables import made

from pulsemeter.domain.study import Stimulus
from pulsemeter.report.data_table import ColumnKind
from pulsemeter.report.released_package import released_tables

STIMULI = (Stimulus("talk", "A talk", 60_000), Stimulus("reply", "الرد", 60_000))


def tables(stimuli=STIMULI[:1]):
    found = [(stimulus, made()) for stimulus in stimuli]
    return {table.name: table for table in released_tables(found, {"voted": "Did you vote?"})}


def rows(table):
    return [row for batch in table.batches() for row in batch.iter_rows(named=True)]


def test_tables_without_rows_stay_away_unless_others_lean_on_them():
    assert list(tables()) == ["stimuli", "segments", "statement_list", "curve", "statements"]


def test_figures_come_as_they_were_told():
    first, second = rows(tables()["curve"])
    assert (first["likes"], first["likes_coding"], first["net"]) == (12, "near", 0.225)
    assert (second["net"], second["majority"]) == (None, "too_few")
    assert not {"approval", "n_eff", "p_active"} & first.keys()


def test_choices_know_their_labels():
    curve = tables(STIMULI)["curve"]
    labels = {c.name: [v.label for v in c.values] for c in curve.columns if c.values}
    assert labels["segment"] == ["All"]
    assert labels["stimulus"] == ["A talk", "الرد"]
    assert labels["majority"][0] == "most liked"
    assert curve.column("present_coding").kind is ColumnKind.CHOICE
    assert all(c.meaning for table in tables().values() for c in table.columns)


def test_several_stimuli_lie_below_each_other():
    held = tables(STIMULI)
    assert [row["stimulus"] for row in rows(held["statements"])] == ["talk", "reply"]
    assert [row["stimulus"] for row in rows(held["stimuli"])] == ["talk", "reply"]
    assert held["segments"].rows == 1


def test_keys_and_ties_hold():
    held = tables(STIMULI)
    for table in held.values():
        keys = [tuple(row[name] for name in table.key) for row in rows(table)]
        assert len(set(keys)) == len(keys), table.name
        for tie in table.references:
            there = {tuple(row[n] for n in tie.their_columns) for row in rows(held[tie.table])}
            assert {tuple(row[n] for n in tie.columns) for row in rows(table)} <= there
