"""An empty tally has the shape of its study."""

from pulsemeter.service.begin_tally import new_tally


def test_a_tally_has_a_matrix_for_each_stimulus(make_study):
    tally = new_tally(make_study())
    assert {key: cells.intervals for key, cells in tally.cells.items()} == {(0, 0): 6}
    assert (tally.position, tally.row_of) == (0, {})
