"""Long files: one row for each record."""

import polars as pl
import pytest

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.form import ReactionOptions
from pulsemeter.intake.long import names_of, read_long
from pulsemeter.intake.table import Table


def long(options: ReactionOptions | None = None, **columns: list[object]):  # type: ignore[no-untyped-def]
    frame = pl.DataFrame(columns)
    return read_long(Table.of("a.csv", frame, frame.columns), options or ReactionOptions())


def test_the_order_of_the_file_stays() -> None:
    read = long(participant=["b", "a", "b"], time_s=[9, 1, 9], choice=[1, -1, -1])
    assert read.frame["participant"].to_list() == ["b", "a", "b"]
    assert read.frame["stimulus_ms"].to_list() == [9000, 1000, 9000]
    assert read.frame["choice"].to_list() == [100, -100, -100]
    assert (read.duration_ms, read.interval_ms, read.presence_known) == (None, None, False)


def test_rows_without_participant_are_left_out_and_counted() -> None:
    read = long(participant=["a", None, " "], time_s=[1, 2, 3], choice=[1, 1, 1])
    assert len(read.frame) == 1
    assert "2 rows without participant left out" in read.notes


def test_presence_is_known_from_records_of_it() -> None:
    assert long(id=["a", "a"], t_s=[0, 5], choice=["skipped", "like"]).presence_known
    assert long(id=["a"], t_s=[0], kind=["away"]).frame.row(0) == ("a", "", 0, 0, "away")


def test_several_targets_are_an_instrument() -> None:
    read = long(id=["a", "a"], t_s=[0, 5], choice=[1, -1], target=["Ann", None])
    assert read.instrument == "two_buttons_per_target"
    assert read.frame["target"].to_list() == ["Ann", ""]
    assert "instrument guessed: two_buttons_per_target" in read.notes


def test_one_instrument_in_the_file_is_taken() -> None:
    read = long(id=["a"], t_s=[0], choice=[2], instrument=["Four Steps"])
    assert read.instrument == "four_steps"


def test_mixed_instruments_are_refused_with_the_reason() -> None:
    with pytest.raises(IntakeError, match=r"not mixed in one estimate.*\.11"):
        long(id=["a", "b"], t_s=[0, 1], choice=[1, 1], instrument=["slider", "four_steps"])


@pytest.mark.parametrize(
    ("options", "instrument", "said"),
    [
        (ReactionOptions(instrument="thumbs"), None, "'thumbs' is not known"),
        (ReactionOptions(), "thumbs", "'thumbs' is not known"),
        (ReactionOptions(instrument="slider"), "four_steps", "the file says four_steps"),
    ],
)
def test_instruments_that_contradict_are_named(
    options: ReactionOptions, instrument: str | None, said: str
) -> None:
    with pytest.raises(IntakeError, match=said):
        long(options, id=["a"], t_s=[0], choice=[100], instrument=[instrument])


def test_missing_columns_and_wrong_values_are_said_together() -> None:
    with pytest.raises(IntakeError) as caught:
        long(who=["a"], when=[1])
    assert len(caught.value.complaints) == 3
    with pytest.raises(IntakeError) as caught:
        long(id=["a", "b"], t_s=["x", "1"], choice=["1", "y"])
    assert len(caught.value.complaints) == 2
    with pytest.raises(IntakeError, match="no row names a participant"):
        long(id=[None], t_s=["1"], choice=["1"])


def test_columns_may_be_named_by_the_caller() -> None:
    options = ReactionOptions(
        participant_column="who", time_column="when", choice_column="what", target_column="whom"
    )
    read = long(options, who=["a"], when=["0:05"], what=["like"], whom=["Ann"])
    assert read.frame.row(0) == ("a", "Ann", 5000, 100, "press")


def test_names_are_the_same_from_text_and_numbers() -> None:
    expected = ["1", "2"]
    for values in (["1", " 2 "], [1, 2], [1.0, 2.0]):
        assert names_of(pl.Series(values)).to_list() == expected
    assert names_of(pl.Series([1.5, 2.0])).to_list() == ["1.5", "2"]
    assert names_of(pl.Series(["None", "NA"])).to_list() == ["None", None]
