import pytest

from pulsemeter.service import join_rate
from pulsemeter.service.join_rate import JoinRate


@pytest.fixture
def rate(clock):
    return JoinRate(clock, b"key")


def test_a_session_lets_in_no_more_than_its_rate(rate, clock):
    assert [rate.may_join("A", 3, "") for _ in range(5)] == [True] * 3 + [False] * 2
    assert rate.may_join("B", 3, ""), "another session has its own"
    clock.now_ms += 334
    assert [rate.may_join("A", 3, "") for _ in range(2)] == [True, False]
    clock.now_ms += 60_000
    assert [rate.may_join("A", 3, "") for _ in range(4)] == [True] * 3 + [False]


def test_no_limit(rate):
    assert all(rate.may_join("A", 0, "") for _ in range(5_000))


def test_one_address_cannot_use_up_a_session(rate, clock):
    joined = sum(rate.may_join("A", 1_000, "10.0.0.1") for _ in range(500))
    assert joined == join_rate.JOINS_AT_ONCE_OF_ADDRESS
    assert rate.may_join("A", 1_000, "10.0.0.2")
    clock.now_ms += 1_000
    joined = sum(rate.may_join("A", 1_000, "10.0.0.1") for _ in range(500))
    assert joined == join_rate.JOINS_A_SECOND_OF_ADDRESS


def test_a_full_session_takes_no_turn_of_an_address(rate, clock):
    assert rate.may_join("A", 1, "")
    assert not any(rate.may_join("A", 1, "10.0.0.1") for _ in range(200))
    clock.now_ms += 1_000
    assert rate.may_join("A", 1, "10.0.0.1")


def test_who_guesses_has_to_wait_and_others_need_not(rate, clock):
    guesses = 0
    while rate.may_guess("10.0.0.1"):
        rate.missed("10.0.0.1")
        guesses += 1
    assert guesses == join_rate.MISSES_AT_ONCE_OF_ADDRESS
    assert rate.may_guess("10.0.0.2")
    assert rate.may_guess("")
    clock.now_ms += 6_001
    assert rate.may_guess("10.0.0.1")


def test_guessing_from_many_addresses_is_slowed_as_a_whole(rate, clock):
    guesses = 0
    while rate.may_guess(f"10.0.{guesses // 250}.{guesses % 250}"):
        rate.missed(f"10.0.{guesses // 250}.{guesses % 250}")
        guesses += 1
    assert guesses == join_rate.MISSES_AT_ONCE
    clock.now_ms += 1_000
    assert rate.may_guess("10.0.9.9")


def test_no_address_is_kept_for_longer_than_a_minute_or_readable(rate, clock, monkeypatch):
    for number in range(100):
        rate.may_join("A", 0, f"192.0.2.{number}")
        rate.may_guess(f"192.0.2.{number}")
    assert rate.addresses == 100
    assert not any(b"192.0.2" in key for key in rate._joins)
    clock.now_ms += 60_001
    rate.forget_old()
    assert rate.addresses == 0


def test_memory_is_bounded(rate, monkeypatch):
    monkeypatch.setattr(join_rate, "ADDRESSES_MAX", 50)
    for number in range(500):
        rate.may_join("A", 0, f"10.1.{number // 250}.{number % 250}")
    assert rate.addresses == 50


def test_hashes_of_two_processes_differ(clock):
    one, two = JoinRate(clock, b"a"), JoinRate(clock, b"b")
    one.may_join("A", 0, "10.0.0.1")
    two.may_join("A", 0, "10.0.0.1")
    assert one._joins.keys() != two._joins.keys()
