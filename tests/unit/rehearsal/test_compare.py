"""Every way in which log and tally may fall short is counted, and only that."""

import json

import pytest

from pulsemeter.domain.presence import SKIPPED, UNKNOWN
from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.rehearsal.compare import SeatCell, compare
from pulsemeter.rehearsal.journal import Journal, PageJournal
from pulsemeter.rehearsal.page import PageModel

SEAT = 42


@pytest.fixture
def journal():
    page = PageModel(7)
    page.make("press", 1_000, 100)
    page.make("presence", 9_999, SKIPPED)
    page.make("press", 11_000, -100)
    page.upto = 3
    one = PageJournal("key", 0, {}, [page])
    one.mishaps["drop"] = 2
    return Journal("abc", 5_000, [one])


@pytest.fixture
def log():
    return [
        Record(SEAT, 7, 1, 1, RecordKind.PRESS, 0, 0, 100, 1_000, 1_100),
        Record(SEAT, 7, 1, 2, RecordKind.PRESENCE, 0, 0, SKIPPED, 9_999, 10_000),
        Record(SEAT, 7, 1, 3, RecordKind.PRESS, 0, 0, -100, 11_000, 12_000),
    ]


@pytest.fixture
def codes():
    return {
        SeatCell(SEAT, 0, 0, 0): 100,
        SeatCell(SEAT, 0, 0, 1): SKIPPED,
        SeatCell(SEAT, 0, 0, 2): -100,
        SeatCell(SEAT, 0, 0, 3): UNKNOWN,
    }


def judge(journal, log, codes):
    return compare(journal, log, codes, {"key": SEAT})


def test_all_is_well(journal, log, codes):
    found = judge(journal, log, codes)
    assert (found.made, found.acknowledged, found.stored, found.cells) == (3, 3, 3, 3)
    assert found.is_clean
    assert "Nothing differs." in found.as_text()
    assert "(simulated panel)" in found.as_text()
    said = json.loads(found.as_json())
    assert said["is_clean"]
    assert said["mishaps"] == {"drop": 2}


def test_what_was_promised_and_is_not_there_is_lost(journal, log, codes):
    found = judge(journal, log[:2], codes)
    assert (found.lost, found.tally_differs, found.differences) == (1, 0, 1)
    assert "lost" in found.examples[0]
    assert "1 differ." in found.as_text()


def test_a_page_that_failed_is_never_passed_over_in_words(journal, log, codes):
    journal.pages[0].failure = "the door stayed closed"
    found = judge(journal, log, codes)
    assert not found.is_clean
    assert "But 1 of 1 pages failed" in found.as_text()


def test_copies_are_doubled(journal, log, codes):
    found = judge(journal, [*log, log[0], log[0]], codes)
    assert (found.stored, found.doubled, found.differences) == (3, 2, 2)


def test_other_content_is_altered(journal, log, codes):
    found = judge(journal, [log[0]._replace(choice=-100), *log[1:]], codes)
    assert (found.altered, found.lost) == (1, 0)


def test_what_no_page_made_is_foreign_unless_the_seat_is_another(journal, log, codes):
    strange = log[0]._replace(sequence=9)
    stranger = log[0]._replace(seat=43)
    found = judge(journal, [*log, strange, stranger], {**codes, SeatCell(43, 0, 0, 0): 100})
    assert (found.foreign, found.stored, found.tally_differs) == (1, 4, 0)


def test_a_record_of_another_seat_is_lost_for_its_own(journal, log, codes):
    moved = [log[0]._replace(seat=43), *log[1:]]
    assert judge(journal, moved, codes).lost == 1


def test_undelivered_records_count_but_not_in_the_cells(journal, log, codes):
    journal.pages[0].loads[0].upto = 2
    del codes[SeatCell(SEAT, 0, 0, 2)]
    found = judge(journal, log[:2], codes)
    assert (found.undelivered, found.lost, found.tally_differs) == (1, 0, 0)


def test_stored_without_a_promise_stands_in_the_cells(journal, log, codes):
    journal.pages[0].loads[0].upto = 2
    found = judge(journal, log, codes)
    assert (found.undelivered, found.tally_differs) == (1, 0)


def test_refused_records_are_no_difference_but_leave_the_cells(journal, log, codes):
    journal.pages[0].loads[0].refused[3] = "ahead_of_clock"
    log[2] = log[2]._replace(kind=RecordKind.REFUSED, choice=8, clock_ms=0)
    del codes[SeatCell(SEAT, 0, 0, 2)]
    found = judge(journal, log, codes)
    assert found.is_clean
    assert found.refusals == {"ahead_of_clock": 1}


def test_a_refusal_nobody_was_told_of_is_named(journal, log, codes):
    log[2] = log[2]._replace(kind=RecordKind.REFUSED, choice=8, clock_ms=0)
    del codes[SeatCell(SEAT, 0, 0, 2)]
    assert judge(journal, log, codes).refusals == {"not told": 1}


def test_a_refused_record_that_stands_all_the_same_is_altered(journal, log, codes):
    journal.pages[0].loads[0].refused[3] = "ahead_of_clock"
    assert judge(journal, log, codes).altered == 1


@pytest.mark.parametrize(
    "wrong",
    [{SeatCell(SEAT, 0, 0, 0): -100}, {SeatCell(SEAT, 0, 0, 9): 100}],
)
def test_a_wrong_cell_is_seen(journal, log, codes, wrong):
    found = judge(journal, log, {**codes, **wrong})
    assert (found.tally_differs, found.is_clean) == (1, False)


def test_a_missing_cell_is_seen(journal, log, codes):
    del codes[SeatCell(SEAT, 0, 0, 1)]
    assert judge(journal, log, codes).tally_differs == 1


def test_a_failed_page_spoils_a_rehearsal(journal, log, codes):
    journal.pages.append(PageJournal("other", 1, {}, failure="POST /p/consent answered 403"))
    found = judge(journal, log, codes)
    assert (found.failed, found.differences, found.is_clean) == (1, 0, False)
    assert "panelist 1: POST /p/consent answered 403" in found.examples
