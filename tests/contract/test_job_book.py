"""What every book of jobs must do."""

from dataclasses import replace
from typing import Any

from pulsemeter.release.view import View
from pulsemeter.service.job_ports import JobNote

FIRST = JobNote(
    "b-1", "film", "KENNEDY 0af3", "moon", "KENNEDY", 1_700_000_000_000,
    View(frozenset({"region:north", "age:über 60"}), final_only=True), "id-ada",
    {"segments": ("all", "region:north"), "stimulus": ("",), "clips": ()}, tries=1,
)  # fmt: skip


def test_a_note_comes_back_as_it_was_put(engine: Any) -> None:
    assert list(engine.tell(lambda stores: stores.jobs.all())) == []
    engine.tell(lambda stores: stores.jobs.put(FIRST))
    (held,) = engine.tell(lambda stores: stores.jobs.all())
    assert held == FIRST
    assert held.words("segments") == ("all", "region:north")
    assert (held.word("stimulus"), held.words("clips"), held.word("nothing")) == ("", (), "")


def test_notes_come_in_the_order_of_asking(engine: Any) -> None:
    notes = [
        replace(FIRST, id=name, asked_ms=asked) for name, asked in (("c", 5), ("a", 9), ("b", 5))
    ]
    for note in notes:
        engine.tell(lambda stores, note=note: stores.jobs.put(note))
    held = engine.tell(lambda stores: stores.jobs.all())
    assert [note.id for note in held] == ["b", "c", "a"]


def test_a_note_is_put_anew_and_taken_away(engine: Any) -> None:
    later = replace(FIRST, tries=2, is_made=True)
    other = replace(FIRST, id="b-2", view=View())
    for note in (FIRST, other, later):
        engine.tell(lambda stores, note=note: stores.jobs.put(note))
    assert list(engine.tell(lambda stores: stores.jobs.all())) == [later, other]
    for name in ("b-1", "nothing"):
        engine.tell(lambda stores, name=name: stores.jobs.remove(name))
    assert list(engine.tell(lambda stores: stores.jobs.all())) == [other]
