"""What a person may do to themes, and that no comment is lost by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.theme import (
    NAME_LENGTH_MAX,
    THEMES_MAX,
    Theme,
    ThemeSheet,
    first_sheet,
    merged,
    moved,
    renamed,
    split,
    withheld,
)

SHEET = first_sheet("KENNEDY", [[3], [0, 2, 5], [1, 4]])


def test_the_first_sheet_begins_with_the_largest_theme() -> None:
    assert [theme.members for theme in SHEET.themes] == [(0, 2, 5), (1, 4), (3,)]
    assert SHEET.edition == 1
    assert first_sheet("KENNEDY", [[], []]).themes == ()


@pytest.mark.parametrize("groups", [[[0, 1], [1]], [[0], [2]]])
def test_a_first_sheet_holds_each_comment_once(groups: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="in one only"):
        first_sheet("KENNEDY", groups)


def test_a_theme_is_renamed_and_loses_its_name_again() -> None:
    named = renamed(SHEET, 2, "  Rents \n too high ")
    assert named.themes[1] == Theme((1, 4), "Rents too high")
    assert renamed(named, 2, " ").themes == SHEET.themes
    assert named.edition == 2


@pytest.mark.parametrize(
    ("name", "why"), [("x" * (NAME_LENGTH_MAX + 1), "shorten it"), ("a\u202eb", "type it anew")]
)
def test_a_name_that_cannot_be_shown_is_refused(name: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        renamed(SHEET, 1, name)


def test_merging_keeps_the_name_of_the_theme_that_stays() -> None:
    named = renamed(renamed(SHEET, 1, "Health"), 3, "Style")
    assert merged(named, 3, 1).themes == (Theme((0, 2, 3, 5), "Health"), Theme((1, 4)))
    assert merged(named, 3, 2).themes[1] == Theme((1, 3, 4), "Style")


def test_a_theme_is_not_merged_with_itself() -> None:
    with pytest.raises(ValueError, match="with itself"):
        merged(SHEET, 1, 1)


def test_splitting_gives_the_name_to_the_largest_part() -> None:
    apart = split(renamed(SHEET, 1, "Health"), 1, [[5], [2, 0]])
    assert [(t.members, t.name) for t in apart.themes] == [
        ((0, 2), "Health"), ((5,), ""), ((1, 4), ""), ((3,), ""),
    ]  # fmt: skip


@pytest.mark.parametrize("parts", [[[0, 2, 5]], [[0], [2]], [[0, 2], [5, 1]], []])
def test_a_split_that_is_none_or_loses_a_comment_is_refused(parts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="too much alike"):
        split(SHEET, 1, parts)


def test_themes_do_not_become_too_many() -> None:
    many = first_sheet("KENNEDY", [[n, n + THEMES_MAX] for n in range(THEMES_MAX)])
    with pytest.raises(ValueError, match="merge some first"):
        split(many, 1, [[0], [THEMES_MAX]])


def test_a_comment_moves_and_an_empty_theme_goes() -> None:
    assert [t.members for t in moved(SHEET, 3, 2).themes] == [(0, 2, 5), (1, 3, 4)]
    assert [t.members for t in moved(SHEET, 3, 3).themes] == [t.members for t in SHEET.themes]


def test_a_comment_is_withheld_and_let_in_again() -> None:
    held = withheld(withheld(SHEET, 4, True), 0, True)
    assert held.withheld == (0, 4)
    assert withheld(held, 4, False).withheld == (0,)


@pytest.mark.parametrize("number", [0, 4, -1])
def test_what_is_not_there_is_named(number: int) -> None:
    with pytest.raises(ValueError, match="no theme"):
        renamed(SHEET, number, "x")
    with pytest.raises(ValueError, match="no theme"):
        moved(SHEET, 0, number)
    with pytest.raises(ValueError, match="no comment 7"):
        withheld(SHEET, 6, True)


@given(st.data())
def test_no_change_loses_or_doubles_a_comment(data: st.DataObject) -> None:
    labels = data.draw(st.lists(st.integers(0, 4), min_size=2, max_size=14))
    groups = [[n for n, label in enumerate(labels) if label == k] for k in range(5)]
    sheet = first_sheet("S", groups)
    for _ in range(data.draw(st.integers(1, 6))):
        sheet = _changed(data, sheet)
        assert sorted(m for theme in sheet.themes for m in theme.members) == list(
            range(len(labels))
        )


def _changed(data: st.DataObject, sheet: ThemeSheet) -> ThemeSheet:
    numbers = st.integers(1, len(sheet.themes))
    number = data.draw(numbers)
    members = sheet.themes[number - 1].members
    if data.draw(st.booleans()):
        return moved(sheet, data.draw(st.sampled_from(members)), data.draw(numbers))
    if len(members) > 1 and data.draw(st.booleans()):
        cut = data.draw(st.integers(1, len(members) - 1))
        return split(sheet, number, [members[:cut], members[cut:]])
    other = data.draw(numbers)
    return merged(sheet, number, other) if other != number else renamed(sheet, number, "x")
