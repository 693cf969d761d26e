"""Several workers take the files of tests in turns."""

from dataclasses import dataclass
from itertools import groupby

from tests.order_of_files import taking_turns


@dataclass(frozen=True)
class Item:
    nodeid: str

    @property
    def file(self) -> str:
        return self.nodeid.split("::")[0]


def test_files_of_both_kinds_take_turns_and_units_come_last() -> None:
    names = [f"tests/e2e/test_{k}.py" for k in range(3)]
    names += [f"tests/faults/test_{k}.py" for k in range(6)]
    names += [f"tests/unit/web/test_{k}.py" for k in range(4)]
    items = [Item(f"{name}::test_{k}[a::b]") for name in names for k in range(3)]
    found = taking_turns(items)
    assert sorted(found, key=items.index) == items
    files = [(name, list(held)) for name, held in groupby(found, lambda item: item.file)]
    assert len(files) == len(names), "a file stays whole"
    assert all(held == sorted(held, key=items.index) for _, held in files)
    kinds = [name.split("/")[1] for name, _ in files]
    assert kinds == [*["faults", "e2e", "faults"] * 3, *["unit"] * 4]


def test_one_kind_alone_stays_as_it_is() -> None:
    for folder in ("e2e", "faults", "unit"):
        items = [Item(f"tests/{folder}/test_{k}.py::test") for k in range(5)]
        assert taking_turns(items) == items
    assert taking_turns([]) == []
