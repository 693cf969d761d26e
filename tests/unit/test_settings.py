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


@pytest.mark.parametrize(
    ("settings", "is_https"),
    [
        (Settings(), False),
        (Settings(public_url="http://pulse.example"), False),
        (Settings(public_url="https://pulse.example"), True),
        (Settings(tls_cert=Path("c.pem"), tls_key=Path("k.pem")), True),
    ],
)
def test_whether_people_reach_it_under_tls(settings, is_https):
    assert settings.is_https is is_https


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        (Settings(port=9000), "http://localhost:9000"),
        (Settings(host="0.0.0.0"), "http://127.0.0.1:8000"),
        (Settings(public_url="http://192.168.1.7:8000"), "http://192.168.1.7:8000"),
        (Settings(tls_cert=Path("c.pem"), tls_key=Path("k.pem")), "https://127.0.0.1:8000"),
    ],
)
def test_the_address_that_links_of_staff_begin_with(settings, url):
    assert settings.staff_url == url
