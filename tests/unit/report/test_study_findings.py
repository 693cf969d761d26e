"""What a report is on."""

from dataclasses import replace

from tests.unit.report.study_reports import findings


def test_a_program_pressed_if_study_or_session_says_so() -> None:
    told = findings()
    assert not told.is_simulated
    assert replace(told, study=replace(told.study, simulated=True)).is_simulated
    assert replace(told, session=replace(told.session, simulated=True)).is_simulated
    assert replace(told, session=replace(told.session, dry_run=True)).is_simulated
