"""Themes: comments put together by what they are about, as a person has left them.

Pure: which comments there are and how they were first put together is decided elsewhere. A comment
is known by its place in the list that left, so a sheet holds no words of anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

NAME_LENGTH_MAX = 80
THEMES_MAX = 30


@dataclass(frozen=True, slots=True)
class Theme:
    """Comments that belong together, by their places from 0; without a `name` of a person's own
    it is called by its key terms."""

    members: tuple[int, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class ThemeSheet:
    """All comments of a session in themes, each comment in one; `withheld` stay out of reports.

    `edition` counts the changes, from 1: who changes a sheet says which edition was looked at.
    """

    session: str
    themes: tuple[Theme, ...]
    withheld: tuple[int, ...] = ()
    edition: int = 1


def first_sheet(session: str, groups: Sequence[Sequence[int]]) -> ThemeSheet:
    """The sheet before anybody changed it, the largest theme first.

    Raises ValueError where a comment stands in two groups or a place is left out.
    """
    held = [tuple(sorted(group)) for group in groups if group]
    places = sorted(place for group in held for place in group)
    if places != list(range(len(places))):
        raise ValueError("every comment stands in one theme, and in one only")
    return ThemeSheet(session, tuple(Theme(group) for group in _by_size(held)))


def _by_size(groups: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return sorted(groups, key=lambda group: (-len(group), group))


def theme_at(sheet: ThemeSheet, number: int) -> Theme:
    """The theme of this number, from 1. ValueError where there is none."""
    if not 1 <= number <= len(sheet.themes):
        raise ValueError(f"there is no theme {number}; there are {len(sheet.themes)}")
    return sheet.themes[number - 1]


def renamed(sheet: ThemeSheet, number: int, name: str) -> ThemeSheet:
    """The sheet with a theme called otherwise; an empty name gives it back its key terms."""
    tidy = " ".join(name.split())
    if len(tidy) > NAME_LENGTH_MAX:
        raise ValueError(f"the name has more than {NAME_LENGTH_MAX} signs; shorten it")
    if not tidy.isprintable():
        raise ValueError("the name holds signs that can't be shown; type it anew")
    changed = replace(theme_at(sheet, number), name=tidy)
    return _with(sheet, [changed if n == number else t for n, t in _numbered(sheet)])


def merged(sheet: ThemeSheet, number: int, into: int) -> ThemeSheet:
    """The sheet with one theme's comments put to another's, whose name stays."""
    moved, held = theme_at(sheet, number), theme_at(sheet, into)
    if number == into:
        raise ValueError("a theme can't be merged with itself; choose another")
    name = held.name or moved.name
    both = Theme(tuple(sorted((*held.members, *moved.members))), name)
    return _with(sheet, [both if n == into else t for n, t in _numbered(sheet) if n != number])


def split(sheet: ThemeSheet, number: int, parts: Sequence[Sequence[int]]) -> ThemeSheet:
    """The sheet with a theme taken apart into these; the largest part keeps the name."""
    held = theme_at(sheet, number)
    groups = _by_size([tuple(sorted(part)) for part in parts if part])
    if len(groups) < 2 or sorted(p for g in groups for p in g) != list(held.members):
        raise ValueError("this theme can't be taken apart: its comments are too much alike")
    if len(sheet.themes) + len(groups) - 1 > THEMES_MAX:
        raise ValueError(f"there are {THEMES_MAX} themes at most; merge some first")
    apart = [Theme(group, held.name if n == 0 else "") for n, group in enumerate(groups)]
    before = [theme for n, theme in _numbered(sheet) if n < number]
    after = [theme for n, theme in _numbered(sheet) if n > number]
    return _with(sheet, [*before, *apart, *after])


def moved(sheet: ThemeSheet, place: int, into: int) -> ThemeSheet:
    """The sheet with one comment in another theme; a theme that is left empty goes."""
    _check_place(sheet, place)
    theme_at(sheet, into)
    themes = []
    for number, theme in _numbered(sheet):
        members = set(theme.members) - {place}
        if number == into:
            members.add(place)
        themes.append(replace(theme, members=tuple(sorted(members))))
    return _with(sheet, [theme for theme in themes if theme.members])


def withheld(sheet: ThemeSheet, place: int, is_withheld: bool) -> ThemeSheet:
    """The sheet with a comment kept out of every report, or let in again."""
    _check_place(sheet, place)
    kept = set(sheet.withheld) - {place}
    if is_withheld:
        kept.add(place)
    return replace(sheet, withheld=tuple(sorted(kept)), edition=sheet.edition + 1)


def _check_place(sheet: ThemeSheet, place: int) -> None:
    if not any(place in theme.members for theme in sheet.themes):
        raise ValueError(f"there is no comment {place + 1}")


def _numbered(sheet: ThemeSheet) -> list[tuple[int, Theme]]:
    return list(enumerate(sheet.themes, start=1))


def _with(sheet: ThemeSheet, themes: Sequence[Theme]) -> ThemeSheet:
    return replace(sheet, themes=tuple(themes), edition=sheet.edition + 1)
