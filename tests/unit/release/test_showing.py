"""What of a session somebody sees: the newest figures, cut by a view."""

from dataclasses import replace

from tests.unit.release.showings import CELLS, SAID, STUDY, a_showing

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.session import SessionState
from pulsemeter.release.showing import instrument_differences, showing_of
from pulsemeter.release.view import View

BOTH = ("region:north", "region:south")
WHOLE = a_showing("AAAAAA", [(9, 1, 20), (8, 2, 20)], {"s0": ((9, 1, 20), "resonates")}, cells=BOTH)


def seen(view, releases=WHOLE.releases):
    return showing_of(WHOLE.session, STUDY, CELLS, releases, SAID, view)


def test_a_view_cuts_cells_and_figures():
    own = seen(View(frozenset({"region:north"})))
    assert [cell.id for cell in own.cells] == ["region:north"]
    assert set(own.intervals("talk", "region:north")) == {0, 1}
    assert own.intervals("talk", "region:south") == {}
    assert own.judged("talk", "region:south") == {}
    assert seen(View(frozenset())).releases == []


def test_the_newest_release_counts():
    newer = a_showing("AAAAAA", {1: (2, 8, 20)}, {"s0": ((1, 9, 20), "falls_flat")}, cells=BOTH)
    both = [*WHOLE.releases, *newer.releases]
    found = seen(View(), both)
    assert [f.net for f in found.intervals("talk", BOTH[0]).values()] == [40.0, -30.0]
    (statement, figure) = found.judged("talk", BOTH[0])["s0"]
    assert (statement.id, figure.verdict) == ("s0", "falls_flat")
    assert found.judged("", BOTH[0]).keys() == {"s0"}
    assert found.judged("other", BOTH[0]) == {}


def test_words_typed_later_keep_their_figures():
    typed = [replace(SAID[0], revision=2, words="What was really said."), SAID[1]]
    found = showing_of(WHOLE.session, STUDY, CELLS, WHOLE.releases, typed, View())
    assert found.judged("talk", BOTH[0])["s0"][0].revision == 2


def test_final_is_what_is_over_and_will_not_change():
    assert WHOLE.is_final
    assert not a_showing("A", [(9, 1, 20)], standing="frozen").is_final
    assert not a_showing("A", [(9, 1, 20)], state=SessionState.RUNNING).is_final


def test_a_viewer_sees_final_figures_only():
    frozen = a_showing("A", [(9, 1, 20)], standing="frozen").releases
    assert seen(View(final_only=True), frozen).releases == []


def test_in_what_instruments_differ():
    plain = Instrument()
    assert instrument_differences(plain, Instrument()) == []
    (cue,) = instrument_differences(plain, Instrument(cue=False))
    assert "with the moving bar / two buttons, cadence 5 s, without a cue" in cue
    (words,) = instrument_differences(plain, Instrument(like="Agree", dislike="Disagree"))
    assert "Agree" in words
    slider = Instrument(InstrumentKind.SLIDER, start=20)
    assert len(instrument_differences(slider, replace(slider, start=0))) == 1
