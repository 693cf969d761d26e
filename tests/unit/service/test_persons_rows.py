"""Profiles in a package are as coarse as they will be kept; what that took is counted."""

from tests.recorded_session import recorded_study

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.release.plan import settle_plan
from pulsemeter.service.persons_rows import coarse_seats, persons_of
from pulsemeter.service.ports import SeatRecord


def record(number, region="north", age="old", enters=0):
    seat = Seat(number, "CODE", SeatStep.THANKS, 1, {"region": region, "age": age})
    return SeatRecord(seat, b"", b"", enters=enters)


def test_profiles_of_enough_persons_stay(make_study):
    study = recorded_study(make_study)
    roster = [record(n, ("north", "south")[n % 2]) for n in range(20)]
    plan = settle_plan(study, [r.seat.categories for r in roster])
    seats, notes = coarse_seats(study, plan, roster)
    assert [seat.categories for seat in seats] == [r.seat.categories for r in roster]
    assert [seat.id for seat in seats] == list(range(20))
    assert notes == []


def test_a_rare_combination_goes_and_is_counted(make_study):
    study = recorded_study(make_study)
    roster = [record(n, ("north", "south")[n % 2]) for n in range(20)]
    # Six young persons, one of them alone in the north.
    roster += [record(20 + n, "south" if n else "north", "young") for n in range(6)]
    plan = settle_plan(study, [r.seat.categories for r in roster])
    seats, notes = coarse_seats(study, plan, roster)
    held = [tuple(sorted(seat.categories.items())) for seat in seats]
    assert all(held.count(each) >= study.profile.smallest_roster for each in held)
    assert any(note.startswith("age: ") and "of 26 persons" in note for note in notes)


def test_who_counts_in_the_whole_panel_only_has_no_categories(make_study):
    study = recorded_study(make_study)
    roster = [record(n) for n in range(10)] + [record(10 + n, enters=-1) for n in range(6)]
    plan = settle_plan(study, [r.seat.categories for r in roster])
    seats, _ = coarse_seats(study, plan, roster)
    assert [seat.categories for seat in seats[10:]] == [{}] * 6


def test_persons_know_their_answers_and_whether_they_finished(make_study):
    study = recorded_study(make_study)
    seats = [record(7).seat, Seat(8, "CODE", SeatStep.STIMULUS, 1, {"region": "south"})]
    first, second = persons_of(study, seats, [], {7: {("after", "voted"): "yes"}})
    assert (first.answers, first.finished) == ({("after", "voted"): "yes"}, True)
    assert (second.answers, second.finished, second.presses) == ({}, False, 0)
    assert second.categories == {"region": "south"}
