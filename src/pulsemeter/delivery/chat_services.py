"""The chat services that briefs may go to: their machines, how a chat is addressed there, and what
the library that speaks to them is told.

This is the whole list of what is allowed. An address names a chat and never a machine: Telegram's
and Slack's are fixed, those of Teams and Matrix stand in the file of whoever runs the server. So
nothing that is typed into a form chooses where a message goes. This module must not send anything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from pulsemeter.service.courier_ports import AddressRefused

ADDRESS_LENGTH_MAX = 255
TEAMS_ZONES = (".logic.azure.com", ".api.powerplatform.com")
"""Names under which Microsoft alone gives out machines for the workflows of Teams."""
_TELEGRAM = re.compile(r"(?:-?\d{1,20}|@[A-Za-z]\w{3,31})(?::\d{1,10})?", re.ASCII)
_SLACK = re.compile(r"#[^\W_][\w-]{0,79}|[CDGU][A-Z0-9]{8,20}")
_MATRIX = re.compile(r"![\w.~=/+-]{1,200}:[\w.-]{1,200}(?::\d{1,5})?", re.ASCII)
_TELEGRAM_TOKEN = re.compile(r"\d{5,20}:[\w-]{20,100}", re.ASCII)
_SLACK_TOKEN = re.compile(r"xoxb-[\w-]{10,200}", re.ASCII)
_WORKFLOW = re.compile(
    r"(?P<power>/powerautomate/automations/direct(?:/cu/(?P<route>\d+))?)?"
    r"/workflows/(?P<workflow>[\w-]+)/triggers/manual/paths/invoke/?",
    re.ASCII,
)
_SIGNATURE = re.compile(r"[\w-]{10,200}", re.ASCII)
_VERSION = re.compile(r"[\w-]{1,40}", re.ASCII)


class ChatRefused(ValueError):
    """A token or address of a service that can't be used; the message says why, and never quotes
    it: it is a secret."""


class ChatService(Protocol):
    """One service, with what it takes to speak to it."""

    @property
    def name(self) -> str:
        """As people call it."""
        ...

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        ...

    def check(self, address: str) -> None:
        """AddressRefused says why nothing can be sent there."""
        ...

    def machine(self, address: str) -> tuple[str, int]:
        """Host and port to which messages for a checked address go."""
        ...

    def target(self, address: str) -> Mapping[str, Any]:
        """What the library is told about a checked address: one of its services and its fields."""
        ...

    def as_text(self, text: str) -> str:
        """A text so that the service shows it as it stands, as far as the library leaves that to
        us."""
        ...


@dataclass(frozen=True, slots=True)
class Telegram:
    """A bot of Telegram; addresses are numbers of chats or names of channels."""

    token: str
    name: str = "Telegram"

    def __post_init__(self) -> None:
        if not _TELEGRAM_TOKEN.fullmatch(self.token):
            raise ChatRefused("a bot's token looks like 123456789:AAF…; ask @BotFather for it")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The token."""
        return (self.token,)

    def check(self, address: str) -> None:
        """AddressRefused says why nothing can be sent there."""
        if not _TELEGRAM.fullmatch(address):
            raise AddressRefused(
                f"a chat of Telegram is a number such as -1001234567890 or a channel such as "
                f"@deskNorth, with :7 behind it for topic 7; not {address!r}"
            )

    def machine(self, address: str) -> tuple[str, int]:
        """Telegram's own."""
        return "api.telegram.org", 443

    def target(self, address: str) -> Mapping[str, Any]:
        """The bot and its one chat. Long texts come in pieces, because a message there is short."""
        return {
            "schema": "tgram", "bot_token": self.token, "targets": [address],
            "detect_owner": False, "include_image": False, "overflow": "split",
        }  # fmt: skip

    def as_text(self, text: str) -> str:
        """As it is; the library writes it so that nothing in it is taken for markup."""
        return text


@dataclass(frozen=True, slots=True)
class Slack:
    """An app of a Slack workspace; addresses are channels by name or id, or ids of people."""

    token: str
    name: str = "Slack"

    def __post_init__(self) -> None:
        if not _SLACK_TOKEN.fullmatch(self.token):
            raise ChatRefused("the token of a Slack app's bot begins with xoxb-")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The token."""
        return (self.token,)

    def check(self, address: str) -> None:
        """AddressRefused says why nothing can be sent there."""
        if not _SLACK.fullmatch(address):
            raise AddressRefused(
                f"a channel of Slack is a name such as #desk-north, or an id such as C0123456789; "
                f"not {address!r}"
            )

    def machine(self, address: str) -> tuple[str, int]:
        """Slack's own."""
        return "slack.com", 443

    def target(self, address: str) -> Mapping[str, Any]:
        """The bot and its one channel; an id is marked as one."""
        channel = address if address.startswith("#") else f"+{address}"
        return {
            "schema": "slack", "access_token": self.token, "targets": [channel],
            "include_image": False, "include_footer": False,
        }  # fmt: skip

    def as_text(self, text: str) -> str:
        """As it is; the library writes it so that nothing in it is taken for markup."""
        return text


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow of Teams that takes messages, as its address says."""

    host: str
    workflow: str
    signature: str
    version: str
    is_power: bool = False
    route: str | None = None


def read_workflow(address: str) -> Workflow:
    """The parts of a workflow's address; ChatRefused says what is wrong with it."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        asked = parse_qs(parts.query)
    except ValueError:
        raise ChatRefused("the address of a workflow of Teams can't be read") from None
    if parts.scheme != "https" or parts.username is not None or port not in (None, 443):
        raise ChatRefused("the address of a workflow of Teams begins with https:// and its host")
    if not host.endswith(TEAMS_ZONES):
        raise ChatRefused(
            f"workflows of Teams have a host that ends in {' or '.join(TEAMS_ZONES)}; anything "
            f"else is a webhook"
        )
    path = _WORKFLOW.fullmatch(parts.path)
    signature, version = asked.get("sig", [""])[0], asked.get("api-version", [""])[0]
    if not path or not _SIGNATURE.fullmatch(signature) or not _VERSION.fullmatch(version):
        raise ChatRefused(
            "this is no whole address of a workflow of Teams: it holds /workflows/…, api-version= "
            "and sig="
        )
    return Workflow(host, path["workflow"], signature, version, bool(path["power"]), path["route"])


@dataclass(frozen=True, slots=True)
class Teams:
    """Workflows of Teams by the name that the server's file gives each; addresses are these
    names, because a workflow's own address lets whoever knows it write there."""

    workflows: Mapping[str, Workflow]
    name: str = "Teams"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What lets somebody write to a workflow."""
        held = self.workflows.values()
        return tuple(secret for each in held for secret in (each.signature, each.workflow))

    def check(self, address: str) -> None:
        """AddressRefused says why nothing can be sent there."""
        if address not in self.workflows:
            raise AddressRefused(
                f"there is no channel {address!r} among those of Teams in the server's file; there "
                f"are {', '.join(sorted(self.workflows))}"
            )

    def machine(self, address: str) -> tuple[str, int]:
        """The workflow's, at Microsoft."""
        return self.workflows[address].host, 443

    def target(self, address: str) -> Mapping[str, Any]:
        """The workflow."""
        flow = self.workflows[address]
        return {
            "schema": "workflows", "host": flow.host, "workflow": flow.workflow,
            "signature": flow.signature, "version": flow.version, "power_automate": flow.is_power,
            "routing_id": flow.route, "include_image": False,
        }  # fmt: skip

    def as_text(self, text: str) -> str:
        """Each line as a paragraph, and nothing that would call somebody by name: in these cards
        that takes a pointed bracket."""
        return text.replace("<", "‹").replace("\n", "\n\n")


@dataclass(frozen=True, slots=True)
class Matrix:
    """An account on one homeserver; addresses are ids of rooms. Names of rooms aren't: where
    there is no such room, the library would make one."""

    homeserver: str
    token: str
    name: str = "Matrix"

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.homeserver)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise ChatRefused("the homeserver's address can't be read") from None
        if parts.scheme not in ("https", "http") or not host or port == 0:
            raise ChatRefused("a homeserver is written https://matrix.example.org")
        if parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
            raise ChatRefused("a homeserver's address ends with its name, or a port behind it")
        if parts.scheme == "http" and host not in ("localhost", "127.0.0.1"):
            raise ChatRefused(
                "an account's token doesn't go over an unprotected connection; write https://"
            )
        if not re.fullmatch(r"[\w.=/+-]{10,500}", self.token, re.ASCII):
            raise ChatRefused("the token of a Matrix account is one line of signs without spaces")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The token."""
        return (self.token,)

    def check(self, address: str) -> None:
        """AddressRefused says why nothing can be sent there."""
        if len(address) > ADDRESS_LENGTH_MAX or not _MATRIX.fullmatch(address):
            raise AddressRefused(
                f"a room of Matrix is its id, such as !AbCdEf:example.org, found in the room's "
                f"settings; not {address!r}"
            )

    def machine(self, address: str) -> tuple[str, int]:
        """The homeserver."""
        parts = urlsplit(self.homeserver)
        return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)

    def target(self, address: str) -> Mapping[str, Any]:
        """The account and its one room. The homeserver isn't asked for another address of itself,
        and nothing is encrypted: the keys would be lost with each start."""
        parts = urlsplit(self.homeserver)
        return {
            "schema": "matrixs" if parts.scheme == "https" else "matrix",
            "host": parts.hostname, "port": parts.port, "password": self.token,
            "secure": parts.scheme == "https", "targets": [address], "mode": "off",
            "discovery": False, "e2ee": False, "include_image": False,
        }  # fmt: skip

    def as_text(self, text: str) -> str:
        """As it is; the library writes it so that nothing in it is taken for markup."""
        return text
