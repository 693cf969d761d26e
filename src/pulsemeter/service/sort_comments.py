"""Comments leave once, after the close, and are sorted into themes that a person may change.

The first themes are found by a model, where there is one; whatever is done afterwards is a
person's. Knows no page.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pulsemeter.analysis.key_terms import Term, key_terms, words_of
from pulsemeter.analysis.themes import centred, grouped, suggested_count, typical
from pulsemeter.domain.session import Session
from pulsemeter.domain.theme import THEMES_MAX, Theme, ThemeSheet, first_sheet, split, theme_at
from pulsemeter.release.told_comments import COMMENTS, CommentRelease, ToldComment
from pulsemeter.service.comment_reading import Reading, Readings, groups_of
from pulsemeter.service.ports import Clock, Stores
from pulsemeter.service.release_answers import closed_session, released_once
from pulsemeter.service.release_words import release_words
from pulsemeter.service.theme_ports import Reader

TERMS, QUOTES = 6, 3


class ThemesChanged(RuntimeError):
    """Somebody else changed the themes meanwhile."""


@dataclass(frozen=True, slots=True)
class ToldTheme:
    """A theme as it is shown: its number from 1, what it is called, how many comments it holds,
    and how many of them are pleased or displeased; `quotes` and `members` are places of comments
    from 0, those that are withheld left out of both."""

    number: int
    name: str
    is_named: bool
    terms: tuple[Term, ...]
    quotes: tuple[int, ...]
    members: tuple[int, ...]
    pleased: int
    displeased: int

    @property
    def title(self) -> str:
        """Its name, else its key terms."""
        return self.name or ", ".join(term.word for term in self.terms[:3]) or "…"


@dataclass(frozen=True, slots=True)
class CommentBoard:
    """All comments of a session and their themes. `tones` are −1, 0 or 1, one a comment;
    `by_model` says whether themes were found by meaning."""

    session: str
    comments: tuple[ToldComment, ...]
    left_out: tuple[str, ...]
    sheet: ThemeSheet
    themes: tuple[ToldTheme, ...]
    tones: tuple[int, ...]
    by_model: bool


class Comments:
    """The comments of all sessions of one store."""

    def __init__(self, stores: Stores, reader: Reader, clock: Clock) -> None:
        self._stores = stores
        self._reader = reader
        self._clock = clock
        self._readings = Readings(reader)

    @property
    def has_model(self) -> bool:
        """Whether comments can be read for their meaning here."""
        return self._reader.has_model

    async def let_leave(self, session: Session, *, at_once: bool = False) -> CommentRelease:
        """The session's comments as they left, now or before. NotYet while more may come."""
        held = await self.left(session)
        if held is not None:
            return held
        wall_ms = self._clock.wall_ms()
        closed = await closed_session(self._stores, session, wall_ms, at_once=at_once)
        return await release_words(self._stores, closed, wall_ms)

    async def left(self, session: Session) -> CommentRelease | None:
        """The session's comments if they have left."""
        held = await released_once(self._stores, session.code, COMMENTS)
        return held if isinstance(held, CommentRelease) else None

    async def stop_reading(self, session: Session) -> None:
        """Read no further for the meaning; the comments are shown with key terms only."""
        release = await self.left(session)
        if release is not None:
            self._readings.stop(session.code, [comment.choice for comment in release.comments])

    async def board(self, session: Session, *, is_patient: bool = False) -> CommentBoard | None:
        """The comments that have left, in their themes; None where none have left yet.
        StillReading while many are being read, unless `is_patient`."""
        release = await self.left(session)
        if release is None:
            return None
        reading = await self._read(session, release, is_patient)
        sheet = await self._stores.themes.sheet(session.code)
        if sheet is None:
            sheet = await self._begin(session, release, reading)
        return _told(session.code, release, sheet, reading, self._reader.stop_words())

    async def regroup(self, session: Session, edition: int, count: int) -> None:
        """Sort anew into so many themes; what a person did to the themes before is lost, what was
        withheld stays so. ValueError without the model or for a count that can't be."""
        release, sheet = await self._held(session)
        reading = await self._read(session, release)
        if reading.centred is None:
            raise ValueError("themes are found by a model, which is not installed here")
        if not 1 <= count <= THEMES_MAX:
            raise ValueError(f"choose from 1 to {THEMES_MAX} themes")
        groups = await asyncio.to_thread(groups_of, reading, count, _seed(session))
        anew = first_sheet(session.code, groups)
        await self._put(
            ThemeSheet(session.code, anew.themes, sheet.withheld, edition + 1), sheet, edition
        )

    async def split(self, session: Session, edition: int, number: int, word: str = "") -> None:
        """Take a theme apart: by a word that some of its comments hold, else in two by meaning.
        ValueError where that can't be."""
        release, sheet = await self._held(session)
        members = theme_at(sheet, number).members
        if word.strip():
            parts = _by_word(release.comments, members, word)
        else:
            reading = await self._read(session, release)
            if reading.centred is None:
                raise ValueError("without the model a theme is taken apart by a word; type one")
            own = centred(reading.centred[list(members)])
            found = await asyncio.to_thread(grouped, own, 2, _seed(session))
            parts = [[members[n] for n in group] for group in found]
        await self._put(split(sheet, number, parts), sheet, edition)

    async def change(
        self, session: Session, edition: int, change: Callable[[ThemeSheet], ThemeSheet]
    ) -> None:
        """Make one change of `domain.theme` to the edition that was looked at.

        Raises ValueError for a change that can't be made, ThemesChanged where somebody was faster.
        """
        _, sheet = await self._held(session)
        await self._put(change(sheet), sheet, edition)

    async def _held(self, session: Session) -> tuple[CommentRelease, ThemeSheet]:
        release = await self.left(session)
        sheet = await self._stores.themes.sheet(session.code)
        if release is None or sheet is None:
            raise ValueError(
                "the comments of this session have not left yet; open their page first"
            )
        return release, sheet

    async def _put(self, sheet: ThemeSheet, before: ThemeSheet, edition: int) -> None:
        if before.edition != edition or not await self._stores.themes.put(sheet):
            raise ThemesChanged("somebody else changed the themes meanwhile; look at them again")

    async def _begin(
        self, session: Session, release: CommentRelease, reading: Reading
    ) -> ThemeSheet:
        comments = len(release.comments)
        count = suggested_count(comments)
        groups = await asyncio.to_thread(groups_of, reading, count, _seed(session))
        sheet = first_sheet(session.code, groups)
        await self._stores.themes.put(sheet)
        return await self._stores.themes.sheet(session.code) or sheet

    async def _read(
        self, session: Session, release: CommentRelease, is_patient: bool = False
    ) -> Reading:
        texts = [comment.text for comment in release.comments]
        choices = [comment.choice for comment in release.comments]
        return await self._readings.of(session.code, texts, choices, is_patient=is_patient)


def _told(
    code: str, release: CommentRelease, sheet: ThemeSheet, reading: Reading, stop: frozenset[str]
) -> CommentBoard:
    texts = [comment.text for comment in release.comments]
    shown = [tuple(p for p in t.members if p not in sheet.withheld) for t in sheet.themes]
    terms = key_terms(texts, shown, count=TERMS, stop=stop)
    themes = [
        _told_theme(number, theme, members, tuple(words), reading)
        for number, (theme, members, words) in enumerate(
            zip(sheet.themes, shown, terms, strict=True), start=1
        )
    ]
    return CommentBoard(
        code, tuple(release.comments), tuple(release.left_out), sheet, tuple(themes),
        reading.tones, reading.centred is not None,
    )  # fmt: skip


def _told_theme(
    number: int, theme: Theme, members: tuple[int, ...], terms: tuple[Term, ...], reading: Reading
) -> ToldTheme:
    quotes = tuple(members[:QUOTES])
    if reading.centred is not None:
        quotes = tuple(typical(reading.centred, members, QUOTES))
    pleased = sum(reading.tones[place] > 0 for place in members)
    displeased = sum(reading.tones[place] < 0 for place in members)
    return ToldTheme(
        number, theme.name, bool(theme.name), terms, quotes, members, pleased, displeased
    )


def _by_word(comments: Sequence[ToldComment], members: Sequence[int], word: str) -> list[list[int]]:
    wanted = set(words_of(word)) or {word.casefold().strip()}
    holds = [place for place in members if wanted <= set(words_of(comments[place].text))]
    return [holds, [place for place in members if place not in set(holds)]]


def _seed(session: Session) -> int:
    """The same groups each time: from the session's code."""
    return int.from_bytes(session.code.encode()[:7], "big")
