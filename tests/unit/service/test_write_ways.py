import tomllib

import pytest

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.playlist import Arm, Order, Playlist
from pulsemeter.domain.recruitment import CellQuota, Recruitment
from pulsemeter.service.toml_text import toml_text
from pulsemeter.service.write_ways import (
    arm_table,
    instrument_tables,
    playlist_tables,
    quota_table,
    recruitment_tables,
)


def test_what_is_usual_has_no_section():
    assert instrument_tables(Instrument()) == []
    assert playlist_tables(Playlist()) == []
    assert recruitment_tables(Recruitment()) == []


def test_a_stronger_word_follows_the_weaker_even_where_it_is_the_usual():
    steps = Instrument(InstrumentKind.FOUR_STEPS, like="Good")
    read = tomllib.loads(toml_text(instrument_tables(steps)))["instrument"]
    assert read == {"kind": "four_steps", "like": "Good", "strong_like": "Like a lot"}


def test_an_arm_says_what_it_changes():
    own = Instrument(cue=False)
    plain = Arm("a", "a")
    other = Arm("b", "B", 2, instrument=own, order=Order.RANDOM, presses=False)
    read = tomllib.loads(toml_text([arm_table(plain, own), arm_table(other, own)]))["arm"]
    assert read == [
        {"id": "a"},
        {"id": "b", "label": "B", "share": 2, "order": "random", "kind": "two_buttons",
         "presses": False},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("recruitment", "reserve"),
    [(Recruitment(reserve=4), 4), (Recruitment(reserve_share=1.0), 1.0)],
)
def test_a_reserve_of_persons_has_no_point_and_a_share_has_one(recruitment, reserve):
    read = tomllib.loads(toml_text(recruitment_tables(recruitment)))["recruitment"]
    assert read == {"reserve": reserve}
    assert type(read["reserve"]) is type(reserve)


def test_a_quota_names_its_cell():
    quota = CellQuota((("age", "young"), ("where you live", "north")), 9)
    read = tomllib.loads(toml_text([quota_table(quota)]))["quota"]
    assert read == [{"age": "young", "where you live": "north", "max": 9}]
