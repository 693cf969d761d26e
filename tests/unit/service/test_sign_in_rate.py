import pytest

from pulsemeter.service import sign_in_rate
from pulsemeter.service.sign_in_rate import (
    ADDRESS_REFILL_S,
    NAME_REFILL_S,
    NOTED_EVERY_MS,
    TRIES_OF_ADDRESS,
    TRIES_OF_ALL,
    TRIES_OF_NAME,
    SignInRate,
    TooManyTries,
)


@pytest.fixture
def rate(clock):
    return SignInRate(clock, b"key")


def tries(rate, name, address, most=1_000):
    """How many tries are taken until it says no."""
    for taken in range(most):
        try:
            rate.take(name, address)
        except TooManyTries:
            return taken
    return most


def test_a_name_has_few_tries_and_one_more_a_minute_wherever_they_come_from(rate, clock):
    for taken in range(TRIES_OF_NAME):
        rate.take("ada", f"192.0.2.{taken}")
    with pytest.raises(TooManyTries, match="wait"):
        rate.take("ada", "198.51.100.1")
    rate.take("ben", "198.51.100.1")
    clock.now_ms += NAME_REFILL_S * 1_000
    assert tries(rate, "ada", "") == 1


def test_an_address_has_more_tries_over_all_names(rate, clock):
    for taken in range(TRIES_OF_ADDRESS):
        rate.take(f"name {taken}", "192.0.2.1")
    assert tries(rate, "another", "192.0.2.1") == 0
    assert tries(rate, "another", "192.0.2.2") == TRIES_OF_NAME
    clock.now_ms += ADDRESS_REFILL_S * 1_000
    assert tries(rate, "", "192.0.2.1") == 1


def test_all_together_have_a_bound_too(rate):
    taken = sum(tries(rate, f"name {n}", f"192.0.2.{n}", 1) for n in range(200))
    assert taken == TRIES_OF_ALL


def test_who_was_right_has_spent_nothing(rate):
    for _ in range(200):
        rate.take("ada", "192.0.2.1")
        rate.give_back("ada", "192.0.2.1")
    assert tries(rate, "ada", "192.0.2.1") == TRIES_OF_NAME


def test_nobody_named_and_this_machine_are_bound_by_all_together_only(rate):
    assert tries(rate, "", "") == TRIES_OF_ALL


def test_names_are_kept_as_hashes_and_not_for_ever(rate, monkeypatch):
    monkeypatch.setattr(sign_in_rate, "KEPT_MAX", 3)
    for number in range(9):
        rate.take(f"name {number}", f"192.0.2.{number}")
    assert len(rate._names) == len(rate._addresses) == 3
    assert all(isinstance(key, bytes) and b"name" not in key for key in rate._names)


def test_a_throttle_is_news_once_in_a_while(rate, clock):
    assert rate.is_news("Ada")
    assert not rate.is_news("Ada")
    assert rate.is_news("Ben")
    clock.now_ms += NOTED_EVERY_MS
    assert rate.is_news("Ada")
