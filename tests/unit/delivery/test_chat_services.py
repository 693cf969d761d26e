"""What may be told to chat services: addresses, tokens, machines."""

import pytest

from pulsemeter.delivery.chat_services import (
    ChatRefused,
    ChatService,
    Matrix,
    Slack,
    Teams,
    Telegram,
    read_workflow,
)
from pulsemeter.service.courier_ports import AddressRefused

TELEGRAM_TOKEN = "123456789:" + "AAF-known_to_the_server_alone"
SLACK_TOKEN = "xoxb-" + "1234567890-known-to-the-server-alone"
MATRIX_TOKEN = "syt_known_to_the_server_alone"
FLOW = (
    "https://prod-16.westeurope.logic.azure.com:443/workflows/643e69f83c8944438d68/triggers/manual"
    "/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=KODue-bWbDGYFr0z"
)
POWER = (
    "https://default0a1b.12.environment.api.powerplatform.com/powerautomate/automations/direct"
    "/cu/3/workflows/9f3a/triggers/manual/paths/invoke?api-version=1&sig=KODuebWbDGYFr0z_"
)
SERVICES: dict[str, ChatService] = {
    "telegram": Telegram(TELEGRAM_TOKEN),
    "slack": Slack(SLACK_TOKEN),
    "teams": Teams({"desk": read_workflow(FLOW), "power": read_workflow(POWER)}),
    "matrix": Matrix("https://matrix.example.org", MATRIX_TOKEN),
}


@pytest.mark.parametrize(
    ("name", "address", "machine", "told"),
    [
        ("telegram", "-1001234567890", "api.telegram.org", {"targets": ["-1001234567890"]}),
        ("telegram", "@deskNorth:7", "api.telegram.org", {"targets": ["@deskNorth:7"]}),
        ("slack", "#desk-north", "slack.com", {"targets": ["#desk-north"]}),
        ("slack", "C0123456789", "slack.com", {"targets": ["+C0123456789"]}),
        ("teams", "desk", "prod-16.westeurope.logic.azure.com", {"power_automate": False}),
        ("teams", "power", "default0a1b.12.environment.api.powerplatform.com", {"routing_id": "3"}),
        ("matrix", "!AbCd:example.org", "matrix.example.org", {"discovery": False, "e2ee": False}),
    ],
)
def test_an_address_names_a_chat_and_the_machine_is_fixed(
    name: str, address: str, machine: str, told: dict[str, object]
) -> None:
    service = SERVICES[name]
    service.check(address)
    assert service.machine(address) == (machine, 443)
    assert told.items() <= dict(service.target(address)).items()


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(
    "address",
    [
        "", "a b", "https://127.0.0.1/", "json://127.0.0.1/", "tgram://1:a/2",
        "desk?template=file:x", "#desk,#other", "@desk/../x", "!room:example.org/x",
        "edda@x.example", "#desk\n", FLOW,
    ],
)  # fmt: skip
def test_nothing_else_is_an_address(name: str, address: str) -> None:
    with pytest.raises(AddressRefused) as told:
        SERVICES[name].check(address)
    assert "not " in str(told.value) or "there is no channel" in str(told.value)


def test_only_what_is_on_the_list_is_ever_asked_of_the_library() -> None:
    asked = {
        SERVICES[name].target(address)["schema"]
        for name, address in (
            ("telegram", "-100"), ("slack", "#desk"), ("teams", "desk"), ("matrix", "!a:b"),
        )
    }  # fmt: skip
    assert asked == {"tgram", "slack", "workflows", "matrixs"}


def test_what_a_workflows_address_says() -> None:
    flow, power = read_workflow(FLOW), read_workflow(POWER)
    assert (flow.workflow, flow.signature) == ("643e69f83c8944438d68", "KODue-bWbDGYFr0z")
    assert (flow.is_power, flow.route, flow.version) == (False, None, "2016-06-01")
    assert (power.is_power, power.route, power.version) == (True, "3", "1")
    assert set(Teams({"desk": flow}).secrets) == {flow.workflow, flow.signature}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (FLOW.replace("https", "http"), "begins with https"),
        (FLOW.replace("//", "//me:x@"), "begins with https"),
        (FLOW.replace(":443", ":8443"), "begins with https"),
        (FLOW.replace("logic.azure.com", "logic.azure.com.evil.example"), "host that ends in"),
        (FLOW.replace("prod-16.westeurope.logic.azure.com", "169.254.169.254"), "host that ends"),
        (FLOW.replace("prod-16.westeurope.logic.azure.com", "evil-logic.azure.com"), "host that"),
        (FLOW.replace("/workflows/", "/else/"), "no whole address"),
        (FLOW.partition("&sig")[0], "no whole address"),
        (FLOW.replace("2016-06-01", "a%20b"), "no whole address"),
        ("https://[", "can't be read"),
    ],
)
def test_a_workflow_elsewhere_is_refused_without_being_quoted(address: str, said: str) -> None:
    with pytest.raises(ChatRefused, match=said) as told:
        read_workflow(address)
    assert "KODue" not in str(told.value)


@pytest.mark.parametrize(
    ("homeserver", "said"),
    [
        ("matrix.example.org", "is written https"),
        ("http://matrix.example.org", "unprotected"),
        ("https://me:x@matrix.example.org", "ends with its name"),
        ("https://matrix.example.org/path", "ends with its name"),
        ("https://matrix.example.org:0", "is written https"),
        ("https://matrix.example.org:x", "can't be read"),
    ],
)
def test_a_homeserver_is_one_machine_with_a_protected_way(homeserver: str, said: str) -> None:
    with pytest.raises(ChatRefused, match=said):
        Matrix(homeserver, MATRIX_TOKEN)


def test_an_own_port_and_this_machine_are_fine_for_a_homeserver() -> None:
    assert Matrix("https://m.example.org:8448", MATRIX_TOKEN).machine("!a:b")[1] == 8448
    assert Matrix("http://127.0.0.1", MATRIX_TOKEN).machine("!a:b") == ("127.0.0.1", 80)


def test_tokens_that_are_none_are_refused_without_being_quoted() -> None:
    for made in (
        lambda: Telegram("secret"),
        lambda: Slack("xoxp-secret-of-a-person"),
        lambda: Matrix("https://m.example.org", "secret with spaces"),
    ):
        with pytest.raises(ChatRefused) as told:
            made()
        assert "secret" not in str(told.value)


def test_a_card_of_teams_calls_nobody_and_keeps_its_lines() -> None:
    assert SERVICES["teams"].as_text("<at>all</at>\nNet +5") == "‹at>all‹/at>\n\nNet +5"
    assert SERVICES["slack"].as_text("a < b\n") == "a < b\n"
