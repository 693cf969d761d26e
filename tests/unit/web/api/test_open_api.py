"""The description of a small table; that of the whole API is tested beside its table."""

from pulsemeter.domain.staff import Act
from pulsemeter.web.api.address import Address, Content, Parameter
from pulsemeter.web.api.open_api import description
from pulsemeter.web.policy import AT_BROWSER, PUBLIC, in_session
from pulsemeter.wire.decisions import AskedDecision, Decision, DecisionStep

_FIGURES = in_session(Act.SEE_LIVE, after_close=Act.SEE_RELEASED)


async def handler(request):
    raise AssertionError


def operation(*row, **more):
    address = Address(row[0], row[1], handler, row[2], "do_it", "Do it.", **more)
    told = description([address])
    return told["paths"][row[1]][row[0].lower()], told["components"]


def test_bodies_are_named_and_described_once():
    path = "/api/v1/sessions/{code}/decisions"
    told, components = operation(
        "POST", path, _FIGURES, answers=Decision, takes=AskedDecision, status=201, refusals=(422,)
    )
    ref = {"$ref": "#/components/schemas/Decision"}
    assert told["responses"]["201"]["content"] == {"application/json": {"schema": ref}}
    assert told["requestBody"]["required"]
    assert {"Decision", "AskedDecision", "Problem"} <= set(components["schemas"])
    assert [*told["responses"]] == [
        "201", "401", "403", "404", "413", "415", "422", "429", "503",
    ]  # fmt: skip
    assert (told["operationId"], told["summary"]) == ("do_it", "Do it.")


def test_a_body_that_says_nothing_needed_may_be_left_away():
    path = "/api/v1/sessions/{code}/take"
    for more, required in (
        ({"takes": DecisionStep}, False),
        ({"takes": AskedDecision}, True),
        ({"takes": AskedDecision, "may_be_empty": True}, False),
        ({"takes": Content("application/toml", "Text.")}, True),
    ):
        told, _ = operation("POST", path, _FIGURES, **more)
        assert told["requestBody"]["required"] is required


def test_parameters_stand_where_they_are_sent():
    told, _ = operation(
        "GET", "/api/v1/sessions/{code}/{step}", PUBLIC,
        parameters=(
            Parameter("step", "What.", ("ask", "end"), "path"),
            Parameter("after", "Since.", "integer"),
            Parameter("cell", "Which.", is_many=True, is_required=True),
            Parameter("If-Match", "Tag.", where="header"),
        ),
    )  # fmt: skip
    found = {p["name"]: (p["in"], p["required"], p["schema"]) for p in told["parameters"]}
    assert found == {
        "code": ("path", True, {"type": "string"}),
        "step": ("path", True, {"type": "string", "enum": ["ask", "end"]}),
        "after": ("query", False, {"type": "integer"}),
        "cell": ("query", True, {"type": "array", "items": {"type": "string"}}),
        "If-Match": ("header", False, {"type": "string"}),
    }


def test_what_is_no_json_and_what_has_no_body():
    path = "/api/v1/sessions/{code}/file"
    told, _ = operation("GET", path, PUBLIC, answers=Content("application/zip", "It.", False))
    assert told["responses"]["200"]["content"] == {
        "application/zip": {"schema": {"description": "It."}}
    }
    told, _ = operation("HEAD", path, _FIGURES)
    assert not any("content" in answer for answer in told["responses"].values())
    told, _ = operation("POST", path, _FIGURES, also=(202,), answers=Decision)
    assert told["responses"]["202"]["content"] == told["responses"]["200"]["content"]


def test_who_is_asked_for_a_token_and_for_which_scope():
    path = "/api/v1/sessions/{code}/x"
    assert operation("GET", path, _FIGURES)[0]["security"] == [{"token": ["read"]}]
    assert operation("GET", path, in_session(Act.CONDUCT))[0]["security"] == [
        {"token": ["conduct"]}
    ]
    assert operation("GET", path, PUBLIC)[0]["security"] == []
    assert operation("GET", path, AT_BROWSER)[0]["security"] == []
