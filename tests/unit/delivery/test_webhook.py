"""The webhook courier against real sockets that take, fail, stall, refuse and redirect."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.conftest import ManualClock
from tests.unit.delivery.sinks import Answer, Sink, drip, hang_up, http_sink, say, stall

from pulsemeter.delivery import webhook
from pulsemeter.delivery.way_out import WayOut
from pulsemeter.delivery.webhook import WebhookCourier, signature
from pulsemeter.service.courier_ports import AddressRefused, Message, Undelivered

MASTER = b"known to the server alone"
MESSAGE = Message(
    id="b1-edda",
    to="",
    subject="Resonates in the North",
    text="“Why the moon?” resonates in the North.\n",
    language="en",
    written_ms=1_700_000_000_000,
    facts={"statement": "s1", "n": 40},
)
HERE = WayOut(allow_private=True)


def carried(answer: Answer, message: Message = MESSAGE, **options: float) -> tuple[str, Sink]:
    async def work() -> tuple[str, Sink]:
        async with http_sink(answer) as sink:
            courier = WebhookCourier(MASTER, ManualClock(), HERE, **options)
            return await courier.carry(replace(message, to=f"{sink.url}/in?team=north#here")), sink

    return asyncio.run(work())


def refused(answer: Answer, **options: float) -> Undelivered:
    with pytest.raises(Undelivered) as told:
        carried(answer, **options)
    return told.value


def test_what_arrives_is_the_message_with_its_facts() -> None:
    said, sink = carried(say("202 Accepted"))
    assert said == "HTTP 202"
    assert sink.heads[0].startswith("POST /in?team=north HTTP/1.1\r\n")
    assert sink.header("host") == f"127.0.0.1:{sink.port}"
    assert sink.header("content-type") == "application/json"
    assert json.loads(sink.bodies[0]) == {
        "id": "b1-edda",
        "type": "brief",
        "written_ms": 1_700_000_000_000,
        "language": "en",
        "subject": "Resonates in the North",
        "text": "“Why the moon?” resonates in the North.\n",
        "corrects": None,
        "statement": "s1",
        "n": 40,
    }


def test_a_receiver_can_check_who_sent_it_and_when() -> None:
    _, sink = carried(say("200 OK"))
    at_s = sink.header("webhook-timestamp")
    assert at_s == "1700000000"
    signed = f"b1-edda.{at_s}.".encode() + sink.bodies[0]
    courier = WebhookCourier(MASTER, ManualClock(), HERE)
    secret = courier.secret_for(f"{sink.url}/in?team=north#here")
    assert secret.startswith("whsec_")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert sink.header("webhook-signature") == f"v1,{wanted}"
    assert sink.header("webhook-id") == "b1-edda"


def test_no_receiver_can_sign_for_another() -> None:
    courier = WebhookCourier(MASTER, ManualClock(), HERE)
    places = ("https://a.example/", "https://b.example/", "https://a.example/?b")
    assert len({courier.secret_for(place) for place in places}) == 3
    assert WebhookCourier(b"another", ManualClock(), HERE).secret_for(places[0]) not in {
        courier.secret_for(place) for place in places
    }


def test_the_signature_is_that_of_the_standard() -> None:
    # The example of the specification and of its libraries.
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    told = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert told == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_retry_has_the_same_id() -> None:
    async def work() -> list[str]:
        async with http_sink(say("503 Busy")) as sink:
            courier = WebhookCourier(MASTER, ManualClock(), HERE)
            for _ in range(2):
                with pytest.raises(Undelivered):
                    await courier.carry(replace(MESSAGE, to=sink.url))
            return [sink.header("webhook-id", place) for place in (0, 1)]

    assert asyncio.run(work()) == ["b1-edda", "b1-edda"]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_who_is_busy_is_asked_again(status: int) -> None:
    told = refused(say(f"{status} X", "retry-after: 7"))
    assert (told.is_final, told.wait_ms) == (False, 7_000)
    assert str(status) in str(told)


def test_no_receiver_holds_us_up_for_longer_than_an_hour() -> None:
    assert refused(say("503 X", "retry-after: 999999999")).wait_ms == 3_600_000
    assert refused(say("503 X", "retry-after: Fri, 31 Dec 2027 23:59:59 GMT")).wait_ms == 0


@pytest.mark.parametrize("status", [400, 401, 404, 410, 413, 501])
def test_who_refuses_is_not_asked_again(status: int) -> None:
    told = refused(say(f"{status} X"))
    assert told.is_final
    assert f"HTTP {status}" in str(told)


def test_a_redirect_is_not_followed() -> None:
    async def work() -> tuple[Undelivered, int]:
        async with http_sink(say("200 OK")) as other:
            leads = say("307 Temporary Redirect", f"location: {other.url}/elsewhere")
            async with http_sink(leads) as sink:
                courier = WebhookCourier(MASTER, ManualClock(), HERE)
                with pytest.raises(Undelivered, match="redirect") as told:
                    await courier.carry(replace(MESSAGE, to=sink.url))
            return told.value, len(other.heads)

    told, reached = asyncio.run(work())
    assert told.is_final
    assert reached == 0


@pytest.mark.parametrize("answer", [stall, drip])
def test_who_stalls_or_drips_is_left_after_the_time_limit(answer: Answer) -> None:
    told = refused(answer, timeout_s=0.3)
    assert "no answer within 0.3 s" in str(told)
    assert not told.is_final


def test_who_hangs_up_or_is_not_there_is_asked_again() -> None:
    assert not refused(hang_up).is_final

    async def work() -> None:
        async with http_sink(stall) as sink:
            gone = sink.url
        await WebhookCourier(MASTER, ManualClock(), HERE).carry(replace(MESSAGE, to=gone))

    with pytest.raises(Undelivered, match="connection failed") as told:
        asyncio.run(work())
    assert not told.value.is_final


def test_a_long_answer_is_not_read() -> None:
    said, _ = carried(say("200 OK", body="x" * 5_000_000))
    assert said == "HTTP 200"


def test_an_own_machine_is_not_reached_by_whatever_name() -> None:
    async def found(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    async def work(to: str) -> int:
        async with http_sink(say("200 OK")) as sink:
            courier = WebhookCourier(MASTER, ManualClock(), WayOut(look_up=found))
            with pytest.raises(Undelivered, match="own network") as told:
                await courier.carry(replace(MESSAGE, to=to.format(port=sink.port)))
            assert told.value.is_final
            return len(sink.heads)

    for to in ("http://127.0.0.1:{port}/", "http://hooks.example:{port}/", "http://[::1]:{port}/"):
        assert asyncio.run(work(to)) == 0


def test_a_name_that_changes_its_mind_is_asked_once() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    async def found(host: str, port: int) -> Sequence[str]:
        return next(answers)

    async def work() -> str:
        async with http_sink(say("200 OK")) as sink:
            courier = WebhookCourier(MASTER, ManualClock(), WayOut(True, found))
            said = await courier.carry(replace(MESSAGE, to=f"http://hooks.example:{sink.port}/"))
            assert sink.header("host") == f"hooks.example:{sink.port}"
            return said

    assert asyncio.run(work()) == "HTTP 200"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://hooks.example/", "begins with https://"),
        ("file:///etc/passwd", "begins with https://"),
        ("https://", "begins with https://"),
        ("hooks.example", "begins with https://"),
        ("https://hooks.example:0/", "begins with https://"),
        ("https://hooks.example:99999/", "no address"),
        ("https://ann:secret@hooks.example/", "leave name and password out"),
        ("https://hooks.example/a b", "no spaces"),
        ("https://hooks.example/\r\nx-evil: 1", "no spaces"),
        ("https://[::1", "no address"),
        ("https://hooks.example/" + "a" * 2_000, "at most 2,000"),
    ],
)
def test_what_is_no_address_is_said_before_and_after(address: str, said: str) -> None:
    courier = WebhookCourier(MASTER, ManualClock(), HERE)
    with pytest.raises(AddressRefused, match=said):
        courier.check(address)
    with pytest.raises(Undelivered, match=said) as told:
        asyncio.run(courier.carry(replace(MESSAGE, to=address)))
    assert told.value.is_final


def test_a_good_address_is_fine() -> None:
    WebhookCourier(MASTER, ManualClock(), HERE).check("https://hooks.example:8443/in?team=north")


@pytest.mark.parametrize(("told", "wait_ms"), [("9" * 5_000, 3_600_000), ("\u0662", 0), ("-1", 0)])
def test_how_long_to_wait_may_be_said_in_any_way(told: str, wait_ms: int) -> None:
    with pytest.raises(Undelivered) as caught:
        webhook._judge(503, told)
    assert caught.value.wait_ms == wait_ms
