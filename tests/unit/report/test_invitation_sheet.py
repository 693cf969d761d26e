import re
from dataclasses import replace

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.outside import SystemChance
from pulsemeter.report.invitation_sheet import (
    CARDS_A_PAGE,
    LABELS_A_PAGE,
    Invitation,
    SheetWords,
    cards_source,
    labels_source,
    literal,
    poster_source,
    qr_picture,
)
from pulsemeter.service.token_text import draw_token, grouped

WORDS = SheetWords(
    "The debate", "You are invited", "Scan or type:", "panel.example/j/ABC", "Your code",
    "For one person.", "Session ABC",
)  # fmt: skip


def invitations(count):
    tokens = [draw_token(SystemChance()) for _ in range(count)]
    return [
        Invitation(number, f"https://panel.example/j/ABC#{token}", grouped(token))
        for number, token in enumerate(tokens, start=1)
    ]


@pytest.mark.parametrize(
    ("source_of", "a_page"), [(cards_source, CARDS_A_PAGE), (labels_source, LABELS_A_PAGE)]
)
@pytest.mark.parametrize("count", [1, 8, 9, 50])
def test_a_sheet_holds_every_code_and_its_qr_code_exactly_once(source_of, a_page, count):
    made = invitations(count)
    source = source_of(WORDS, made)
    rows = re.findall(r'^  \("(\d+)", "([0-9A-Z ]+)", (".*")\),$', source, re.MULTILINE)
    assert [(int(number), code) for number, code, _ in rows] == [(i.number, i.code) for i in made]
    assert [picture for _, _, picture in rows] == [literal(qr_picture(i.link)) for i in made]
    assert all(source.count(i.code) == 1 for i in made)
    assert source.count("#sheet((") == -(-count // a_page)
    assert source.count("#pagebreak()") == -(-count // a_page) - 1


def test_no_link_stands_in_the_text_of_a_sheet():
    made = invitations(3)
    source = cards_source(WORDS, made)
    assert not any(i.link in source or i.code.replace(" ", "") in source for i in made)


def test_a_qr_code_is_that_of_the_link_with_its_quiet_margin():
    link = invitations(1)[0].link
    made = segno.make(link, error="m", micro=False)
    side = made.symbol_size(border=4)[0]
    assert f'viewBox="0 0 {side} {side}"' in qr_picture(link)


@given(st.text(max_size=60))
def test_whatever_a_title_holds_it_stays_a_text(title):
    found = literal(title)
    assert re.fullmatch(r'"(?:[^"\\]|\\["\\])*"', found)
    assert "\n" not in found


def test_right_to_left_languages_run_that_way_and_the_address_does_not():
    for language, direction in (("ar", "rtl"), ("he-IL", "rtl"), ("en", "ltr"), ("uk", "ltr")):
        words = SheetWords(*(["x"] * 7), language=language)
        for source in (
            cards_source(words, []),
            labels_source(words, []),
            poster_source(words, "x"),
        ):
            assert f'lang: "{language[:2]}", dir: {direction})' in source
            assert 'dir: ltr, "x"' in source


def test_a_poster_holds_the_open_link_as_a_picture():
    link = "https://panel.example/j/ABC"
    source = poster_source(WORDS, link)
    assert source.count(literal(qr_picture(link))) == 1
    assert "The debate" in source


def test_a_long_title_is_cut_between_words():
    source = cards_source(replace(WORDS, title="word, " * 40), invitations(1))
    assert literal("word, " * 10 + "word …") in source
