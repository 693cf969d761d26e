"""The steps in which comments leave and are sorted, one for pages and programs.

A step takes what was asked and does one thing; what is missing or can't be is a ValueError.
"""

from collections.abc import Awaitable, Callable

from pulsemeter.domain import theme as themes
from pulsemeter.domain.session import Session
from pulsemeter.service.sort_comments import Comments
from pulsemeter.wire.comments import ThemeStep

Step = Callable[[Comments, Session, ThemeStep], Awaitable[None]]


def _said(number: int | None, name: str) -> int:
    if number is None:
        raise ValueError(f"say the {name}")
    return number


async def _leave(desk: Comments, session: Session, asked: ThemeStep) -> None:
    await desk.let_leave(session, at_once=asked.now)


async def _stop(desk: Comments, session: Session, _: ThemeStep) -> None:
    await desk.stop_reading(session)


async def _regroup(desk: Comments, session: Session, asked: ThemeStep) -> None:
    edition, count = _said(asked.edition, "edition"), _said(asked.count, "count")
    await desk.regroup(session, edition, count)


async def _rename(desk: Comments, session: Session, asked: ThemeStep) -> None:
    number = _said(asked.theme, "theme")
    await _change(desk, session, asked, lambda s: themes.renamed(s, number, asked.name))


async def _merge(desk: Comments, session: Session, asked: ThemeStep) -> None:
    number, into = _said(asked.theme, "theme"), _said(asked.into, "theme that it goes into")
    await _change(desk, session, asked, lambda s: themes.merged(s, number, into))


async def _split(desk: Comments, session: Session, asked: ThemeStep) -> None:
    edition, number = _said(asked.edition, "edition"), _said(asked.theme, "theme")
    await desk.split(session, edition, number, asked.word[: themes.NAME_LENGTH_MAX])


async def _move(desk: Comments, session: Session, asked: ThemeStep) -> None:
    place, into = _said(asked.comment, "comment"), _said(asked.into, "theme that it goes into")
    await _change(desk, session, asked, lambda s: themes.moved(s, place, into))


async def _withhold(desk: Comments, session: Session, asked: ThemeStep) -> None:
    place = _said(asked.comment, "comment")
    await _change(desk, session, asked, lambda s: themes.withheld(s, place, True))


async def _allow(desk: Comments, session: Session, asked: ThemeStep) -> None:
    place = _said(asked.comment, "comment")
    await _change(desk, session, asked, lambda s: themes.withheld(s, place, False))


async def _change(
    desk: Comments,
    session: Session,
    asked: ThemeStep,
    change: Callable[[themes.ThemeSheet], themes.ThemeSheet],
) -> None:
    await desk.change(session, _said(asked.edition, "edition"), change)


STEPS: dict[str, Step] = {
    "leave": _leave,
    "stop": _stop,
    "regroup": _regroup,
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "withhold": _withhold,
    "allow": _allow,
}
