"""Each verb is one edit of the store; two people at once don't undo each other's."""

import asyncio

import pytest

from pulsemeter.domain.statement import StatementKind
from pulsemeter.domain.wording import WordingError
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.edit_statements import StatementEditing, WordingChanged
from pulsemeter.storage.memory import memory_stores


@pytest.fixture
def tell(make_study, spoken):
    """A coroutine that is given the verbs over a study of two statements."""

    def run(story):
        async def whole():
            book = memory_stores().studies
            await book.add_study(make_study(), "", spoken)
            return await story(StatementEditing(book), book)

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


def test_of_two_edits_at_once_one_is_refused(tell):
    async def story(edit, book):
        class Late(StatementEditing):
            """Somebody else is quicker between this one's look and its writing."""

            async def wording(self, study):
                found = await super().wording(study)
                await edit.delete(study, found.edition, "s2")
                return found

        with pytest.raises(WordingChanged):
            await Late(book).set_bounds("talk", 0, "s1", 0, 5_000)
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
