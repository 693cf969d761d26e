import msgspec

from pulsemeter.wire.dashboard import StatementFacts
from pulsemeter.wire.telling_events import event_bytes

FACTS = StatementFacts("s1", 1, 0, 0, 5, "one\ntwo\r\n\nevent: release", "", "", "")


def test_an_event_has_a_name_a_number_and_one_line_of_data():
    assert event_bytes("release", FACTS, 7).startswith(b"event: release\nid: 7\ndata: {")
    assert event_bytes("status", FACTS).startswith(b"event: status\ndata: {")


def test_no_text_can_end_an_event_or_begin_another():
    event = event_bytes("release", FACTS, 7)
    assert event.endswith(b"}\n\n")
    assert event.count(b"\n") == 4
    assert b"\r" not in event
    data = event.split(b"data: ")[1]
    assert msgspec.json.decode(data, type=StatementFacts) == FACTS
