"""Revisions in memory; what every engine must do stands in the contract suite."""

import pytest

from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import WordingChange
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.memory.wordings import HeldWording, Revisions

FIRST = Statement("s1", 1, "rice", 0, 9, "One.")
SECOND = Statement("s1", 2, "rice", 0, 9, "Two.")


def test_what_stood_at_an_edition_is_found_whatever_came_later() -> None:
    revisions: Revisions[Statement] = Revisions()
    revisions.add(0, [FIRST])
    revisions.add(2, [SECOND])
    revisions.end(3, ["s1"])
    assert [revisions.at(edition) for edition in range(4)] == [[FIRST], [FIRST], [SECOND], []]
    assert revisions.known() == {("s1", 1), ("s1", 2)}


def test_of_two_revisions_taken_in_at_once_the_later_stands() -> None:
    revisions: Revisions[Statement] = Revisions()
    revisions.add(0, [SECOND, FIRST])
    assert revisions.at(0) == [SECOND]


def test_a_revision_is_written_once(study: Study) -> None:
    held = HeldWording(edition=4)
    change = WordingChange((FIRST,))
    held.check(study, change)
    held.write(change)
    assert held.first_edition() == 4
    with pytest.raises(StoreError, match="same revision"):
        held.check(study, change)
