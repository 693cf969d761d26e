from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.roster_member import member_of


def test_a_member_is_placed_by_its_categories_and_counts_from_where_it_came(make_study):
    seat = Seat(7, "C", SeatStep.STIMULUS, 1, categories={"region": "north"})
    member = member_of(make_study(), seat, 3, whole_only=True)
    assert member.categories == {"region": "north"}
    assert (member.enters, member.whole_only, member.unshown) == (3, True, frozenset())


def test_what_an_arm_does_not_show_is_known(make_study):
    stimuli = tuple(Stimulus(name, name, 30_000) for name in ("a", "b"))
    study = make_study(
        stimuli=stimuli,
        arms=(Arm("first", "A", stimuli=("a",)), Arm("second", "B", stimuli=("b",))),
    )
    seat = Seat(7, "C", SeatStep.STIMULUS, 1, categories={"region": "north"}, arm="second")
    assert member_of(study, seat).unshown == {0}
