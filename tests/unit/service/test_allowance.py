from pulsemeter.service.allowance import Allowance


def test_turns_come_back_with_time_and_never_beyond_the_most():
    turns = Allowance(0, 1_000)
    turns.refill(1_500, a_second=2, at_once=3)
    assert (turns.left, turns.seen_ms) == (1, 1_500)
    turns.refill(1_500, a_second=2, at_once=3)
    assert turns.left == 1
    turns.refill(60_000, a_second=2, at_once=3)
    assert turns.left == 3
    turns.refill(59_000, a_second=2, at_once=3)
    assert turns.left == 3
