import copy
import json

import pytest
from tests.soft_passkey import PRESENT, VERIFIED, SoftPasskey, challenge_in, coded

from pulsemeter.domain.staff import StaffMember
from pulsemeter.identity.passkeys import WebauthnPasskeys, passkey_origins
from pulsemeter.service.staff_ports import Passkey, PasskeyRefused

HERE, CHALLENGE = "https://pulse.example", b"c" * 32
ADA = StaffMember("a1", "Ada")
CHECK = WebauthnPasskeys([HERE, "http://localhost:8000"])


def made(device, origin=HERE):
    checked = CHECK.created(
        origin, CHALLENGE, device.make(CHECK.creation(origin, CHALLENGE, ADA, []), origin)
    )
    return Passkey(checked.id, ADA.id, checked.public_key, checked.sign_count, "", "")


@pytest.mark.parametrize(
    ("url", "origins"),
    [
        ("https://pulse.example", ("https://pulse.example",)),
        ("https://pulse.example:8443/x", ("https://pulse.example:8443",)),
        ("https://192.168.1.7:8000", ()),
        ("https://[::1]:8000", ()),
        ("http://127.0.0.1:8000", ("http://localhost:8000",)),
        ("http://192.168.1.7:8000", ("http://localhost:8000",)),
    ],
)
def test_where_passkeys_work(url, origins):
    assert passkey_origins(url, 8000) == origins
    assert WebauthnPasskeys(origins).origins == origins


def test_what_a_browser_is_asked_for():
    held = [Passkey(b"held", "a1", b"", 0, "", "")]
    options = json.loads(CHECK.creation(HERE, CHALLENGE, ADA, held))
    assert options["rp"]["id"] == "pulse.example"
    assert options["user"]["name"] == "Ada"
    assert [each["id"] for each in options["excludeCredentials"]] == [coded(b"held")]
    asked = options["authenticatorSelection"]
    assert (asked["residentKey"], asked["userVerification"]) == ("required", "required")
    assert options["attestation"] == "none"
    request = json.loads(CHECK.request("http://localhost:8000", CHALLENGE))
    assert (request["rpId"], request["userVerification"]) == ("localhost", "required")
    assert request["allowCredentials"] == []
    assert challenge_in(json.dumps(request)) == CHALLENGE


def test_a_passkey_is_made_and_used():
    device = SoftPasskey()
    passkey = made(device)
    assert passkey.id == device.id
    answer = device.use(CHECK.request(HERE, CHALLENGE), HERE)
    assert CHECK.challenge_of(answer) == CHALLENGE
    assert CHECK.id_of(answer) == device.id
    used = CHECK.used(HERE, CHALLENGE, answer, passkey)
    assert used.sign_count > passkey.sign_count
    replayed = Passkey(passkey.id, "a1", passkey.public_key, used.sign_count, "", "")
    with pytest.raises(PasskeyRefused, match="sign count"):
        CHECK.used(HERE, CHALLENGE, answer, replayed)


@pytest.mark.parametrize("flags", [0, PRESENT, VERIFIED])
def test_who_is_not_there_or_not_verified_is_refused(flags):
    device = SoftPasskey()
    passkey = made(device)
    device.flags = flags
    with pytest.raises(PasskeyRefused):
        made(device)
    with pytest.raises(PasskeyRefused):
        CHECK.used(HERE, CHALLENGE, device.use(CHECK.request(HERE, CHALLENGE), HERE), passkey)


def test_answers_for_elsewhere_and_to_something_else_are_refused():
    device = SoftPasskey()
    passkey = made(device)
    options = CHECK.request(HERE, CHALLENGE)
    for origin in ("https://evil.example", "http://pulse.example", "http://localhost:8000"):
        with pytest.raises(PasskeyRefused, match="origin"):
            CHECK.used(HERE, CHALLENGE, device.use(options, origin), passkey)
        with pytest.raises(PasskeyRefused, match="origin"):
            CHECK.created(
                HERE, CHALLENGE, device.make(CHECK.creation(HERE, CHALLENGE, ADA, []), origin)
            )
    with pytest.raises(PasskeyRefused, match="challenge"):
        CHECK.used(HERE, b"d" * 32, device.use(options, HERE), passkey)
    impostor = SoftPasskey()
    impostor.uses = 100
    with pytest.raises(PasskeyRefused, match="signature"):
        CHECK.used(HERE, CHALLENGE, impostor.use(options, HERE), passkey)
    elsewhere = CHECK.request("http://localhost:8000", CHALLENGE)
    with pytest.raises(PasskeyRefused, match="RP ID"):
        CHECK.used(HERE, CHALLENGE, device.use(elsewhere, HERE), passkey)
    with pytest.raises(PasskeyRefused, match="can't be used at"):
        CHECK.request("https://evil.example", CHALLENGE)


NO_ANSWERS = [
    {},
    {"response": None},
    {"response": {}, "rawId": 7},
    {"response": {"clientDataJSON": "!!!"}, "rawId": "!!!", "id": "!!!", "type": "public-key"},
    {"response": {"clientDataJSON": coded(b"[]")}},
    {"response": {"clientDataJSON": coded(b'{"challenge": 3}')}},
]


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_what_is_no_answer_is_refused_without_a_fault(answer):
    passkey = made(SoftPasskey())
    with pytest.raises(PasskeyRefused):
        CHECK.challenge_of(answer)
    with pytest.raises(PasskeyRefused):
        CHECK.created(HERE, CHALLENGE, answer)
    with pytest.raises(PasskeyRefused):
        CHECK.used(HERE, CHALLENGE, answer, passkey)


def test_damaged_answers_are_refused_without_a_fault():
    device = SoftPasskey()
    passkey = made(device)
    made_answer = device.make(CHECK.creation(HERE, CHALLENGE, ADA, []), HERE)
    used_answer = device.use(CHECK.request(HERE, CHALLENGE), HERE)
    for whole, check in (
        (made_answer, lambda each: CHECK.created(HERE, CHALLENGE, each)),
        (used_answer, lambda each: CHECK.used(HERE, CHALLENGE, each, passkey)),
    ):
        for part in whole["response"]:
            for cut in ("", whole["response"][part][:-8], "AAAA" + whole["response"][part]):
                damaged = copy.deepcopy(whole)
                damaged["response"][part] = cut
                with pytest.raises(PasskeyRefused):
                    check(damaged)
