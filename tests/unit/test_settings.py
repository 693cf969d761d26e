from pathlib import Path

import pytest

from pulsemeter.settings import Settings


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        (Settings(), "http://127.0.0.1:8000"),
        (Settings(port=9000), "http://127.0.0.1:9000"),
        (Settings(host="0.0.0.0"), "http://127.0.0.1:8000"),
        (Settings(host="::"), "http://127.0.0.1:8000"),
        (Settings(host="::1"), "http://[::1]:8000"),
        (Settings(public_url="https://pulse.example/"), "https://pulse.example"),
        (Settings(tls_cert=Path("c.pem"), tls_key=Path("k.pem")), "https://127.0.0.1:8000"),
    ],
)
def test_the_address_that_links_begin_with(settings, url):
    assert settings.url == url
