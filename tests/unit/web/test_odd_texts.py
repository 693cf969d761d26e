"""Texts with signs that no keyboard has, or far too long, in every form of staff and participants:
each is refused in words or kept as it is, and nothing breaks."""

import re

import httpx
import pytest

from pulsemeter.web.routes import TABLE
from pulsemeter.web.templates import TEMPLATES

FIELD = re.compile(r'<(?:input|textarea|select)\b(?:[^>{]|{{.*?}}|{%.*?%})*?\bname="([^"{]+)"')
NAMES = sorted(
    {name for path in TEMPLATES.glob("*.html") for name in FIELD.findall(path.read_text("utf-8"))}
)
ODD = {
    "nothing": "a\0b",
    "half a pair": "%ED%A0%BD",
    "not a letter": "%FF%FE",
    "turned": "\u202e\u2066\u2028\ufeff",
    "long": "ü" * 30_000,
    "a number without an end": "9" * 5_000,
    "no number": "NaN",
    "digits of others": "٣٤²",
}


@pytest.mark.parametrize("odd", ODD)
def test_no_form_breaks(visit, odd):
    async def story(site):
        values = {
            "code": site.code, "stimulus": "talk", "step": "change", "name": "talk",
            "member": "id-nobody", "invitation": "nothing", "recipient": "nobody",
            "rule": "nothing", "statement": "nothing",
        }  # fmt: skip
        quoted = ODD[odd] if "%" in ODD[odd] else str(httpx.QueryParams({"a": ODD[odd]}))[2:]
        body = "&".join(f"{name}={quoted}" for name in NAMES)
        headers = {"content-type": "application/x-www-form-urlencoded"}
        for method, path, _, _ in TABLE:
            if method != "POST" or path.startswith("/api/") or path.endswith(("withdraw", "out")):
                continue
            url = re.sub(r"{(\w+)}", lambda found: values.get(found[1], "nothing"), path)
            for who in ("participant", "staff"):
                answer = await site.post(url, who, content=body, headers=headers)
                assert answer.status_code < 500, (path, who)
                assert len(answer.content) < 3_000_000, (path, who)

    visit(story)


@pytest.mark.parametrize("odd", ODD)
def test_no_address_breaks(visit, odd):
    async def story(site):
        quoted = ODD[odd] if "%" in ODD[odd] else str(httpx.QueryParams({"a": ODD[odd][:500]}))[2:]
        for method, path, _, _ in TABLE:
            if method != "GET" or path.endswith("/stream"):
                continue
            odd_path = re.sub(r"{\w+}", lambda _: quoted, path)
            for who in ("participant", "staff"):
                answer = await site.get(f"{odd_path}?with={quoted}&to={quoted}&pid={quoted}", who)
                assert answer.status_code < 500, (path, who)

    visit(story)
