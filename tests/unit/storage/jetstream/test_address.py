import pytest

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream.address import LogAddress, is_log_address, read_address


def test_an_address_names_servers_a_stream_and_how_often_a_frame_is_kept():
    found = read_address("nats://a:4222,b:4222,c:4222/panel?replicas=1")
    assert found == LogAddress(("nats://a:4222", "nats://b:4222", "nats://c:4222"), "panel", 1)
    assert read_address("tls://a").servers == ("tls://a",)
    assert read_address("nats://a").stream == "pulsemeter"
    assert read_address("nats://a").replicas == 3


def test_a_password_is_not_shown():
    found = read_address("nats://me:secret@a:4222,me:secret@b:4222/panel")
    assert found.servers[0] == "nats://me:secret@a:4222"
    assert found.shown == "nats://a:4222,b:4222/panel"
    assert read_address("tls://me:secret@a/x?replicas=1").shown == "tls://a/x?replicas=1"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("http://a", "is written as"),
        ("nats://", "is written as"),
        ("nats:///panel", "is written as"),
        ("nats://me:secret@[::1", "can't be read; a log of several machines is written as"),
        ("nats://a/two.words", "can't be called"),
        ("nats://a/" + "x" * 65, "can't be called"),
        ("nats://a?replicas=0", "1 to 5"),
        ("nats://a?replicas=6", "1 to 5"),
        ("nats://a?replicas=", "1 to 5"),
        ("nats://a?copies=3", "no copies"),
    ],
)
def test_what_can_not_be_meant_is_told(text, why):
    with pytest.raises(StoreError, match=why) as told:
        read_address(text)
    assert "secret" not in str(told.value)


def test_only_servers_are_taken_for_a_log():
    assert is_log_address("nats://a")
    assert is_log_address("tls://a")
    assert not is_log_address("postgresql://a")
    assert not is_log_address("pulsemeter-data")
