"""The sections on chat services of the file that says how messages leave."""

import sys
from pathlib import Path

import pytest
from tests.conftest import ManualClock
from tests.unit.delivery.test_chat_services import (
    FLOW,
    MATRIX_TOKEN,
    SLACK_TOKEN,
    TELEGRAM_TOKEN,
)

from pulsemeter.delivery.chat import ChatCourier
from pulsemeter.delivery.courier_file import CouriersRefused
from pulsemeter.delivery.read_couriers import couriers_of
from pulsemeter.domain.brief import CHATS, BriefChannel
from pulsemeter.service.courier_ports import AddressRefused, Courier

SECRETS = {"t": TELEGRAM_TOKEN, "s": SLACK_TOKEN, "flow": FLOW, "m": MATRIX_TOKEN}
WHOLE = """
[telegram]
token_file = "t"
[slack]
token_file = "s"
[teams]
desk = "flow"
[matrix]
homeserver = "https://matrix.example.org"
token_file = "m"
allow_private = true
"""


def read(folder: Path, text: str) -> dict[BriefChannel, Courier]:
    for name, secret in SECRETS.items():
        (folder / name).write_text(f"{secret}\n", "utf-8")
    path = folder / "couriers.toml"
    path.write_text(text, "utf-8")
    return couriers_of(path, b"master", ManualClock())


def test_each_section_makes_a_courier_with_its_own_addresses(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE)
    assert set(CHATS) < set(found)
    addresses = {
        BriefChannel.TELEGRAM: "@deskNorth",
        BriefChannel.SLACK: "#desk",
        BriefChannel.TEAMS: "desk",
        BriefChannel.MATRIX: "!AbCd:example.org",
    }
    for channel, address in addresses.items():
        courier = found[channel]
        assert isinstance(courier, ChatCourier)
        courier.check(address)
        with pytest.raises(AddressRefused):
            courier.check("https://elsewhere.example")
        assert courier._way_out.allow_private == (channel is BriefChannel.MATRIX)


def test_what_has_no_section_has_no_courier(tmp_path: Path) -> None:
    found = read(tmp_path, '[slack]\ntoken_file = "s"\n')
    assert set(found) == {BriefChannel.WEBHOOK, BriefChannel.SLACK}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[telegram]\n", r"\[telegram\] needs token_file"),
        (f'[telegram]\ntoken = "{TELEGRAM_TOKEN}"\n', "no key 'token'; use token_file"),
        ('[telegram]\ntoken_file = "s"\n', "a bot's token looks like"),
        ('[telegram]\ntoken_file = "gone"\n', "token_file .*gone"),
        ('[slack]\ntoken_file = "t"\n', "begins with xoxb"),
        ('[slack]\ntoken_file = "s"\nallow_private = true\n', "no key 'allow_private'"),
        ("[teams]\n", "needs a line for each channel"),
        ('[teams]\ndesk = "m"\n', "begins with https"),
        ("[teams]\ndesk = 1\n", "desk must be a str"),
        ('[matrix]\ntoken_file = "m"\n', "needs homeserver"),
        ('[matrix]\nhomeserver = "http://m.example"\ntoken_file = "m"\n', "unprotected"),
        ('matrix = "m"\n', r"written \[matrix\]"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_without_secrets(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(CouriersRefused, match=said) as refused:
        read(tmp_path, text)
    told = str(refused.value)
    assert "couriers.toml" in told
    assert not any(secret in told for secret in SECRETS.values())


def test_without_the_packages_a_section_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "apprise"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(CouriersRefused, match=r"\[slack\].*pip install 'pulsemeter\[chat\]'"):
        read(tmp_path, WHOLE.replace("[telegram]", "[webhook]").replace('token_file = "t"\n', ""))
