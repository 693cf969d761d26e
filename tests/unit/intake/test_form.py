"""The known form is what the readers give."""

from collections.abc import Callable
from pathlib import Path

from pulsemeter.domain.study import InstrumentKind
from pulsemeter.intake.form import INSTRUMENTS, KINDS, REACTION_SCHEMA
from pulsemeter.intake.reactions import read_reactions


def test_long_and_wide_files_give_the_same_columns(write: Callable[..., Path]) -> None:
    long = read_reactions(write("participant,time_s,choice\na,0,like\na,1,away\n"))
    wide = read_reactions(write("time,a\n0,1\n1,0\n"), wide=True)
    for read in (long, wide):
        assert dict(read.frame.schema) == REACTION_SCHEMA
        assert set(read.frame["kind"]) <= set(KINDS)
        assert read.instrument in INSTRUMENTS


def test_every_instrument_of_a_study_is_known() -> None:
    assert {kind.value for kind in InstrumentKind} <= set(INSTRUMENTS)
