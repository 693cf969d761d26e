import logging

import httpx
import msgspec
import pytest

from pulsemeter.client import Client
from pulsemeter.client.connection import TOKEN_VARIABLE, ApiRefused, in_path
from pulsemeter.client.studies import StudyCalls
from pulsemeter.wire.studies import FileComplaint, FileProblem, Studies


def refused(asked, answer):
    with pytest.raises(ApiRefused) as found:
        asked(answer).client.list_studies()
    return found.value


def test_a_refusal_says_what_and_how_to_mend_it(asked):
    body = {"error": "this token lacks the scope conduct", "remedy": "make one that has it"}
    error = refused(asked, httpx.Response(403, json=body))
    assert (error.status, error.error, error.remedy) == (403, *body.values())
    assert str(error) == "403: this token lacks the scope conduct (make one that has it)"


def test_complaints_about_a_study_file_come_along(asked):
    told = FileProblem("this can’t be it", "mend it", [FileComplaint("stimulus.titel", 12, "no")])
    error = refused(asked, httpx.Response(422, content=msgspec.json.encode(told)))
    assert error.complaints == tuple(told.complaints)
    assert "line 12: stimulus.titel: no" in str(error)


@pytest.mark.parametrize("body", [b"<html>Bad Gateway", b"\xff", b"[]", b"", b'{"error": 1}'])
def test_what_stands_before_the_server_refuses_too(asked, body):
    error = refused(asked, httpx.Response(502, content=body))
    assert (error.status, error.error) == (502, "bad gateway")


def test_no_redirect_is_followed(asked):
    outcome = asked(httpx.Response(307, headers={"location": "https://other.test/"}))
    with pytest.raises(ApiRefused, match=r"points to https://other\.test/"):
        outcome.client.list_studies()
    assert len(outcome.requests) == 1


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"studies": 1}', b'{"studies": "\xff"}'])
def test_an_answer_of_something_else_is_told(asked, body):
    error = refused(asked, httpx.Response(200, content=body))
    assert "isn’t what GET /api/v1/studies tells" in error.error
    assert "Pulsemeter" in error.remedy


def test_fields_of_a_newer_server_are_passed_over(asked):
    answer = httpx.Response(200, json={"studies": [], "newer": 1})
    assert asked(answer).client.list_studies() == Studies([])


def test_the_token_comes_from_the_surroundings_or_the_argument(monkeypatch):
    sent = []

    def answer(request):
        sent.append(request.headers["authorization"])
        return httpx.Response(200, json={"studies": []})

    transport = httpx.MockTransport(answer)
    monkeypatch.setenv(TOKEN_VARIABLE, "pmt_surroundings")
    for token in (None, "pmt_argument"):
        with Client("https://pulse.test", token, transport=transport) as client:
            client.list_studies()
    assert sent == ["Bearer pmt_surroundings", "Bearer pmt_argument"]


@pytest.mark.parametrize(
    ("token", "said"), [("", "no token"), ("pmt_a b", "blanks"), ("pmt_a\n", "blanks"),
                        ("pmt_ü", "blanks")],
)  # fmt: skip
def test_what_can_be_no_token_is_not_sent(monkeypatch, token, said):
    monkeypatch.setenv(TOKEN_VARIABLE, token)
    with pytest.raises(ValueError, match=said) as found:
        Client("https://pulse.test")
    assert not token or token.strip() not in str(found.value)


def test_the_token_stands_in_no_log_message_or_representation(served, caplog):
    caplog.set_level(logging.DEBUG)
    token = served.token()
    with Client(served.url, token) as client:
        client.list_studies()
        with pytest.raises(ApiRefused) as found:
            client.read_study("nowhere")
        told = f"{client!r} {found.value} {found.value!r} {found.value.__dict__}"
    assert served.url in told
    assert "httpx" in caplog.text
    assert token not in caplog.text + told


def test_a_closed_client_asks_nothing_more(asked):
    outcome = asked(httpx.Response(200, json={"studies": []}))
    with outcome.client as client:
        client.list_studies()
    with pytest.raises(RuntimeError):
        outcome.client.list_studies()


def test_no_proxy_of_the_surroundings_reads_what_goes_without_tls(served, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with Client(served.url, served.token()) as client:
        assert client.list_studies().studies


def test_a_part_of_a_path_stays_one_part():
    assert in_path("a/b ?#ü") == "a%2Fb%20%3F%23%C3%BC"
    for nothing in ("", ".", ".."):
        with pytest.raises(ValueError, match="names nothing"):
            in_path(nothing)
    assert StudyCalls.__doc__


def test_an_answer_that_is_nested_without_end_is_a_refusal(asked):
    deep = b'{"studies":' + b'[{"a":' * 5_000
    outcome = asked(httpx.Response(200, content=deep))
    with pytest.raises(ApiRefused, match="isn’t what"):
        outcome.client.list_studies()
