"""The steps of sorting comments say what they lack, before anything is changed."""

import asyncio

import pytest

from pulsemeter.comprehension.word_reader import WordReader
from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.service.sort_comments import Comments
from pulsemeter.web.comment_steps import STEPS
from pulsemeter.wire.comments import ThemeStep

SESSION = Session("KENNEDY", "moon", SessionKind.LIVE)


@pytest.mark.parametrize(
    ("step", "asked", "lacks"),
    [
        ("regroup", ThemeStep(edition=1), "say the count"),
        ("rename", ThemeStep(edition=1), "say the theme"),
        ("merge", ThemeStep(edition=1, theme=1), "say the theme that it goes into"),
        ("split", ThemeStep(theme=1), "say the edition"),
        ("move", ThemeStep(edition=1, into=1), "say the comment"),
        ("withhold", ThemeStep(comment=0), "say the edition"),
        ("allow", ThemeStep(edition=1), "say the comment"),
    ],
)
def test_what_is_missing_is_said(world, step, asked, lacks):
    desk = Comments(world.stores, WordReader(), world.clock)
    with pytest.raises(ValueError, match=lacks):
        asyncio.run(STEPS[step](desk, SESSION, asked))
