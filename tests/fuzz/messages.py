"""What browsers and other machines say: frames, bodies, headers, cookies, addresses, codes."""

import asyncio
import base64

import msgspec
from hypothesis import strategies as st
from starlette.requests import Request
from tests.fuzz.target import Target, anything, around, as_json, repeated, spoiled, spoiled_text
from tests.soft_passkey import SoftPasskey

from pulsemeter.client.server_address import AddressWrong, checked_address
from pulsemeter.client.stream import StreamLost, read_events
from pulsemeter.delivery import webhook
from pulsemeter.delivery.smtp import read_mail_address
from pulsemeter.delivery.way_out import is_public
from pulsemeter.delivery.webhook import read_address
from pulsemeter.domain.brief import BriefChannel, Recipient
from pulsemeter.domain.staff import StaffMember
from pulsemeter.identity.passkeys import WebauthnPasskeys, passkey_origins
from pulsemeter.outside import SystemClock
from pulsemeter.service.brief_links import BriefLinks, LinkOver
from pulsemeter.service.courier_ports import AddressRefused, Undelivered
from pulsemeter.service.staff_ports import Passkey, PasskeyRefused
from pulsemeter.service.token_text import TOKEN_LENGTH, grouped, plain_token
from pulsemeter.service.vendor_return import address_back, checked_vendor_id, template_trouble
from pulsemeter.storage.memory import memory_stores
from pulsemeter.transcript.live_words import was_opened_live
from pulsemeter.web.diagnostics import blanked
from pulsemeter.web.page_language import LANGUAGE_COOKIE, page_language
from pulsemeter.web.policy import same_origin
from pulsemeter.web.shown_form import Form
from pulsemeter.web.socket_door import read_handshake
from pulsemeter.web.studio_form import changed_rows, given_of, mark_of, overlaid
from pulsemeter.web.studio_steps import STIMULI
from pulsemeter.web.typed_times import read_ms
from pulsemeter.web.wait_pages import PENDING_COOKIE, pending_of
from pulsemeter.wire import (
    cells,
    dashboard,
    decisions,
    desk,
    panel_questions,
    participant,
    remarks,
    staff,
    stage,
    uploads,
    words,
)
from pulsemeter.wire.reading import Unreadable, reader_of

WIRE = [
    cells,
    dashboard,
    decisions,
    desk,
    panel_questions,
    participant,
    remarks,
    staff,
    stage,
    uploads,
    words,
]
HELLO = b'{"type":"hello","writer":7}'
RECORDS = (
    b'{"type":"records","writer":7,"records":[{"sequence":1,"kind":"press","clock_ms":1500,'
    b'"choice":100,"stimulus":0,"target":0},{"sequence":2,"kind":"presence","clock_ms":5000,'
    b'"choice":101}]}'
)
SEALED = b'{"type":"sealed","writer":7,"records":[],"pad":"xxxx"}'
HERE, CHALLENGE = "https://pulse.example", b"c" * 32
ADA = StaffMember("a1", "Ada")
CHECK = WebauthnPasskeys([HERE])
DEVICE = SoftPasskey()
MADE = DEVICE.make(CHECK.creation(HERE, CHALLENGE, ADA, []), HERE)
USED = DEVICE.use(CHECK.request(HERE, CHALLENGE), HERE)
_KEPT = CHECK.created(HERE, CHALLENGE, MADE)
PASSKEY = Passkey(_KEPT.id, ADA.id, _KEPT.public_key, 0, "", "")


def structs():
    """Every message of the contract, with the names of its fields."""
    for module in WIRE:
        for kind in vars(module).values():
            if (
                isinstance(kind, type)
                and issubclass(kind, msgspec.Struct)
                and kind.__module__ == module.__name__
            ):
                yield kind


def _bodies():
    """Texts of JSON for one kind of message: near ones, and what is nothing like it."""

    def near(kind):
        fields = {f.name for f in msgspec.structs.fields(kind)} | {"type"}
        return anything(sorted(fields)).map(lambda value: (kind, as_json(value)))

    kinds = list(structs())
    return st.one_of(
        st.sampled_from(kinds).flatmap(near), st.tuples(st.sampled_from(kinds), spoiled(RECORDS))
    )


def _request(**headers):
    held = [
        (k.replace("_", "-").encode(), v.encode("latin-1", "replace")) for k, v in headers.items()
    ]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": held}
    return Request(scope)


def _cookie(name, read):
    return lambda text: read(_request(cookie=f"{name}={text}"))


def _language(text):
    request = _request(accept_language=text, cookie=f"{LANGUAGE_COOKIE}={text}")
    return page_language(request, ("en", "de", "pt-BR"))


def _handshake(head):
    _, handshake = read_handshake(head)
    return handshake.is_same_origin


def _origin(text):
    return same_origin(_request(origin=text, host=text))


LINKS = BriefLinks(b"secret", memory_stores().briefs, SystemClock())
TOKEN = LINKS.made(Recipient("r1", "talk", "Ann", BriefChannel.MAIL, "a@b.example"), "ABCDEF")


def _link(token):
    return asyncio.run(LINKS.read(token))


def _registered(answer):
    CHECK.challenge_of(answer)
    CHECK.id_of(answer)
    return CHECK.created(HERE, CHALLENGE, answer)


def _used(answer):
    CHECK.id_of(answer)
    return CHECK.used(HERE, CHALLENGE, answer, PASSKEY)


def _attesting(raw):
    coded = base64.urlsafe_b64encode(raw).decode()
    return {**MADE, "response": {**MADE["response"], "attestationObject": coded}}


def _spoiled_answer(answer):
    """An answer of a passkey with one part spoiled, or with another shape."""
    response = answer["response"]
    parts = [
        spoiled(base64.urlsafe_b64decode(text + "==")).map(
            lambda raw, name=name: {
                **answer,
                "response": {**response, name: base64.urlsafe_b64encode(raw).decode().rstrip("=")},
            }
        )
        for name, text in response.items()
    ]
    shapes = anything(["id", "rawId", "type", "response", *response]).filter(
        lambda v: isinstance(v, dict)
    )
    return st.one_of(
        *parts,
        shapes,
        shapes.map(lambda part: {**answer, **part}),
        shapes.map(lambda part: {**answer, "response": {**response, **part}}),
    )


def _form(items):
    given = given_of(items)
    for act in ("drop", "raise"):
        for name, _ in items:
            changed_rows(given, act, name)
    tables = overlaid({"stimulus": [{"id": "a", "title": "A"}]}, given, STIMULI.fields)
    mark_of(tables, STIMULI.fields)
    form = Form(STIMULI.fields, tables)
    return [form.at(path) for path, _ in items]


def _vendor(text):
    template = text if not template_trouble(text) else "https://v.example/?i={id}&v={voucher}"
    return address_back(template, checked_vendor_id(text), "A")


def _typed(text):
    token = plain_token(text)
    return grouped(token) if len(token) == TOKEN_LENGTH else token


_PATHS = st.lists(
    st.sampled_from(["stimulus", "[0]", "[999]", ".", "id", "title", "duration_ms", "[", "a"]),
    max_size=6,
).map("".join)
_TEXTS = st.one_of(st.text(max_size=60), spoiled_text("https://a.example:443/x?y=1"))
_NESTED = around('{"type":"records","writer":7,"records":', "[")

STREAM = (
    b'event: release\nid: 7\ndata: {"type":"statement","number":7,"statement":"s1","revision":1,'
    b'"standing":"final","panel_share":80,"figures":[]}\n\n: still here\n\nevent: remarks\n'
    b'data: {"type":"remarks"}\n\n'
)


def _events(content):
    return list(read_events([content[:40], content[40:]]))


TARGETS = [
    Target(
        "stream of a server",
        ["client/stream.py"],
        _events,
        spoiled(STREAM),
        (StreamLost,),
        [
            around(STREAM.decode(), ": a\n"),
            around("data: ", "9"),
            around("event: release\nid: ", "9", "\ndata: {}\n\n"),
            around(STREAM.decode() + 'event: release\ndata: {"a":', '{"a":', "\n\n"),
        ],
    ),
    Target(
        "address of a server",
        ["client/server_address.py"],
        lambda text: (checked_address(text[:2_000]), None)[1],
        spoiled_text(
            "https://pulse.example:8443", "http://127.0.0.1:8000", "http://[::1]:80/x?y#z"
        ),
        (AddressWrong,),
    ),
    Target(
        "frames of a page",
        ["wire/participant.py", "web/participant_socket.py", "web/participant_records.py"],
        reader_of(participant.FromPage),
        spoiled(HELLO, RECORDS, SEALED),
        (Unreadable,),
        [
            _NESTED,
            around("", "["),
            around('{"a":', '{"a":'),
            around('{"type":"ping","probe":', "9"),
            around('{"type":"ping","probe":1,"x":', "1,"),
            around('{"', "\\u0000"),
            around('{"', "\\"),
        ],
    ),
    Target(
        "bodies of the API",
        [
            *(f"wire/{module.__name__.rsplit('.', 1)[1]}.py" for module in WIRE),
            "wire/reading.py",
            "web/upload_api.py",
            "web/dashboard_room.py",
            "web/passkey_api.py",
        ],
        lambda told: reader_of(told[0])(told[1]),
        _bodies(),
        (Unreadable,),
        [lambda n, g=g: (dashboard.AskedCue, g(n)) for g in (_NESTED, *repeated("[", '"a",', "{"))],
        share=3,
    ),
    Target(
        "a new passkey",
        ["identity/passkeys.py"],
        _registered,
        _spoiled_answer(MADE),
        (PasskeyRefused,),
        [
            lambda n, head=head: _attesting(head * n)
            for head in (
                b"\x81",
                b"\xa1\x01",
                b"\x9f",
                b"\x5f\x41\x00",
                b"\xd8\x1c",
                b"\xc2\x41\x01",
            )
        ],
    ),
    Target("a used passkey", [], _used, _spoiled_answer(USED), (PasskeyRefused,)),
    Target(
        "origins of passkeys",
        [],
        lambda text: passkey_origins(text, 8000),
        _TEXTS,
        (ValueError,),
        [lambda n: "https://" + "[" * n, lambda n: "https://" + "a." * n],
    ),
    Target(
        "links of briefs",
        ["service/brief_links.py", "web/now_pages.py"],
        _link,
        spoiled_text(TOKEN),
        (LinkOver,),
        [lambda n: "A" * n, lambda n: "=" * n],
    ),
    Target(
        "personal and recovery codes",
        ["service/token_text.py"],
        _typed,
        st.one_of(st.text(max_size=60), spoiled_text("01234 56789 ABCDE FGHJK MNPQRS")),
        (),
        [lambda n: "- " * n, lambda n: "I" * n],
    ),
    Target(
        "addresses of a vendor",
        ["service/vendor_return.py", "web/vendor_pages.py"],
        _vendor,
        st.one_of(_TEXTS, spoiled_text("https://v.example/back?id={id}&v={voucher}")),
        (),
        [lambda n: "{" * n, lambda n: "{id}" * n, lambda n: "https://" + "a" * n],
    ),
    Target(
        "addresses of webhooks",
        ["delivery/webhook.py"],
        read_address,
        _TEXTS,
        (AddressRefused,),
        [lambda n: "https://" + "a." * n, lambda n: "http://[" + ":" * n],
    ),
    Target(
        "answers to webhooks",
        [],
        lambda told: webhook._judge(*told),
        st.tuples(st.integers(100, 599), st.one_of(st.text(max_size=20), spoiled_text("120"))),
        (Undelivered,),
        [lambda n: (503, "9" * n), lambda n: (503, " " * n)],
    ),
    Target(
        "mail addresses",
        ["delivery/smtp.py"],
        read_mail_address,
        st.one_of(_TEXTS, spoiled_text("ann.b@example.org")),
        (AddressRefused,),
        [lambda n: "a." * n + "@b.example", lambda n: "(" * n],
    ),
    Target(
        "addresses of machines",
        ["delivery/way_out.py"],
        is_public,
        st.ip_addresses().map(str),
        (),
        [],
    ),
    Target(
        "wanted languages",
        ["web/page_language.py"],
        _language,
        st.one_of(st.text(max_size=60), spoiled_text("de-AT,de;q=0.9,en;q=nan,*;q=0.1")),
        (),
        [lambda n: "a;q=1," * n, lambda n: ";q=" * n, lambda n: "a-" * n],
    ),
    Target(
        "times that are typed",
        ["web/typed_times.py"],
        read_ms,
        spoiled_text("1:02:05.250"),
        (ValueError,),
        [lambda n: "1:" * n, lambda n: "1" * n],
    ),
    Target(
        "handshake of a socket",
        ["web/socket_door.py", "web/socket.py"],
        _handshake,
        st.one_of(
            st.text(max_size=40).map(
                lambda o: f"GET /p/socket HTTP/1.1\r\nhost: a\r\norigin: {o}\r\n\r\n"
            ),
            st.sampled_from(["http://[", "http://[a", "http://a]", "//", "http://\u2100"]).map(
                lambda o: f"GET / HTTP/1.1\r\nhost: a\r\norigin: {o}\r\ncookie: a=b; c\r\n\r\n"
            ),
        ).map(lambda text: text.encode("utf-8", "replace")),
        (),
        [
            lambda n: b"GET / HTTP/1.1\r\ncookie: " + b"a=b; " * (n // 5) + b"\r\n\r\n",
            lambda n: b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * (n // 6) + b"\r\n",
            lambda n: b"GET / HTTP/1.1\r\ncookie: " + b'a="\\' * (n // 4) + b"\r\n\r\n",
        ],
    ),
    Target(
        "where a request came from",
        ["web/policy.py", "web/staff_door.py", "web/sign_in_pages.py"],
        _origin,
        st.one_of(_TEXTS, st.sampled_from(["http://[", "null", "//[::1"])),
        (),
        [lambda n: "http://[" + "a" * n],
    ),
    Target(
        "cookie of a waiting person",
        ["web/wait_pages.py", "web/join_pages.py"],
        _cookie(PENDING_COOKIE, pending_of),
        spoiled(b'{"code":"ABCDEF","token":"x","page_key":"k"}').map(
            lambda raw: base64.urlsafe_b64encode(raw).decode()
        ),
        (),
        [lambda n: base64.urlsafe_b64encode(b"[" * n).decode()],
    ),
    Target(
        "fields of a form",
        ["web/studio_form.py", "web/shown_form.py"],
        _form,
        st.lists(st.tuples(_PATHS, st.text(max_size=12)), max_size=6),
        (),
        [
            lambda n: [("a." * n, "")],
            lambda n: [("stimulus[0].title", "x" * n)],
            lambda n: [("a[0]" * n, "")],
        ],
    ),
    Target(
        "names of statements",
        ["transcript/live_words.py"],
        lambda text: was_opened_live(text, "ABCDEF"),
        spoiled_text("talk-ABCDEF-s01"),
        (),
        [lambda n: "-ABCDEF" * n, lambda n: "-ABCDEF-s" + "0" * n],
    ),
    Target(
        "lines of the diagnostics",
        ["web/diagnostics.py"],
        blanked,
        spoiled_text("ValueError: 10.0.0.1 token aB3-_xyz09aB3-_xyz09 fe80::1:2:3 XY23456789AB"),
        (),
        [
            lambda n: "a" * n,
            lambda n: "a1" * n,
            lambda n: "A.b" * n,
            lambda n: "1:" * n,
            lambda n: "1." * n,
            lambda n: "aError" * n,
            lambda n: "a-" * n,
            lambda n: "A2" * n,
            lambda n: "w." * n + ": x",
            lambda n: "a\n" * n,
        ],
        small=5_000,
    ),
]
