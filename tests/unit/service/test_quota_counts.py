from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.participant import Seat
from pulsemeter.domain.study import Attribute, Category
from pulsemeter.service.quota_counts import QuotaCounts

regions = st.sampled_from(["north", "south"])


def seat_of(number, region, likes_left):
    return Seat(number, "C", categories={"region": region}, likes_left=likes_left)


@given(st.lists(st.tuples(regions, st.booleans(), st.booleans())))
def test_counts_are_those_of_a_plain_recount(rows):
    counts = QuotaCounts()
    left = []
    for number, (region, likes_left, stays) in enumerate(rows):
        seat = seat_of(number, region, likes_left)
        counts.add(seat)
        if stays:
            left.append(seat)
        else:
            counts.remove(seat)
    assert counts.total == len(left)
    for region in ("north", "south"):
        mine = [s for s in left if s.categories["region"] == region]
        assert counts.holding("region", region) == len(mine)
        assert counts.surplus_left({"region": region}) == sum(
            1 if s.likes_left else -1 for s in mine
        )


def test_a_quota_is_full_at_its_number_and_zero_means_no_limit(make_study):
    study = replace(
        make_study(),
        attributes=(
            Attribute("region", "R", "?", (Category("north", "N", 2), Category("south", "S"))),
        ),
    )
    counts = QuotaCounts()
    for number in range(3):
        assert counts.is_full(study, {"region": "north"}) == (number >= 2)
        counts.add(seat_of(number, "north", True))
        counts.add(seat_of(10 + number, "south", True))
    assert not counts.is_full(study, {"region": "south"})
