"""Taps become delays, and records are placed by the delay of their seat at their moment."""

from pulsemeter.domain.delay import DelayCue
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.tally.delays import Delays
from pulsemeter.tally.frame import records_of

CUES = tuple(DelayCue(n, "now", marked_ms=10_000 * n) for n in (1, 2, 3))
UNMARKED = (*CUES[:2], DelayCue(3, "now"))


def taps(made, seat, *delays_ms, kind=RecordKind.TAP):
    """A seat's taps at the cues 1, 2, 3 …, each so late."""
    return [
        made(10_000 * cue + late, 0, kind=kind, seat=seat, sequence=cue, target=cue)
        for cue, late in enumerate(delays_ms, start=1)
    ]


def knowing(made, *rows):
    delays = Delays()
    delays.mark(CUES)
    delays.hear(records_of(list(rows)))
    return delays


def clocks(records):
    return sorted(zip(records["seat"].tolist(), records["clock_ms"].tolist(), strict=True))


def test_each_seat_has_its_own_delay_and_a_coarse_one_stands_apart(made):
    delays = knowing(
        made, *taps(made, 7, 20_000, 20_400, 20_200), *taps(made, 8, 3_000, 9_000, 6_000)
    )
    assert delays.newest(7).ms == 20_200
    timed = delays.timed(
        records_of(
            [
                *(made(at, seat=7) for at in (20_199, 20_200, 80_200, 80_199)),
                made(30_000, seat=8),
                made(30_000, seat=9),
                *taps(made, 7, 20_000),
            ]
        ),
        60_000,
    )
    # Nothing of moments before the beginning or after the end, of seats without a delay, no taps.
    assert clocks(timed.exact) == [(7, 0), (7, 59_999)]
    assert clocks(timed.coarse) == [(8, 24_000)]


def test_a_tap_before_the_mark_counts_once_the_moment_is_marked(made):
    delays = Delays()
    delays.mark(UNMARKED)
    assert delays.hear(records_of(taps(made, 7, 1_000, 1_000, 1_000))) == set()
    assert delays.newest(7) is None
    assert delays.mark(CUES) == {7}
    assert delays.newest(7).ms == 1_000
    assert delays.mark(CUES) == set()


def test_marking_again_corrects_and_the_same_tap_again_changes_nothing(made):
    delays = knowing(made, *taps(made, 7, 1_000, 1_000, 1_000))
    again = tuple(DelayCue(c.number, "now", marked_ms=c.marked_ms - 500) for c in CUES)
    assert delays.mark(again) == {7}
    assert delays.newest(7).ms == 1_500
    assert delays.hear(records_of(taps(made, 7, 1_000, 1_000, 1_000))) == set()


def test_of_two_taps_at_one_cue_the_first_counts_in_any_order(made):
    later = made(15_000, 0, kind=RecordKind.TAP, seat=7, sequence=9, target=1)
    for rows in (
        [*taps(made, 7, 1_000, 1_000, 1_000), later],
        [later, *taps(made, 7, *[1_000] * 3)],
    ):
        assert knowing(made, *rows).newest(7).spread_ms == 0


def test_only_taps_are_heard_and_a_withdrawn_seat_is_forgotten(made):
    delays = knowing(made, *taps(made, 7, *[1_000] * 3, kind=RecordKind.PRESS))
    assert delays.newest(7) is None
    delays = knowing(made, *taps(made, 7, *[1_000] * 3), *taps(made, 8, 1_000))
    assert (delays.tapped(1), delays.tapped(2)) == (2, 1)
    delays.forget(7)
    assert delays.newest(7) is None
    assert delays.tapped(1) == 1
    assert delays.mark(()) == set()


def test_a_delay_that_grows_moves_what_is_pressed_later(made):
    cues = tuple(DelayCue(n, "now", marked_ms=60_000 * n) for n in range(1, 7))
    delays = Delays()
    delays.mark(cues)
    late = (10_000, 10_000, 10_000, 12_000, 12_000, 12_000)
    delays.hear(
        records_of(
            [
                made(60_000 * n + ms, 0, kind=RecordKind.TAP, sequence=n, target=n)
                for n, ms in enumerate(late, start=1)
            ]
        )
    )
    timed = delays.timed(records_of([made(at) for at in (70_000, 400_000)]), 10**7)
    assert clocks(timed.exact) == [(7, 60_000), (7, 388_000)]
