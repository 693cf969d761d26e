"""The description of the API for programs: OpenAPI 3.1, made from the table of addresses."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec

import pulsemeter
from pulsemeter.domain.scope import SAID, scope_of
from pulsemeter.web.api.address import Address, Body, Content, Parameter

Node = dict[str, Any]
_AT = "#/components/schemas/{name}"
_IN_PATH = re.compile(r"{(\w+)}")
IN_PATHS = {
    "code": "The code of a session.",
    "name": "The short name of a study.",
    "decision": "The id of a decision.",
    "language": "The code of a language, such as de.",
    "statement": "The id of a statement.",
    "passage": "The id of a passage.",
    "remark": "The id of a remark.",
    "id": "The id of an upload.",
    "member": "The id of a member of the staff.",
    "invitation": "The id of an invitation.",
    "recipient": "The id of a recipient of briefs.",
    "rule": "The id of a rule of briefs.",
    "stimulus": "The id of a stimulus.",
    "job": "The id of a data package.",
    "file": "The name of a file that lies ready.",
    "piece": "The name of a piece of a long film, or of its playlist.",
}
"""What stands in the braces of a path; a row may say it more closely as a parameter of its own."""
_ABOUT = (
    "Everything that staff can do, for programs. Sign in with an access token, made on the account "
    "page: `Authorization: Bearer pmt_…`. A token may do what its member may do, and of that only "
    "what its scopes hold. Every refusal says what is wrong and how to mend it."
)


def description(addresses: Sequence[Address]) -> Node:
    """The OpenAPI document of these addresses."""
    bodies = [
        body
        for address in addresses
        for body in (address.takes, address.answers, *address.all_refusals().values())
        if isinstance(body, type)
    ]
    kinds = sorted(set(bodies), key=lambda body: (body.__name__, body.__module__))
    shapes, components = msgspec.json.schema_components(kinds, ref_template=_AT)
    refs = dict(zip(kinds, shapes, strict=True))
    paths: dict[str, Node] = {}
    for address in addresses:
        paths.setdefault(address.path, {})[address.method.lower()] = _operation(address, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pulsemeter", "version": pulsemeter.__version__, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": _scopes_in_words()}
            },
        },
    }


def _scopes_in_words() -> str:
    told = "; ".join(f"{scope}: {said}" for scope, said in SAID.items())
    return f"An access token of a member of the staff. Its scopes: {told}."


def _operation(address: Address, refs: dict[type[msgspec.Struct], Node]) -> Node:
    told: Node = {
        "operationId": address.name,
        "summary": address.summary,
        "parameters": _parameters(address),
        "responses": _responses(address, refs),
        "security": _security(address),
    }
    if address.takes is not None:
        is_required = not address.may_be_empty and _has_to_say(address.takes)
        content = _content(address.takes, refs)
        told["requestBody"] = {"required": is_required, "content": content}
    return told


def _has_to_say(body: Body) -> bool:
    """Whether an empty body wouldn't do."""
    return isinstance(body, Content) or any(f.required for f in msgspec.structs.fields(body))


def _parameters(address: Address) -> list[Node]:
    closer = {p.name: p for p in address.parameters if p.where == "path"}
    in_path = [
        closer.get(name) or Parameter(name, IN_PATHS[name], where="path")
        for name in _IN_PATH.findall(address.path)
    ]
    others = [p for p in address.parameters if p.where != "path"]
    return [_parameter(parameter) for parameter in (*in_path, *others)]


def _parameter(parameter: Parameter) -> Node:
    kind = parameter.kind
    shape: Node = {"type": kind} if isinstance(kind, str) else {"type": "string", "enum": [*kind]}
    if parameter.is_many:
        shape = {"type": "array", "items": shape}
    return {
        "name": parameter.name,
        "in": parameter.where,
        "required": parameter.is_required or parameter.where == "path",
        "description": parameter.said,
        "schema": shape,
    }


def _responses(address: Address, refs: dict[type[msgspec.Struct], Node]) -> Node:
    told: Node = {}
    for status in (address.status, *address.also):
        told[str(status)] = {"description": HTTPStatus(status).phrase}
        if address.answers is not None:
            told[str(status)]["content"] = _content(address.answers, refs)
    for status, body in address.all_refusals().items():
        phrase = {"description": HTTPStatus(status).phrase}
        has_body = address.method != "HEAD"
        told[str(status)] = {**phrase, "content": _content(body, refs)} if has_body else phrase
    return told


def _content(body: Body, refs: dict[type[msgspec.Struct], Node]) -> Node:
    if isinstance(body, Content):
        shape: Node = {"type": "string"} if body.is_text else {}
        return {body.media_type: {"schema": {**shape, "description": body.said}}}
    return {"application/json": {"schema": refs[body]}}


def _security(address: Address) -> list[dict[str, list[str]]]:
    """Nothing for what is public, an empty alternative where only a browser's sign-in opens."""
    policy = address.policy
    if policy.is_public or not policy.by_token:
        return []
    acts = [act for act in (policy.act, policy.after_close) if act is not None]
    return [{"token": sorted({scope_of(act).value for act in acts})}]
