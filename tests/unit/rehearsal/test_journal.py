"""The journal numbers page loads in their order and keeps promises apart from wishes."""

from collections import Counter

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.rehearsal.journal import KINDS, Journal, PageJournal
from pulsemeter.rehearsal.page import PageModel
from pulsemeter.simulation.expectation import MadeRecord


def test_loads_are_ranked_in_order_and_only_upto_is_acknowledged():
    first, second = PageModel(90), PageModel(8)
    first.make("press", 1_000, 100)
    first.make("undo", 1_500)
    second.make("presence", 4_999, 101)
    first.upto, first.refused[2] = 2, "not_running"
    page = PageJournal("key", 3, {}, [first, second], Counter(reload=1))
    assert list(page.made()) == [
        MadeRecord(90, 1, 1, RecordKind.PRESS, 0, 0, 100, 1_000),
        MadeRecord(90, 1, 2, RecordKind.UNDO, 0, 0, 0, 1_500),
        MadeRecord(8, 2, 1, RecordKind.PRESENCE, 0, 0, 101, 4_999),
    ]
    assert page.acknowledged() == {(90, 1), (90, 2)}
    assert page.refused() == {(90, 2): "not_running"}


def test_mishaps_and_failures_are_summed_up():
    pages = [
        PageJournal("a", 0, {}, mishaps=Counter(drop=2)),
        PageJournal("b", 1, {}, mishaps=Counter(drop=1, post=1), failure="no"),
    ]
    journal = Journal("abc", 5_000, pages)
    assert journal.mishaps == {"drop": 3, "post": 1}
    assert journal.failures == ["panelist 1: no"]


def test_every_kind_of_the_wire_has_its_number():
    assert {kind.name.lower() for kind in KINDS.values()} == set(KINDS)
