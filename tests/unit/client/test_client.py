"""The client offers the whole API, and asks as the table of addresses says."""

import inspect
import json
import re
import types
from collections.abc import Iterator
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

import httpx
import msgspec
import pytest

from pulsemeter.client import ApiRefused, Client, StreamEvent, StudyFile, UploadPlace
from pulsemeter.client.sessions import SessionCalls
from pulsemeter.web.api.address import Content
from pulsemeter.web.api.table import ADDRESSES
from pulsemeter.wire.briefs import WantedRecipient, WantedRule
from pulsemeter.wire.people import WantedRole
from pulsemeter.wire.recordings import AlignedPoint

AT_A_BROWSER = {
    "ask_passkey_use", "use_passkey", "ask_newcomer_passkey", "admit_newcomer",
    "ask_further_passkey", "add_further_passkey",
}  # fmt: skip
"""Passkeys are used at a browser alone, so the client has no methods for them."""
OWN = {"close", "upload_file", "bring_files", "wait_for_import"}
"""What the client has beyond single operations."""
OFFERED = [address for address in ADDRESSES if address.name not in AT_A_BROWSER]
BODIES = {
    "write_study_file": str, "add_upload_piece": bytes, "import_study": bytes,
    "put_import_file": bytes,
}  # fmt: skip
"""What methods take for a body that is no JSON."""
ANSWERS = {
    "read_description": dict, "read_study_file": StudyFile, "write_study_file": StudyFile,
    "add_upload_piece": int, "look_at_upload": UploadPlace, "read_duty": str,
    "read_remark_table": str, "export_study": bytes, "read_plan": str, "pack_links": bytes,
    "read_poster": bytes, "read_package_file": bytes, "read_report_file": bytes,
    "read_stimulus_file": bytes, "read_stimulus_piece": bytes, "read_stimulus_captions": str,
    "read_recording_file": bytes, "read_recording_piece": bytes, "read_recording_captions": str,
    "read_recording_transcript": str, "read_film_file": bytes,
    "read_data_file": bytes, "follow_session": Iterator,
}  # fmt: skip
"""What methods answer where the API tells it in no JSON of ours, or in headers."""
NAMES = {"id": "upload", "with": "other"}
"""What a method calls a parameter whose name is Python's own, or says too little."""
HELD_IN = {"If-Match": "seen", "Upload-Offset": "offset", "Last-Event-ID": "after"}
"""The method's parameter that goes into a header."""


def sample(kind):
    """A value of a parameter's type that can be told from others."""
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if get_origin(kind) is Annotated:
        return sample(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return sample(next(part for part in get_args(kind) if part is not types.NoneType))
    if inspect.isclass(kind) and issubclass(kind, msgspec.Struct):
        needed = [field for field in msgspec.structs.fields(kind) if field.required]
        return kind(**{field.name: sample(field.type) for field in needed})
    origin = get_origin(kind) or kind
    plain = {str: "a b/?", int: 7, float: 7.0, bytes: b"piece", bool: True, list: [], dict: {}}
    return plain.get(origin, ["one", "two"])


def called(asked, name):
    """What a method sends when it is given all that it takes; and what it was given."""
    outcome = asked(httpx.Response(418, json={"error": "seen", "remedy": ""}))
    method = getattr(outcome.client, name)
    hints = get_type_hints(method)
    names = [each for each in inspect.signature(method).parameters if each != "tries"]
    given = {each: sample(hints[each]) for each in names}
    with pytest.raises(ApiRefused) as refused:
        list(method(**given))  # a stream asks when it is read
    assert refused.value.status == 418
    (request,) = outcome.requests
    return request, given, hints


def test_the_client_offers_every_address_and_nothing_else():
    offered = {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if name[0] != "_"}
    assert offered - OWN == {address.name for address in OFFERED}
    assert offered >= OWN
    assert {a.name for a in ADDRESSES} >= AT_A_BROWSER
    assert all(a.policy.is_public or not a.policy.by_token for a in ADDRESSES
               if a.name in AT_A_BROWSER)  # fmt: skip


@pytest.mark.parametrize("address", OFFERED, ids=lambda address: address.name)
def test_a_method_asks_as_the_table_says(asked, address):
    request, given, hints = called(asked, address.name)
    assert request.method == address.method
    assert request.headers["authorization"] == "Bearer pmt_of-the-tests"
    path = request.url.raw_path.decode().partition("?")[0]
    for part in re.findall(r"{(\w+)}", address.path):
        told = given[NAMES.get(part, part)]
        assert told == "a b/?" or told in kinds_of(address, part)
    shown = re.sub(r"{(\w+)}", lambda found: quoted(given[NAMES.get(found[1], found[1])]),
                   address.path)  # fmt: skip
    assert path == shown
    queries = [p for p in address.parameters if p.where == "query"]
    assert set(request.url.params) == {p.name for p in queries}
    for parameter in queries:
        held = request.url.params.get_list(parameter.name)
        value = given[NAMES.get(parameter.name, parameter.name)]
        assert held == ([*value] if parameter.is_many else [str(value)])
        assert isinstance(value, int) == (parameter.kind == "integer")
    for parameter in (p for p in address.parameters if p.where == "header"):
        assert request.headers[parameter.name] == str(given[HELD_IN[parameter.name]])
    check_body(address, request, given)
    check_answer(address, hints["return"])


def quoted(value):
    return str(value).replace(" ", "%20").replace("/", "%2F").replace("?", "%3F")


def kinds_of(address, part):
    return next(p.kind for p in address.parameters if (p.name, p.where) == (part, "path"))


def check_body(address, request, given):
    if address.takes is None:
        assert request.content == b""
    elif isinstance(address.takes, Content):
        assert any(isinstance(each, BODIES[address.name]) for each in given.values())
        assert request.headers["content-type"] == address.takes.media_type
    else:
        (sent,) = [each for each in given.values() if isinstance(each, msgspec.Struct)]
        assert type(sent) is address.takes
        assert request.headers["content-type"] == "application/json"
        assert msgspec.convert(json.loads(request.content), address.takes) == sent


def check_answer(address, told):
    if address.name in ANSWERS:
        assert (get_origin(told) or told) is ANSWERS[address.name]
    else:
        assert told is (types.NoneType if address.answers is None else address.answers)


@pytest.mark.parametrize("address", OFFERED, ids=lambda address: address.name)
def test_the_words_that_a_path_takes_are_the_tables(address):
    hints = get_type_hints(getattr(Client, address.name))
    chosen = {n: get_args(kind) for n, kind in hints.items() if get_origin(kind) is Literal}
    assert chosen == {
        p.name: tuple(p.kind)
        for p in address.parameters
        if p.where == "path" and not isinstance(p.kind, str)
    }


def test_every_event_of_the_stream_is_a_type_here():
    from pulsemeter.wire.dashboard import StreamMessage
    from pulsemeter.wire.decisions import Decision
    from pulsemeter.wire.words import WordsNow

    assert set(get_args(StreamEvent)) == {*get_args(StreamMessage), Decision, WordsNow}


def test_what_methods_say_of_bodies_can_be_wrong():
    with pytest.raises(AssertionError):
        check_answer(next(a for a in OFFERED if a.name == "read_room"), dict)
    assert sample(WantedRecipient).name == "a b/?"
    assert (sample(WantedRole).role, sample(WantedRule).occasion) == ("owner", "close")
    assert sample(AlignedPoint).file_ms == 7
    assert hasattr(SessionCalls, "read_room")
