"""The courier of chat services against real sockets in the services' place.

Only the machine is another one: the library posts for real. What the services themselves say to
such posts was not tried.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO

import pytest
import requests
from apprise.plugins.matrix import NotifyMatrix
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram
from tests.unit.delivery.sinks import Answer, Sink, drip, hang_up, http_sink, say, stall
from tests.unit.delivery.test_chat_services import (
    FLOW,
    MATRIX_TOKEN,
    SLACK_TOKEN,
    TELEGRAM_TOKEN,
)

from pulsemeter.delivery.chat import AT_ONCE, ChatCourier, ChatMissing
from pulsemeter.delivery.chat_services import Matrix, Slack, Teams, Telegram, read_workflow
from pulsemeter.delivery.way_out import WayOut
from pulsemeter.service.courier_ports import AddressRefused, Message, Undelivered
from pulsemeter.web.diagnostics import set_up_diagnostics

ROOM = "!AbCd:example.org"
BRIEF = Message(
    id="b1-edda", to=ROOM, subject="Resonates in the North",
    text="“Why the <moon> & *stars*?” resonates in the North.\n", language="en",
    written_ms=1_700_000_000_000,
)  # fmt: skip
TO_TELEGRAM = replace(BRIEF, to="-1001234567890")
TO_SLACK = replace(BRIEF, to="#desk-north")
HERE = WayOut(allow_private=True)
TAKEN = say("200 OK", "content-type: application/json", body='{"ok": true, "event_id": "$1"}')


async def nearby(_host: str, _port: int) -> Sequence[str]:
    """A machine that may be reached, whatever the name."""
    return ["93.184.215.14"]


@pytest.fixture
def server_log() -> Iterator[StringIO]:
    """What a server's diagnostics would hold."""
    stream = StringIO()
    handler = set_up_diagnostics(stream)
    yield stream
    logging.getLogger().removeHandler(handler)


def matrix(sink: Sink) -> Matrix:
    return Matrix(sink.url, MATRIX_TOKEN)


def carried(answer: Answer, **options: float) -> tuple[str, Sink]:
    async def work() -> tuple[str, Sink]:
        async with http_sink(answer) as sink:
            return await ChatCourier(matrix(sink), HERE, **options).carry(BRIEF), sink

    return asyncio.run(work())


def refused(answer: Answer, **options: float) -> Undelivered:
    with pytest.raises(Undelivered) as told:
        carried(answer, **options)
    return told.value


def test_a_message_comes_into_the_room_as_text_with_the_accounts_token() -> None:
    said, sink = carried(TAKEN)
    assert said == "taken by Matrix"
    assert sink.heads[-1].startswith("PUT /_matrix/client/v3/rooms/%21AbCd%3Aexample.org/send/")
    assert sink.header("authorization") == f"Bearer {MATRIX_TOKEN}"
    sent = json.loads(sink.bodies[-1])
    assert sent["msgtype"] == "m.text"
    assert sent["body"] == f"{BRIEF.subject}\n\n{BRIEF.text}".rstrip()
    asked = {head.split(" ")[1].split("/")[4] for head in sink.heads}
    assert asked == {"account", "join", "rooms"}  # no other homeserver, no new room, no sign-out


def test_telegram_gets_the_text_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> Sink:
        async with http_sink(TAKEN) as sink:
            monkeypatch.setattr(NotifyTelegram, "notify_url", f"{sink.url}/bot")
            courier = ChatCourier(Telegram(TELEGRAM_TOKEN), WayOut(look_up=nearby))
            assert await courier.carry(TO_TELEGRAM) == "taken by Telegram"
            return sink

    sink = asyncio.run(work())
    (body,) = sink.bodies
    sent = json.loads(body)
    assert sink.heads[0].startswith(f"POST /bot{TELEGRAM_TOKEN}/sendMessage HTTP/1.1\r\n")
    assert sent["chat_id"] == -1001234567890
    assert "&lt;moon&gt; &amp; *stars*" in sent["text"]


def test_slack_gets_the_text_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> Sink:
        async with http_sink(TAKEN) as sink:
            monkeypatch.setattr(NotifySlack, "api_url", f"{sink.url}/api/{{}}")
            courier = ChatCourier(Slack(SLACK_TOKEN), WayOut(look_up=nearby))
            assert await courier.carry(TO_SLACK) == "taken by Slack"
            return sink

    sink = asyncio.run(work())
    (body,) = sink.bodies
    assert sink.heads[0].startswith("POST /api/chat.postMessage HTTP/1.1\r\n")
    assert sink.header("authorization") == f"Bearer {SLACK_TOKEN}"
    assert json.loads(body)["channel"] == "#desk-north"
    assert "&lt;moon&gt; &amp; *stars*" in body.decode("unicode_escape")


def test_a_workflow_of_teams_gets_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> Sink:
        async with http_sink(say("202 Accepted")) as sink:
            host = FLOW.partition("/workflows")[0].removesuffix(":443")
            post = requests.post
            monkeypatch.setattr(
                "apprise.plugins.workflows.requests.post",
                lambda url, **options: post(url.replace(host, sink.url), **options),
            )
            courier = ChatCourier(
                Teams({"desk-north": read_workflow(FLOW)}), WayOut(look_up=nearby)
            )
            assert await courier.carry(replace(BRIEF, to="desk-north")) == "taken by Teams"
            return sink

    sink = asyncio.run(work())
    (body,) = sink.bodies
    path, _, query = sink.heads[0].split(" ")[1].partition("?")
    assert path == "/workflows/643e69f83c8944438d68/triggers/manual/paths/invoke"
    assert "api-version=2016-06-01" in query
    assert "sig=KODue-bWbDGYFr0z" in query
    (card,) = json.loads(body)["attachments"]
    assert "‹moon> & *stars*" in card["content"]["body"][-1]["text"]
    assert card["content"]["msteams"] == {"width": "full"}


def test_slack_that_takes_nothing_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        async with http_sink(say("200 OK", body='{"ok": false, "error": "no_channel"}')) as sink:
            monkeypatch.setattr(NotifySlack, "api_url", f"{sink.url}/api/{{}}")
            await ChatCourier(Slack(SLACK_TOKEN), WayOut(look_up=nearby)).carry(TO_SLACK)

    with pytest.raises(Undelivered, match="Slack didn't take it") as told:
        asyncio.run(work())
    assert not told.value.is_final


@pytest.mark.parametrize(
    ("status", "is_final"),
    [("403 Forbidden", True), ("404 Not Found", True), ("500 Oops", False), ("401 No", False)],
)
def test_what_the_service_says_decides_about_another_try(status: str, is_final: bool) -> None:
    told = refused(say(status, body="{}"))
    assert told.is_final == is_final
    assert f"error={status[:3]}" in told.reason
    assert told.reason.startswith("Matrix didn't take it: ")


def test_what_failed_before_the_message_does_not_decide() -> None:
    answers = [say("500 Oops", body="{}"), say("403 Forbidden", body="{}")]

    async def one_after_the_other(writer: asyncio.StreamWriter) -> None:
        await answers.pop()(writer)

    told = refused(one_after_the_other)
    assert not told.is_final
    assert "error=403" in told.reason
    assert "error=500" in told.reason


def test_a_redirect_is_not_followed() -> None:
    async def work() -> tuple[Undelivered, Sink]:
        async with (
            http_sink(TAKEN) as trap,
            http_sink(say("307 Elsewhere", f"location: {trap.url}/x", body="{}")) as sink,
        ):
            with pytest.raises(Undelivered) as told:
                await ChatCourier(matrix(sink), HERE).carry(BRIEF)
            return told.value, trap

    told, trap = asyncio.run(work())
    assert told.is_final
    assert "redirect" in told.reason
    assert trap.heads == []


def test_who_hangs_up_or_is_not_there_gets_another_try() -> None:
    assert not refused(hang_up).is_final

    async def nobody() -> None:
        async with http_sink(TAKEN) as sink:
            gone = matrix(sink)
        await ChatCourier(gone, HERE).carry(BRIEF)

    with pytest.raises(Undelivered) as told:
        asyncio.run(nobody())
    assert not told.value.is_final


@pytest.mark.parametrize("answer", [stall, drip])
def test_no_service_holds_anything_up(answer: Answer) -> None:
    told = refused(answer, timeout_s=0.3)
    assert not told.is_final
    assert told.reason == "no answer of Matrix within 0.3 s; it may still arrive"


def test_tries_that_never_end_are_so_many_at_most() -> None:
    async def work() -> list[str]:
        async with http_sink(stall) as sink:
            courier, reasons = ChatCourier(matrix(sink), HERE, timeout_s=0.1), []
            for _ in range(AT_ONCE + 1):
                with pytest.raises(Undelivered) as told:
                    await courier.carry(BRIEF)
                reasons.append(told.value.reason)
            return reasons

    reasons = asyncio.run(work())
    assert "too many earlier tries" in reasons[-1]
    assert not any("too many" in reason for reason in reasons[:-1])


def test_no_machine_of_the_own_network_is_reached_by_itself() -> None:
    async def work() -> Sink:
        async with http_sink(TAKEN) as sink:
            with pytest.raises(Undelivered, match="own network") as told:
                await ChatCourier(matrix(sink), WayOut()).carry(BRIEF)
            assert told.value.is_final
            return sink

    assert asyncio.run(work()).heads == []


def test_a_workflow_that_became_a_machine_of_the_own_network_is_not_reached() -> None:
    async def inside(_host: str, _port: int) -> Sequence[str]:
        return ["10.0.0.7"]

    courier = ChatCourier(Teams({"desk-north": read_workflow(FLOW)}), WayOut(look_up=inside))
    message = replace(BRIEF, to="desk-north")
    with pytest.raises(Undelivered, match="own network"):
        asyncio.run(courier.carry(message))


def test_an_address_of_elsewhere_is_given_up() -> None:
    courier = ChatCourier(Matrix("https://m.example.org", MATRIX_TOKEN), HERE)
    with pytest.raises(AddressRefused):
        courier.check("https://m.example.org")
    message = replace(BRIEF, to="json://x")
    with pytest.raises(Undelivered) as told:
        asyncio.run(courier.carry(message))
    assert told.value.is_final
    assert courier.secret_for(ROOM) == ""
    assert not courier.drops_copies


def test_no_token_is_in_what_is_kept_or_logged(
    monkeypatch: pytest.MonkeyPatch, server_log: StringIO
) -> None:
    body = json.dumps({"ok": False, "description": f"Not Found: /bot{TELEGRAM_TOKEN}/"})

    async def work() -> Undelivered:
        async with http_sink(say("404 Not Found", body=body)) as sink:
            monkeypatch.setattr(NotifyTelegram, "notify_url", f"{sink.url}/bot")
            with pytest.raises(Undelivered) as told:
                await ChatCourier(Telegram(TELEGRAM_TOKEN), WayOut(look_up=nearby)).carry(
                    TO_TELEGRAM
                )
            return told.value

    told = asyncio.run(work())
    assert "Not Found: /bot…/" in told.reason
    assert TELEGRAM_TOKEN not in told.reason
    assert server_log.getvalue() == ""


def test_what_the_library_stumbles_over_is_another_try_without_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError(f"something about {MATRIX_TOKEN}")

    with monkeypatch.context() as patched:
        patched.setattr(NotifyMatrix, "send", broken)
        told = refused(TAKEN)
    assert MATRIX_TOKEN not in told.reason
    assert not told.is_final
    monkeypatch.setattr(NotifySlack, "__init__", broken)
    courier = ChatCourier(Slack(SLACK_TOKEN), WayOut(look_up=nearby))
    with pytest.raises(Undelivered) as refusal:
        asyncio.run(courier.carry(TO_SLACK))
    assert refusal.value.reason == "Slack didn't take it: LookupError"
    assert not refusal.value.is_final


def test_without_its_packages_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "apprise"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ChatMissing, match=r"pip install 'pulsemeter\[chat\]'"):
        ChatCourier(Slack(SLACK_TOKEN), HERE)
