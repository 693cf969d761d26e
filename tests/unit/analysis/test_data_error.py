"""Refused data is told apart from a programmer's mistake by its type alone."""

from pulsemeter.analysis.data_error import DataError
from pulsemeter.intake import IntakeError


def test_files_and_tables_are_refused_by_one_type_that_a_notebook_can_catch() -> None:
    assert issubclass(DataError, ValueError)
    assert issubclass(IntakeError, DataError)
