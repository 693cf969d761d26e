import pytest

from pulsemeter.cli.token_cells import read_cells, wish_of, wishes
from pulsemeter.service.make_tokens import CellWish, TokensRefused


def test_a_cell_on_the_command_line():
    assert wish_of("age=under_35, region = north:40") == CellWish(
        40, {"age": "under_35", "region": "north"}
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age=young",
        "age=young:",
        "age:3",
        "age=young,age=old:3",
        "=x:3",
        "age=y:-3",
        "a=b:٣",
        "a=b:" + "9" * 5_000,
    ],
)
def test_cells_that_cannot_be_read(text):
    with pytest.raises(TokensRefused, match="write it as"):
        wish_of(text)


def test_a_file_of_cells(tmp_path):
    file = tmp_path / "cells.csv"
    file.write_text("\ufeffage,region,count\nyoung, north ,40\nold,south,2\n", "utf-8")
    assert read_cells(file) == [
        CellWish(40, {"age": "young", "region": "north"}),
        CellWish(2, {"age": "old", "region": "south"}),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("age,region\nyoung,north\n", "and count"),
        ("", "and count"),
        ("age,count\nyoung,many\n", "line 2"),
        ("age,count\nyoung," + "9" * 5_000, "line 2"),
        ("age,count\nyoung,3\nold\n", "line 3"),
        ("age,count\nyoung,3,4\n", "line 2"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, text, said):
    file = tmp_path / "cells.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(TokensRefused, match=said):
        read_cells(file)


def test_a_file_that_is_no_text(tmp_path):
    file = tmp_path / "cells.csv"
    file.write_bytes(b"\xff\xfe\x00count\x9d")
    with pytest.raises(TokensRefused, match="can't be read"):
        read_cells(file)


def test_one_way_of_asking_at_a_time(tmp_path):
    assert wishes(3, (), None) == [CellWish(3)]
    assert wishes(None, ("a=b:1", "a=c:2"), None) == [
        CellWish(1, {"a": "b"}), CellWish(2, {"a": "c"}),
    ]  # fmt: skip
    for asked in ((None, (), None), (3, ("a=b:1",), None), (3, (), tmp_path / "x")):
        with pytest.raises(TokensRefused, match="say how many"):
            wishes(*asked)
