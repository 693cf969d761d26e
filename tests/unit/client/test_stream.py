import httpx
import msgspec
import pytest

from pulsemeter.client import ApiRefused, Client
from pulsemeter.client.stream import StreamLost, read_events
from pulsemeter.wire.dashboard import IntervalRelease, PlanChange, RemarksChange
from pulsemeter.wire.telling_events import event_bytes
from pulsemeter.wire.words import OpenWords, WordsNow

PLAN = event_bytes("plan", PlanChange([]))


def release(number):
    message = IntervalRelease(number, 0, number, "frozen", None, [])
    return event_bytes("release", message, number)


def streamed(*pieces):
    return lambda _: httpx.Response(200, content=iter(pieces))


def taken(outcome, count, **options):
    """The first events of a stream, each by its number or its type's name."""
    events = outcome.client.follow_session("ABC", **options)
    found = [next(events) for _ in range(count)]
    return [getattr(event, "number", type(event).__name__) for event in found]


def seen(outcome):
    return [request.headers["last-event-id"] for request in outcome.requests]


def test_a_cut_stream_goes_on_after_the_last_release(asked):
    outcome = asked(
        streamed(PLAN, release(1), release(2)),
        httpx.ReadError("cut"),
        httpx.ConnectTimeout("late"),
        httpx.Response(503, json={"error": "the store is full"}),
        streamed(PLAN, release(3)),
    )
    assert taken(outcome, 5) == ["PlanChange", 1, 2, "PlanChange", 3]
    assert seen(outcome) == ["0", "2", "2", "2", "2"]
    assert outcome.pauses == [1, 2, 4, 8]


def test_a_release_that_was_cut_off_is_told_once_when_it_is_whole(asked):
    outcome = asked(streamed(release(1), release(2)[:-9]), streamed(release(2)))
    assert taken(outcome, 2) == [1, 2]
    assert seen(outcome) == ["0", "1"]


def test_whoever_has_seen_some_gets_the_rest(asked):
    outcome = asked(streamed(release(8)))
    assert taken(outcome, 1, after=7) == [8]
    assert seen(outcome) == ["7"]


def test_it_gives_up_after_some_tries_and_waits_half_a_minute_at_most(asked):
    outcome = asked(httpx.ConnectError("refused"))
    with pytest.raises(StreamLost, match="no stream of ABC after 8 tries: refused"):
        taken(outcome, 1)
    assert outcome.pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_right_that_ended_ends_it(asked):
    outcome = asked(streamed(release(1)), httpx.Response(401, json={"error": "taken back"}))
    events = outcome.client.follow_session("ABC")
    assert next(events).number == 1
    with pytest.raises(ApiRefused, match="taken back"):
        next(events)


def test_events_are_read_however_they_are_cut():
    whole = b": keep-alive\n\n" + PLAN + release(5) + event_bytes("remarks", RemarksChange())
    for size in (1, 7, 10_000):
        pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
        found = [(number, type(event)) for number, event in read_events(pieces)]
        assert found == [(0, PlanChange), (5, IntervalRelease), (0, RemarksChange)]


def test_words_with_line_ends_of_their_own_stay_whole():
    said = "one\u2028two\x85three\nfour"
    now = WordsNow(0, [], [], OpenWords("s", 0, said, "", "", [], False), 0, [])
    ((_, event),) = read_events([event_bytes("words", now)])
    assert event == now


def test_events_of_newer_servers_are_passed_over_and_nonsense_is_told():
    assert list(read_events([b"event: newer\ndata: {}\n\n", b"data: {}\n\n"])) == []
    with pytest.raises(StreamLost, match="'plan' is none of this version"):
        list(read_events([b"event: plan\ndata: {}\n\n"]))
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(b"", type=PlanChange)


def test_a_real_stream_resumes_with_what_left_since(served):
    with Client(served.url, served.token()) as client:
        room = client.read_room(served.code)
        seen = room.releases[0].number
        for event in client.follow_session(served.code, after=seen):
            if number := getattr(event, "number", 0):
                assert number > seen
                break
