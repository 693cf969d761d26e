import msgspec
import pytest

from pulsemeter.service.run_analysis import read_records
from pulsemeter.web.even_answers import ANSWER_BYTES
from pulsemeter.wire.participant import Hello, Records, Sealed, WireRecord

WRITER = 99


def frame(*records, writer=WRITER):
    return msgspec.json.encode(Records(writer, list(records)))


def press(sequence, clock_ms=1_000):
    return WireRecord(sequence, "press", clock_ms, 100)


async def greet(site, writer=WRITER):
    return await site.post("/p/records", "participant", content=msgspec.json.encode(Hello(writer)))


def test_a_page_whose_socket_is_blocked_says_hello_and_delivers(visit):
    async def story(site):
        welcome = (await greet(site)).json()
        assert (welcome["type"], welcome["upto"], welcome["state"]) == ("welcome", 0, "running")
        answer = await site.post(
            "/p/records", "participant", content=frame(press(1), press(2, 29_000))
        )
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        ack = answer.json()
        assert (ack["type"], ack["upto"]) == ("ack", 2)
        assert ack["refused"] == [{"sequence": 2, "reason": "ahead_of_clock"}]
        records, _ = await read_records(site.world.stores.log, site.code)
        assert len(records) == 2

    visit(story)


def test_a_writer_that_never_took_the_seat_is_told(visit):
    async def story(site):
        answer = await site.post("/p/records", "participant", content=frame(press(1)))
        assert answer.status_code == 409
        assert answer.json() == {"type": "taken_over", "writer": WRITER}

    visit(story)


def test_a_page_whose_seat_a_later_load_has_is_told_and_still_delivers(visit):
    async def story(site):
        await greet(site)
        await greet(site, writer=100)
        answer = await greet(site)
        assert (answer.status_code, answer.json()) == (
            409, {"type": "taken_over", "writer": WRITER},
        )  # fmt: skip
        answer = await site.post("/p/records", "participant", content=frame(press(1)))
        assert answer.json()["upto"] == 1

    visit(story)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b'{"type":"records","writer":1,"records":[]}', 400),
        (b'{"type":"records","writer":-1,"records":[{"sequence":1}]}', 400),
        (b'{"type":"ping","probe":1}', 400),
        (b"[" * 4_000, 400),
        (b'{"type":"hello","writer":1,"more":' + b"[" * 4_000, 400),
        (b'{"type":"sealed","writer":1,"records":[],"pad":"\xff"}', 400),
        (b" " * 5_000, 413),
    ],
)
def test_a_body_that_is_no_frame_gets_a_problem(visit, body, status):
    async def story(site):
        answer = await site.post("/p/records", "participant", content=body)
        assert answer.status_code == status
        assert answer.json()["error"]

    visit(story)


def test_a_disk_that_does_not_answer_is_no_acknowledgement(visit, monkeypatch):
    monkeypatch.setattr("pulsemeter.web.participant_records.ACK_WAIT_S", 0.01)

    async def story(site):
        await greet(site)

        async def never(frame):
            await site.world.clock.pause(10**9)

        site.world.stores.log.append = never
        site.world.done = lambda work: work  # the clock stands still
        answer = await site.post("/p/records", "participant", content=frame(press(1)))
        assert answer.status_code == 503
        assert "send them again" in answer.json()["remedy"]

    visit(story)


def test_where_traffic_is_even_answers_have_one_size_and_stay_as_they_are(visit):
    async def story(site):
        answers = [await greet(site)]
        full = [press(sequence, 29_000) for sequence in range(3, 27)]
        for records in ([], [press(1)], [press(1)], [press(2, 29_000)], full):
            content = msgspec.json.encode(Sealed(WRITER, records, "-" * 500))
            answers.append(await site.post("/p/records", "participant", content=content))
        assert {answer.status_code for answer in answers} == {200}
        assert {len(answer.content) for answer in answers} == {ANSWER_BYTES}
        assert len({frozenset(answer.headers.items()) for answer in answers}) == 1
        assert "no-transform" in answers[0].headers["cache-control"]
        assert [answer.json().get("upto") for answer in answers] == [0, 0, 1, 1, 2, 26]
        assert len(answers[-1].json()["refused"]) == 24

    visit(story, profile="sealed")
