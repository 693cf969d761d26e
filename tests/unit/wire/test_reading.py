import pytest

from pulsemeter.wire.participant import FromPage, Ping
from pulsemeter.wire.reading import Unreadable, reader_of


def test_a_message_is_read():
    assert reader_of(FromPage)(b'{"type":"ping","probe":7}') == Ping(7)
    assert reader_of(Ping)(b'{"type":"ping","probe":7}') == Ping(7)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "truncated"),
        (b'{"type":"ping","probe":-1}', "probe"),
        (b'{"type":"sealed","writer":1,"records":[],"pad":"\xff"}', "utf-8"),
        (b'{"type":"ping","probe":1,"more":' + b"[" * 3_000, "too deeply"),
    ],
)
def test_whatever_is_no_message_is_refused_in_one_way(body, said):
    with pytest.raises(Unreadable, match=said):
        reader_of(FromPage)(body)
