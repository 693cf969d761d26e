"""Each verb is one edit of the store; two people at once don't undo each other's."""

import asyncio

import pytest

from pulsemeter.domain.audit import Deed
from pulsemeter.domain.statement import Statement, StatementKind
from pulsemeter.domain.wording import WordingError
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.edit_statements import StatementEditing, WordingChanged
from pulsemeter.storage.memory import memory_stores


@pytest.fixture
def trail(clock):
    """The audit log of the study that `tell` edits."""
    return AuditTrail(memory_stores().audit, clock)


@pytest.fixture
def tell(make_study, spoken, trail):
    """A coroutine that is given the verbs over a study of two statements, as Ada has them."""

    def run(story):
        async def whole():
            book = memory_stores().studies
            await book.add_study(make_study(), "", spoken)
            return await story(StatementEditing(book, trail, "Ada"), book)

        return asyncio.run(whole())

    return run


def test_every_verb_writes_its_edit(tell):
    async def story(edit, book):
        said = await edit.change("talk", 0, "s1", words="One and only.", topic="numbers",
                                 speaker="Ann", kind=StatementKind.ANSWER, note="disputed",
                                 source="Daily")  # fmt: skip
        said = await edit.split("talk", said.edition, "s1", word=2)
        said = await edit.make_passage("talk", said.edition, ["s1a", "s1b"], "Numbers")
        said = await edit.set_bounds("talk", said.edition, "s2", 12_000, 20_000)
        said = await edit.add("talk", said.edition, "talk", 10_000, 12_000, "And?", "Bob")
        said = await edit.change_passage("talk", said.edition, "talk-p01", title="All numbers")
        said = await edit.merge("talk", said.edition, ["s1a", "s1b"])
        said = await edit.delete("talk", said.edition, "s2")
        kept = await book.wording("talk")
        assert kept == said
        last = await edit.remove_passage("talk", said.edition, "talk-p01")
        return said, last, await book.statement_revision("talk", "s1", 1)

    said, last, first = tell(story)
    assert [(s.id, s.words) for s in said.statements] == [
        ("s1c", "One and only."), ("talk-s01", "And?"),
    ]  # fmt: skip
    assert said.statements[0].parents == ("s1a", "s1b")
    assert (said.statements[0].note, said.statements[0].source) == ("disputed", "Daily")
    assert [(p.title, p.statements) for p in said.passages] == [("All numbers", ("s1c",))]
    assert (said.edition, last.edition, last.passages) == (8, 9, ())
    assert first.words == "One."


def test_an_edit_of_what_is_no_longer_so_is_refused(tell):
    async def story(edit, book):
        await edit.change("talk", 0, "s1", topic="numbers")
        with pytest.raises(WordingChanged, match="changed meanwhile"):
            await edit.delete("talk", 0, "s1")
        return await book.wording("talk")

    assert tell(story).edition == 1


def test_of_two_edits_at_once_one_is_refused(tell, trail):
    async def story(edit, book):
        class Late(StatementEditing):
            """Somebody else is quicker between this one's look and its writing."""

            async def wording(self, study):
                found = await super().wording(study)
                await edit.delete(study, found.edition, "s2")
                return found

        with pytest.raises(WordingChanged):
            await Late(book, trail, "Ben").set_bounds("talk", 0, "s1", 0, 5_000)
        return await book.wording("talk")

    assert [(s.id, s.revision) for s in tell(story).statements] == [("s1", 1)]


def test_what_changes_nothing_makes_no_edition(tell):
    async def story(edit, book):
        return await edit.change("talk", 0, "s1", words="One.")

    assert tell(story).edition == 0


def test_an_edit_that_cannot_be_made_leaves_all_as_it_was(tell):
    async def story(edit, book):
        with pytest.raises(WordingError, match="may not overlap"):
            await edit.set_bounds("talk", 0, "s1", 0, 11_000)
        with pytest.raises(UnknownStudy, match="no study 'moon'"):
            await edit.delete("moon", 0, "s1")
        return await book.wording("talk")

    assert tell(story).edition == 0


def test_who_made_which_edit_is_noted_before_it_is_made_and_no_word_of_it(tell, trail, clock):
    async def story(edit, book):
        said = await edit.change("talk", 0, "s1", words="Secret words.")
        said = await edit.merge("talk", said.edition, ["s1", "s2"])
        said = await edit.split("talk", said.edition, said.statements[0].id, word=1)
        (first, second) = (s.id for s in said.statements)
        said = await edit.set_bounds("talk", said.edition, first, 0, 1_000)
        said = await edit.delete("talk", said.edition, second)
        said = await edit.add("talk", said.edition, "talk", 22_000, 24_000, "Secret too.")
        said = await edit.make_passage("talk", said.edition, [first], "Secret title")
        said = await edit.change_passage("talk", said.edition, "talk-p01", title="Another one")
        said = await edit.remove_passage("talk", said.edition, "talk-p01")
        await edit.take_in("talk", said.edition, "talk", [Statement("new", 1, "talk", 0, 9, "?")])
        return [entry.deed async for entry in trail.all()]

    noted = tell(story)
    assert [deed.act for deed in noted] == [
        "statement changed", "statements merged", "statement split", "statement times changed",
        "statement deleted", "statement added", "passage made", "passage changed",
        "passage removed", "statements taken in",
    ]  # fmt: skip
    about = ("statements merged", "talk", "s1 s2, in edition 1")
    assert noted[1] == Deed(clock.wall_ms(), "Ada", *about)
    assert not any("ecret" in deed.detail for deed in noted)


def test_nothing_is_noted_of_an_edit_that_changes_nothing_or_is_refused(tell, trail):
    async def story(edit, book):
        await edit.change("talk", 0, "s1", words="One.")
        with pytest.raises(WordingError, match="may not overlap"):
            await edit.set_bounds("talk", 0, "s1", 0, 11_000)
        return [entry async for entry in trail.all()]

    assert tell(story) == []
