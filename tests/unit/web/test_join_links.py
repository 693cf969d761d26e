from types import SimpleNamespace

import pytest
from starlette.requests import Request

from pulsemeter.web.join_links import join_base, join_link


def asked(told, host, scheme="http"):
    """A request to this host at a server that was told this address."""
    services = SimpleNamespace(staff=SimpleNamespace(url=told))
    app = SimpleNamespace(state=SimpleNamespace(services=services))
    headers = [(b"host", host.encode())]
    return Request(
        {"type": "http", "app": app, "headers": headers, "scheme": scheme, "path": "/",
         "query_string": b"", "server": ("127.0.0.1", 8000)}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "host", "base", "is_here_only"),
    [
        ("https://pulse.example", "10.0.0.5:8000", "https://pulse.example", False),
        ("http://localhost:8000", "10.0.0.5:8000", "http://10.0.0.5:8000", False),
        ("http://localhost:8000", "localhost:8000", "http://localhost:8000", True),
        ("http://127.0.0.1:8000", "[::1]:8000", "http://127.0.0.1:8000", True),
        ("http://localhost:8000", "pulse.local", "http://pulse.local", False),
    ],
)
def test_links_begin_where_phones_come_to(told, host, base, is_here_only):
    request = asked(told, host)
    assert join_base(request) == base
    link = join_link(request, "K7M2QX")
    assert (link.code, link.address) == ("K7M2QX", f"{base}/j/K7M2QX")
    assert link.is_here_only is is_here_only
    assert link.picture.startswith("<svg")
