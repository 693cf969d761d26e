from pulsemeter.service.heard_elsewhere import Heard, HeardElsewhere


def test_the_newest_word_of_each_seat_stands():
    heard = HeardElsewhere()
    heard.take_in(Heard((1, 2), (2, 3)), 1_000)
    heard.take_in(Heard((1,), (3,)), 5_000)
    assert heard.since(1_000) == {2, 3}
    assert heard.since(1_001) == {3}
    assert [heard.last_ms(seat, 500) for seat in (1, 2, 3, 4)] == [5_000, 1_000, 5_000, 500]


def test_of_lags_the_newest_are_kept():
    heard = HeardElsewhere()
    for n in range(8):
        heard.take_in(Heard(lags_ms={"C": [n] * 100}), n)
    assert heard.lags_ms["C"] == [n for n in range(3, 8) for _ in range(100)]
