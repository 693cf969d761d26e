import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.service.toml_text import Table, toml_key, toml_text, toml_value

SIMPLE = st.one_of(
    st.text(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False)
)
VALUES = st.recursive(
    SIMPLE, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


@given(st.dictionaries(st.text(), VALUES))
def test_whatever_is_written_is_read_again(values):
    table = Table("[part]", "Two lines\nof remark")
    for key, value in values.items():
        table.put(key, value, "a remark")
    assert tomllib.loads(toml_text([table], "At the head")) == {"part": values}


@given(st.text(), st.text())
def test_whatever_is_remarked_is_passed_over(head, remark):
    assert tomllib.loads(toml_text([Table("[part]", remark)], head)) == {"part": {}}


@given(st.lists(VALUES))
def test_rows_are_read_as_a_list(rows):
    table = Table("[[part]]")
    table.put_rows("rows", rows)
    assert tomllib.loads(toml_text([table])) == {"part": [{"rows": rows}]}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", '"plain"'),
        ('a "b" \\ c', '"a \\"b\\" \\\\ c"'),
        ("tab\there\r", '"tab\\there\\r"'),
        ("\x00\u2028\U000e0001", '"\\u0000\\u2028\\U000E0001"'),
        ("Süd – “Tal”", '"Süd – “Tal”"'),
        ('two\nlines """', '"""\ntwo\nlines \\"\\"\\""""'),
        (["a\nb"], '["a\\nb"]'),
        (1e22, "1e+22"),
        (("a", {"b c": False}), '["a", {"b c" = false}]'),
    ],
)
def test_how_values_look(value, written):
    assert toml_value(value) == written


def test_how_a_file_looks():
    first = Table("[study]")
    first.put("name", "moon", "short")
    first.put_unless("seed", 0, 0)
    second = Table("[why]", "Asked.")
    assert toml_text([first, second], "Head") == (
        '# Head\n\n[study]\nname = "moon"  # short\n\n# Asked.\n[why]\n'
    )
    assert (toml_key("a-b_1"), toml_key("a.b"), toml_key("")) == ("a-b_1", '"a.b"', '""')
