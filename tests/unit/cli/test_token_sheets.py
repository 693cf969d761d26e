import pytest

from pulsemeter.cli import token_sheets
from pulsemeter.cli.token_sheets import Sheets, write_poster
from pulsemeter.report.invitation_sheet import Invitation
from pulsemeter.service.set_sheets import sheet_words

CODE = "ABCDE FGHJK MNPQR STVWX YZ0123"


@pytest.fixture
def study(make_study):
    return make_study(title='A "talk" \\ #panic("x") $x$ *bold* ☃')


def invitations(count):
    return [Invitation(n, f"https://p.example/j/A#{n}", CODE) for n in range(1, count + 1)]


def test_files_hold_some_hundred_cards_each(study, tmp_path, monkeypatch):
    monkeypatch.setattr(token_sheets, "CARDS_A_FILE", 4)
    told = []
    sheets = Sheets(tmp_path, sheet_words(study, "A", "https://p.example/j/A"), told.append)
    sheets.add(invitations(9))
    sheets.add([])
    sheets.end()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"{k}_000{n}.pdf" for k in ("cards", "labels") for n in (1, 2, 3)]
    assert told == ["4 cards set", "8 cards set", "9 cards set"]


def test_a_poster_asks_for_no_personal_code(study, tmp_path):
    words = sheet_words(study, "A", "https://p.example/j/A", is_open=True)
    assert "personal code" not in words.instruction
    assert write_poster(tmp_path, words, "https://p.example/j/A").read_bytes().startswith(b"%PDF-")
