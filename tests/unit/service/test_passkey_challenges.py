import pytest

from pulsemeter.service import passkey_challenges
from pulsemeter.service.passkey_challenges import GOOD_MS, Challenges
from pulsemeter.service.staff_ports import PasskeyRefused


@pytest.fixture
def challenges(clock, world):
    return Challenges(clock, world.chance)


def test_a_challenge_is_answered_once_and_for_its_purpose(challenges):
    one, other = challenges.draw("sign-in"), challenges.draw("sign-in")
    assert one != other
    assert len(one) >= 16
    challenges.take(one, "sign-in")
    for challenge, purpose in ((one, "sign-in"), (b"never drawn", "sign-in"), (other, "ada")):
        with pytest.raises(PasskeyRefused, match="try again"):
            challenges.take(challenge, purpose)
    # Shown for something else it is used up.
    with pytest.raises(PasskeyRefused):
        challenges.take(other, "sign-in")


def test_a_challenge_waits_five_minutes(challenges, clock):
    early, late = challenges.draw("sign-in"), challenges.draw("sign-in")
    clock.now_ms += GOOD_MS
    challenges.take(early, "sign-in")
    clock.now_ms += 1
    with pytest.raises(PasskeyRefused):
        challenges.take(late, "sign-in")


def test_too_many_open_ones_push_the_oldest_out(challenges, monkeypatch):
    monkeypatch.setattr(passkey_challenges, "OPEN_MAX", 2)
    oldest, *rest = [challenges.draw("sign-in") for _ in range(3)]
    with pytest.raises(PasskeyRefused):
        challenges.take(oldest, "sign-in")
    for challenge in rest:
        challenges.take(challenge, "sign-in")
