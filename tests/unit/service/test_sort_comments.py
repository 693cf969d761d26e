"""Themes of a session's comments: found, changed by persons, never lost."""

from typing import Any

import pytest
from tests.unit.service.comments import play

from pulsemeter.comprehension.sentence_reader import SentenceReader
from pulsemeter.comprehension.word_reader import WordReader
from pulsemeter.domain import theme as themes
from pulsemeter.domain.session import Session
from pulsemeter.service.sort_comments import Comments, ThemesChanged

PRAISE = "A wonderful, honest speech, I loved it!"
WRITTEN = [
    "The rents are too high.", "Die Mieten sind viel zu hoch.", "Les loyers sont trop chers.",
    "The rents must come down.", "He spoke too fast.", "Er hat viel zu schnell gesprochen.",
    "I could not follow, too fast.", "The doctors are missing.", "Es fehlen Ärzte.", PRAISE,
]  # fmt: skip


def _sorted_by(world: Any, model: bool = True) -> Comments:
    reader = SentenceReader() if model else WordReader()
    return Comments(world.stores, reader, world.clock)


def test_nothing_is_shown_before_it_left(world: Any, make_study: Any) -> None:
    async def story(world: Any, session: Session) -> None:
        desk = _sorted_by(world)
        assert await desk.board(session) is None
        with pytest.raises(ValueError, match="open their page first"):
            await desk.regroup(session, 1, 3)
        assert len((await desk.let_leave(session)).comments) == len(WRITTEN)
        assert await desk.board(session) is not None

    play(world, make_study("research"), WRITTEN, story)


def test_themes_hold_each_comment_once_with_terms_quotes_and_tone(
    world: Any, make_study: Any
) -> None:
    async def story(world: Any, session: Session) -> None:
        desk = _sorted_by(world)
        await desk.let_leave(session)
        await desk.board(session)
        await desk.regroup(session, 1, 4)
        board = await desk.board(session)
        assert board.by_model
        assert sorted(p for t in board.themes for p in t.members) == list(range(len(WRITTEN)))
        found = [{board.comments[p].text for p in t.members} for t in board.themes]
        assert set(WRITTEN[:4]) in found
        assert set(WRITTEN[7:9]) in found
        rents = board.themes[found.index(set(WRITTEN[:4]))]
        assert rents.terms[0].word == "rents"
        assert rents.terms[0].comments == 2
        assert rents.title.startswith("rents")
        assert set(rents.quotes) <= set(rents.members)
        (praise,) = (t for t in board.themes if board.comments[t.members[0]].text == PRAISE)
        assert (praise.pleased, praise.displeased) == (1, 0)

    play(world, make_study("research"), WRITTEN, story)


def test_what_a_person_did_stays_and_a_stale_page_is_refused(world: Any, make_study: Any) -> None:
    async def story(world: Any, session: Session) -> None:
        desk = _sorted_by(world)
        await desk.let_leave(session)
        await desk.board(session)
        await desk.change(session, 1, lambda sheet: themes.renamed(sheet, 1, "Rents"))
        with pytest.raises(ThemesChanged):
            await desk.change(session, 1, lambda sheet: themes.renamed(sheet, 1, "Other"))
        with pytest.raises(ThemesChanged):
            await desk.regroup(session, 1, 2)
        await desk.change(session, 2, lambda sheet: themes.withheld(sheet, 0, True))
        anew = _sorted_by(world)
        board = await anew.board(session)
        assert board.themes[0].title == "Rents"
        assert board.sheet.edition == 3
        assert 0 not in {p for t in board.themes for p in (*t.members, *t.quotes)}
        await anew.regroup(session, 3, 2)
        assert (await anew.board(session)).sheet.withheld == (0,)

    play(world, make_study("research"), WRITTEN, story)


def test_a_theme_is_taken_apart_by_meaning_or_by_a_word(world: Any, make_study: Any) -> None:
    async def story(world: Any, session: Session) -> None:
        desk = _sorted_by(world)
        await desk.let_leave(session)
        await desk.board(session)
        await desk.regroup(session, 1, 1)
        await desk.split(session, 2, 1)
        assert len((await desk.board(session)).themes) == 2
        await desk.regroup(session, 3, 1)
        await desk.split(session, 4, 1, "Fast")
        board = await desk.board(session)
        assert {board.comments[p].text for p in board.themes[1].members} == {
            "He spoke too fast.", "I could not follow, too fast.",
        }  # fmt: skip
        with pytest.raises(ValueError, match="too much alike"):
            await desk.split(session, 5, 1, "nowhere")

    play(world, make_study("research"), WRITTEN, story)


def test_without_the_model_there_are_key_terms_and_it_says_so(world: Any, make_study: Any) -> None:
    async def story(world: Any, session: Session) -> None:
        desk = _sorted_by(world, model=False)
        await desk.let_leave(session)
        board = await desk.board(session)
        assert not board.by_model
        (only,) = board.themes
        assert len(only.members) == len(WRITTEN)
        assert {"fast", "rents"} <= {term.word for term in only.terms}
        with pytest.raises(ValueError, match="not installed"):
            await desk.regroup(session, 1, 3)
        with pytest.raises(ValueError, match="type one"):
            await desk.split(session, 1, 1)
        await desk.split(session, 1, 1, "rents")
        assert len((await desk.board(session)).themes) == 2

    play(world, make_study("research"), WRITTEN, story)


@pytest.mark.parametrize("count", [0, themes.THEMES_MAX + 1])
def test_a_count_that_cannot_be_is_refused(world: Any, make_study: Any, count: int) -> None:
    async def story(world: Any, session: Session) -> None:
        desk = _sorted_by(world)
        await desk.let_leave(session)
        await desk.board(session)
        with pytest.raises(ValueError, match="from 1 to 30"):
            await desk.regroup(session, 1, count)

    play(world, make_study("research"), WRITTEN, story)


def test_a_session_without_comments_has_an_empty_board(world: Any, make_study: Any) -> None:
    async def story(world: Any, session: Session) -> None:
        desk = _sorted_by(world)
        await desk.let_leave(session)
        board = await desk.board(session)
        assert (board.comments, board.themes) == ((), ())

    play(world, make_study("research"), [], story)
