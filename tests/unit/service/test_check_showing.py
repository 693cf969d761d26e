"""A live session shows everybody the same; a study that can't says so before it is planned."""

import pytest

from pulsemeter.domain.playlist import Arm, Order, Playlist
from pulsemeter.domain.session import SessionKind, ShownIn
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.check_showing import WAYS, check_showing, usual_way
from pulsemeter.service.create_study import StudyRefused

TWO = (Stimulus("a", "A", 10_000), Stimulus("b", "B", 10_000))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"playlist": Playlist(Order.LATIN)}, "order of each seat's own"),
        ({"arms": (Arm("x", "X", order=Order.RANDOM), Arm("y", "Y"))}, "order of each seat's own"),
        ({"arms": (Arm("x", "X", stimuli=("a",)), Arm("y", "Y"))}, "arm x has stimuli of its own"),
    ],
)
def test_a_live_session_refuses_what_differs_between_seats(make_study, changes, said) -> None:
    study = make_study(stimuli=TWO, **changes)
    with pytest.raises(StudyRefused, match=said):
        check_showing(study, SessionKind.LIVE)
    check_showing(study, SessionKind.ON_DEMAND)


def test_arms_that_differ_in_their_instrument_can_watch_together(make_study) -> None:
    arms = (Arm("x", "X"), Arm("y", "Y", presses=False))
    check_showing(make_study(stimuli=TWO, arms=arms), SessionKind.LIVE)


def test_own_screens_need_a_cue_and_a_broadcast_is_live_and_one(make_study) -> None:
    with pytest.raises(StudyRefused, match="plans no moment at which people tap"):
        check_showing(make_study(), SessionKind.LIVE, ShownIn.OWN_SCREEN)
    cued = make_study(cues=("Good evening.",))
    check_showing(cued, SessionKind.LIVE, ShownIn.OWN_SCREEN)
    check_showing(make_study(), SessionKind.LIVE, ShownIn.ONE_ROOM)
    for shown in (ShownIn.OWN_SCREEN, ShownIn.ONE_ROOM):
        with pytest.raises(StudyRefused, match="at the same moment; open the session live"):
            check_showing(cued, SessionKind.ON_DEMAND, shown)
        with pytest.raises(StudyRefused, match="has 2 stimuli"):
            check_showing(make_study(stimuli=TWO, cues=("x",)), SessionKind.LIVE, shown)


def test_a_broadcast_is_watched_live(make_study) -> None:
    address = "https://tv.example/live.m3u8"
    study = make_study(stimuli=(Stimulus("tv", "TV", 10_000, address=address, broadcast=True),))
    check_showing(study, SessionKind.LIVE)
    with pytest.raises(StudyRefused, match="stimulus tv of study talk is a broadcast"):
        check_showing(study, SessionKind.ON_DEMAND)


def test_a_broadcast_is_usually_shown_live(make_study) -> None:
    assert usual_way(make_study()) == "on_demand"
    study = make_study(stimuli=(Stimulus("a", "A", 1_000), Stimulus("b", "B", 9, broadcast=True)))
    assert usual_way(study) == "live"
    assert {usual_way(study), usual_way(make_study())} <= WAYS.keys()
