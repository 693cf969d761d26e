import csv
from io import StringIO

from pulsemeter.outside import SystemChance
from pulsemeter.service.list_links import LinkList
from pulsemeter.service.make_tokens import CellWish, made_tokens

EVIL = '=HYPERLINK("https://evil.example","x")'
AT = "https://panel.example/j/ABC"


def test_links_stand_with_number_code_and_defused_cell():
    wishes = [CellWish(1, {"region": name}) for name in ("north", EVIL)]
    batch = list(made_tokens(SystemChance(), wishes))
    file = StringIO(newline="")
    LinkList(file, AT, ["region"]).write(batch)
    rows = list(csv.reader(StringIO(file.getvalue(), newline="")))
    assert rows[0] == ["number", "link", "code", "region"]
    assert [row[0] for row in rows[1:]] == ["1", "2"]
    assert [row[1] for row in rows[1:]] == [f"{AT}#{t.token}" for t in batch]
    assert [row[2].replace(" ", "") for row in rows[1:]] == [t.token for t in batch]
    assert [row[3] for row in rows[1:]] == ["north", "'" + EVIL]
    assert not any(cell[0] in "=+-@" for row in rows for cell in row)
