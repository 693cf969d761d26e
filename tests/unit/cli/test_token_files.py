import csv
import stat

import pytest

from pulsemeter.cli.token_files import (
    HashList,
    folder_for,
    own_bytes,
    own_file,
    read_hashes,
)
from pulsemeter.domain.recruitment import CategoriesFrom, Recruitment
from pulsemeter.domain.study import Attribute, Category, JoinMode
from pulsemeter.outside import SystemChance
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.list_links import LinkList
from pulsemeter.service.make_tokens import CellWish, MadeToken, TokensRefused, made_tokens

EVIL = '=HYPERLINK("https://evil.example","x")'
AT = "https://panel.example/j/ABC"


@pytest.fixture
def study(make_study):
    """A study whose ids are what a spreadsheet would take for formulas."""
    regions = (Category("north", "N"), Category(EVIL, "E"), Category("-1", "M"))
    return make_study(
        attributes=(Attribute("region", "R", "?", regions),),
        join=JoinMode.TOKENS,
        recruitment=Recruitment(categories_from=CategoriesFrom.TOKENS),
    )


def written(path, make, batch):
    with own_file(path) as file:
        make(file).write(batch)
    with path.open(newline="") as file:
        return list(csv.reader(file))


def made(*categories):
    return list(made_tokens(SystemChance(), [CellWish(1, {"region": c}) for c in categories]))


def test_hashes_go_to_the_server_and_back_without_a_token_or_its_number(tmp_path, study):
    batch = made("north", EVIL, "-1", *["north"] * 20)
    path = tmp_path / "hashes.csv"
    rows = written(path, lambda f: HashList(f, "ABC", ["region"]), batch)
    text = path.read_text()
    assert not any(t.token in text for t in batch)
    assert [r[1] for r in rows[1:]] == sorted(secret_hash(t.token).hex() for t in batch)
    taken = {t.token_hash: t for t in read_hashes(path, study, "ABC")}
    assert taken == {secret_hash(t.token): t.credential("ABC") for t in batch}


def test_a_file_for_another_session_or_study_is_refused_by_line(tmp_path, study, make_study):
    path = tmp_path / "hashes.csv"
    written(path, lambda f: HashList(f, "ABC", ["region"]), made("north", "north"))
    with pytest.raises(TokensRefused, match="line 2: is for session 'ABC', not for XYZ"):
        read_hashes(path, study, "XYZ")
    with pytest.raises(TokensRefused, match="line 2: talk asks people"):
        read_hashes(path, make_study(), "ABC")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no file of hashes"),
        ("number,link\n1,x\n", "no file of hashes"),
        ("session,token_hash,region\n", "holds no hashes"),
        ("session,token_hash,region\nABC,zz,north\n", "line 2: 'zz' is no hash"),
        (f"session,token_hash,region\nABC,{'z' * 64},north\n", "line 2.*is no hash"),
        (f"session,token_hash,region\nABC,{'0' * 64},east\n", "line 2: tokens of talk carry"),
        (f"session,token_hash,region\nABC,{'0' * 64}\n", "line 2: has 2 columns"),
    ],
)
def test_files_that_are_no_hashes(tmp_path, study, text, said):
    path = tmp_path / "hashes.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(TokensRefused, match=said):
        read_hashes(path, study, "ABC")


def test_files_are_the_owners_and_never_overwritten(tmp_path):
    folder = folder_for(tmp_path / "new" / "folder", ["links.csv"])
    own_bytes(folder / "cards.pdf", b"x")
    with own_file(folder / "links.csv") as file:
        LinkList(file, AT, []).write([MadeToken(1, "T" * 26, {})])
    for name in ("cards.pdf", "links.csv"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    with pytest.raises(TokensRefused, match="nothing is overwritten"):
        folder_for(folder, ["links.csv"])
    with pytest.raises(FileExistsError):
        own_bytes(folder / "cards.pdf", b"y")
