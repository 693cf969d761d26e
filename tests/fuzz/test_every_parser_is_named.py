"""No parser is forgotten: a module that reads foreign bytes is tried, or it says why it isn't."""

import ast

import pytest
from tests.fuzz.targets import NOT_TRIED, TARGETS

PURE = {"domain", "analysis", "release", "report", "simulation"}
"""Rooms that are handed values, never bytes from outside."""
WEB_SWEEP = "tests/unit/web/test_hostile_requests.py"
READING_CALLS = {
    "b64decode", "base64url_to_bytes", "Decoder", "DictReader", "decode", "fullmatch", "findall",
    "finditer", "frombuffer", "fromisoformat", "ip_address", "is_zipfile", "load", "loads", "match",
    "parse_client_data_json", "read_bytes", "read_csv", "read_dta", "read_parquet", "read_po",
    "read_sav", "read_text", "reader", "reader_of", "search", "toml_tables", "unpack",
    "unpack_from", "urlsafe_b64decode", "urlsplit", "ZipFile",
}  # fmt: skip
NUMBERS = {"int", "float"}


def parses(tree):
    """Whether a module calls anything that makes values of text or bytes."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        if called in READING_CALLS:
            return True
        if called in NUMBERS and node.args and not isinstance(node.args[0], ast.Constant):
            return True
    return False


def parsers(package):
    """Modules that parse, outside of the rooms that never see bytes."""
    for path in sorted(package.rglob("*.py")):
        module = path.relative_to(package)
        if module.parts[0] not in PURE and parses(ast.parse(path.read_text("utf-8"))):
            yield str(module)


def is_swept(module, package):
    """Whether a module of the web answers requests: all routes are swept, every one of them."""
    text = (package / module).read_text("utf-8")
    return module.startswith("web/") and "Request" in text


@pytest.fixture
def package(project_root):
    return project_root / "src" / "pulsemeter"


def test_every_parser_is_tried_or_says_why_not(package, project_root):
    assert (project_root / WEB_SWEEP).exists()
    named = {module for target in TARGETS for module in target.modules} | set(NOT_TRIED)
    missing = [m for m in parsers(package) if m not in named and not is_swept(m, package)]
    assert not missing, (
        "these read text or bytes and no target of tests/fuzz names them; add one, or say in "
        f"NOT_TRIED why it isn't needed: {missing}"
    )


def test_what_is_named_is_there(package):
    named = [module for target in TARGETS for module in target.modules]
    assert not [m for m in (*named, *NOT_TRIED) if not (package / m).exists()]
    assert not set(named) & set(NOT_TRIED)
    assert all(len(reason) > 20 for reason in NOT_TRIED.values())
    found = set(parsers(package))
    assert not [m for m in NOT_TRIED if m not in found], "these parse nothing any more"


def test_a_new_parser_would_be_found():
    assert parses(ast.parse("import json\nvalue = json.loads(text)"))
    assert parses(ast.parse("number = int(text)"))
    assert not parses(ast.parse("number = int(3)\nwords = f(text)"))


def test_targets_have_names_of_their_own():
    names = [target.name for target in TARGETS]
    assert len(names) == len(set(names)) >= 40
