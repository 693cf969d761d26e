"""How long each piece is kept."""

from pulsemeter.domain.retention import DAY_MS, Expiry, Piece, Retention


def test_days_count_from_the_close():
    usual = Retention()
    assert [usual.kept_ms(piece) // DAY_MS for piece in Piece] == [1, 90, 14]
    short = Retention(contacts_days=0, persons_days=3)
    assert [short.kept_ms(piece) // DAY_MS for piece in Piece] == [1, 3, 0]
    assert not usual.is_longer
    assert not short.is_longer
    assert Retention(contacts_days=15).is_longer
    assert Retention(persons_days=91).is_longer


def test_what_is_open_or_done_is_not_due():
    assert Expiry("S", Piece.PERSONS, 10).is_due(10)
    assert not Expiry("S", Piece.PERSONS, 10).is_due(9)
    assert not Expiry("S", Piece.PERSONS, 10, is_done=True).is_due(10)
    assert not Expiry("S", Piece.PERSONS, None).is_due(10**15)
