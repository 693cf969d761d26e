"""Reads the sections of the couriers' file that are about chat services.

    [telegram]
    token_file = "telegram_token"      # of a bot, beside this file or a whole path

    [slack]
    token_file = "slack_token"         # of an app's bot, xoxb-…

    [teams]                            # a name for each channel, and its workflow's address
    desk_north = "teams_desk_north"

    [matrix]
    homeserver = "https://matrix.example.org"
    token_file = "matrix_token"        # of an account that is in the rooms
    allow_private = false

Tokens and addresses of workflows are secrets, so each has a file of its own, as the mail server's
password has.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulsemeter.delivery.chat import ChatCourier, ChatMissing
from pulsemeter.delivery.chat_services import (
    ChatRefused,
    ChatService,
    Matrix,
    Slack,
    Teams,
    Telegram,
    read_workflow,
)
from pulsemeter.delivery.courier_file import CouriersRefused, secret_in, section
from pulsemeter.delivery.way_out import WayOut
from pulsemeter.domain.brief import CHATS, BriefChannel
from pulsemeter.service.courier_ports import Courier

_TOKEN: Mapping[str, type] = {"token_file": str}
_MATRIX: Mapping[str, type] = {"homeserver": str, "token_file": str, "allow_private": bool}


def chats_of(path: Path | None, tables: Mapping[str, Any]) -> dict[BriefChannel, Courier]:
    """Couriers for the chat services that the file has a section for. CouriersRefused where one
    can't be used, or their packages aren't installed."""
    found: dict[BriefChannel, Courier] = {}
    for channel in CHATS:
        name = channel.value
        if name not in tables:
            continue
        try:
            service, is_private = _service(path, tables, channel)
            found[channel] = ChatCourier(service, WayOut(allow_private=is_private))
        except (ChatRefused, ChatMissing) as refused:
            raise CouriersRefused(f"{path}: [{name}] {refused}") from None
    return found


def _service(
    path: Path | None, tables: Mapping[str, Any], channel: BriefChannel
) -> tuple[ChatService, bool]:
    """The service, and whether its machine may stand in the own network."""
    name = channel.value
    if channel is BriefChannel.TEAMS:
        files = section(path, tables, name, None)
        if not files:
            raise ChatRefused('needs a line for each channel: desk = "file with the address"')
        return Teams(
            {key: read_workflow(secret_in(path, name, key, file)) for key, file in files.items()}
        ), False
    held = section(path, tables, name, _MATRIX if channel is BriefChannel.MATRIX else _TOKEN)
    if not held.get("token_file"):
        raise ChatRefused("needs token_file")
    token = secret_in(path, name, "token_file", held["token_file"])
    if channel is BriefChannel.TELEGRAM:
        return Telegram(token), False
    if channel is BriefChannel.SLACK:
        return Slack(token), False
    if not held.get("homeserver"):
        raise ChatRefused("needs homeserver")
    return Matrix(held["homeserver"], token), held.get("allow_private", False)
