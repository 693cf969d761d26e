"""Codes and scales become choices, each different value judged once."""

import polars as pl
import pytest

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.intake.mapped_values import meanings_of, plain_text, reason_of
from pulsemeter.intake.mapping import Meaning, ValueRule

SLIDER = Instrument(kind=InstrumentKind.SLIDER)
STEPS = Instrument(kind=InstrumentKind.FOUR_STEPS)
BUTTONS = Instrument()


def meaning(text: str, rule: ValueRule, instrument: Instrument, **labels: object) -> tuple:
    return meanings_of(pl.Series([text, None]), rule, instrument, **labels).row(0)[1:]


@pytest.mark.parametrize(
    ("span", "instrument", "text", "meant"),
    [
        ((0, 100), SLIDER, "0", ("press", -100)),
        ((0, 100), SLIDER, "50", ("press", 0)),
        ((0, 100), SLIDER, "87,25", ("press", 75)),
        ((0, 100), SLIDER, "100.5", ("beyond", 0)),
        ((-3, 3), SLIDER, "−3", ("press", -100)),
        ((-3, 3), SLIDER, "1", ("press", 33)),
        ((7, 1), SLIDER, "1", ("press", 100)),
        ((-1, 1), BUTTONS, "1", ("press", 100)),
        ((-1, 1), BUTTONS, "0", ("skipped", 0)),
        ((-1, 1), BUTTONS, "0.5", ("between", 0)),
        ((-2, 2), STEPS, "1", ("press", 50)),
        ((0, 1), BUTTONS, "nan", ("missing", 0)),
        ((0, 1), BUTTONS, "inf", ("unread", 0)),
        ((0, 1), BUTTONS, "like", ("unread", 0)),
    ],
)
def test_a_scale(span: tuple, instrument: Instrument, text: str, meant: tuple) -> None:
    assert meaning(text, ValueRule(range=span), instrument) == meant


def test_codes_come_before_the_scale_and_missing_before_codes() -> None:
    rule = ValueRule(
        codes={"99": Meaning("away"), "Like": Meaning("press", 100), ".": Meaning("skipped")},
        range=(0, 100),
        missing=("98", "like it"),
    )
    assert meaning("99", rule, SLIDER) == ("away", 0)
    assert meaning("98", rule, SLIDER) == ("missing", 0)
    assert meaning("LIKE", rule, SLIDER) == ("press", 100)
    assert meaning(".", rule, SLIDER) == ("skipped", 0)
    assert meaning("LIKE IT", rule, SLIDER) == ("missing", 0)


def test_labels_of_the_file_may_be_codes() -> None:
    rule = ValueRule(codes={"Gefällt mir": Meaning("press", 100)})
    assert meaning("1", rule, BUTTONS, labels={1.0: "Gefällt mir"}) == ("press", 100)
    assert meaning("2", rule, BUTTONS, labels={1.0: "Gefällt mir"}) == ("unread", 0)


def test_columns_of_any_type_become_plain_text() -> None:
    assert plain_text(pl.Series([1, None])).to_list() == ["1", None]
    assert plain_text(pl.Series([True])).to_list() == ["true"]
    assert plain_text(pl.Series([" a "])).to_list() == ["a"]
    assert plain_text(pl.Series([1.0, float("nan"), 0.1])).to_list() == ["1", None, "0.1"]


def test_reasons_say_what_was_expected() -> None:
    rule = ValueRule(range=(0, 100))
    assert reason_of("beyond", rule, SLIDER) == "lies outside the scale 0 to 100"
    assert reason_of("between", rule, STEPS) == "lies between the steps of four steps"
    assert reason_of("unread", rule, SLIDER).endswith("and no number")
