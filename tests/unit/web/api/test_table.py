"""The whole API is described, and the description is true of the handlers' code."""

import ast
import inspect
import re
import textwrap

import pytest

from pulsemeter.domain.scope import Scope
from pulsemeter.web.api.address import Content
from pulsemeter.web.api.table import ADDRESSES
from pulsemeter.web.routes import TABLE

BY_NAME = {address.name: address for address in ADDRESSES}


def code_behind(function, seen=None):
    """The functions of the web that a handler can come to, itself included."""
    seen = {} if seen is None else seen
    function = inspect.unwrap(function)
    if function in seen or not function.__module__.startswith("pulsemeter.web"):
        return seen
    seen[function] = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found = inspect.getclosurevars(function)
    for each in (*found.globals.values(), *found.nonlocals.values()):
        if inspect.isfunction(each):
            code_behind(each, seen)
    return seen


def statuses_in(tree):
    """Statuses in the code: what answers are made with."""
    makers = {"problem", "json_response", "_status", "_answered", "answered", "Response"}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in makers:
            for part in (*call.args, *(keyword.value for keyword in call.keywords)):
                for each in ast.walk(part):
                    if isinstance(each, ast.Constant) and type(each.value) is int:
                        yield each.value


def statuses_of(address):
    trees = code_behind(address.handler).values()
    found = {status for tree in trees for status in statuses_in(tree) if 200 <= status < 600}
    return found or {200}


def test_the_code_is_really_looked_at():
    found = statuses_of(BY_NAME["write_study_file"])
    assert {400, 404, 409, 412, 413, 422, 428} <= found
    assert {400, 413} <= statuses_of(BY_NAME["ask_question"])
    assert 202 in statuses_of(BY_NAME["ask_package"])
    assert statuses_of(BY_NAME["drop_upload"]) == {204}


def test_every_address_under_api_is_described_and_no_other():
    routed = {(method, path) for method, path, _, _ in TABLE if path.startswith("/api/")}
    assert {(address.method, address.path) for address in ADDRESSES} == routed
    assert len(ADDRESSES) == len(routed)


def test_names_are_words_for_clients_and_nobodys_twice():
    assert len(BY_NAME) == len(ADDRESSES)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+", name) for name in BY_NAME)
    assert all(re.fullmatch(r"[A-Z][^.]*[^. ]\.", each.summary) for each in ADDRESSES)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_description_says_the_statuses_that_can_come_and_no_others(name):
    address = BY_NAME[name]
    by_policy = set(address.all_refusals()) - set(address.refusals)
    said = {address.status, *address.also, *address.refusals}
    found = statuses_of(address)
    assert found - said - by_policy - {200} == set(), "not described"
    assert said - found - {200} == set(), "described, and can't come"


@pytest.mark.parametrize("name", BY_NAME)
def test_a_description_fits_its_method(name):
    address = BY_NAME[name]
    assert address.takes is None or address.method in ("POST", "PUT", "PATCH")
    assert (address.answers is None) == (address.status == 204 or address.method == "HEAD")
    assert set(address.shaped) <= set(address.refusals)
    braces = set(re.findall(r"{(\w+)}", address.path))
    assert {p.name for p in address.parameters if p.where == "path"} <= braces


def test_the_description_is_served_to_everybody(visit):
    async def story(site):
        answer = await site.get("/api/v1/openapi.json")
        told = answer.json()
        assert (answer.status_code, told["openapi"]) == (200, "3.1.0")
        held = {(method.upper(), path) for path, each in told["paths"].items() for method in each}
        assert held == {(address.method, address.path) for address in ADDRESSES}
        assert dangling(told) == set()
        known = {scope.value for scope in Scope}
        for each in told["paths"].values():
            for operation in each.values():
                for needed in operation["security"]:
                    assert needed["token"]
                    assert set(needed["token"]) <= known

    visit(story)


def dangling(told):
    """References that lead nowhere."""
    wanted = set(re.findall(r"'#/components/schemas/([^']+)'", repr(told)))
    return wanted - set(told["components"]["schemas"])


def test_only_what_is_no_json_of_ours_is_left_undescribed():
    plain = [each.name for each in ADDRESSES if isinstance(each.answers, Content)]
    assert sorted(plain) == [
        "ask_further_passkey", "ask_newcomer_passkey", "ask_passkey_use", "export_study",
        "follow_session", "pack_links", "read_data_file", "read_description", "read_duty",
        "read_film_file", "read_package_file", "read_plan", "read_poster",
        "read_recording_captions", "read_recording_file", "read_recording_piece",
        "read_recording_transcript", "read_remark_table", "read_report_file",
        "read_stimulus_captions", "read_stimulus_file", "read_stimulus_piece",
        "read_study_file", "write_study_file",
    ]  # fmt: skip


def test_the_stream_is_described_as_no_single_text():
    """Tools that know server-sent events hold every event against this shape."""
    assert isinstance(BY_NAME["follow_session"].answers, Content)
    assert not BY_NAME["follow_session"].answers.is_text
