"""Names for SPSS and Stata are legal, short, and each another."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.report.variable_names import LENGTH_MAX, variable_names

LEGAL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def test_plain_names_stay_as_they_are():
    assert variable_names(["net", "likes_coding"]) == {"net": "net", "likes_coding": "likes_coding"}


def test_reserved_words_and_types_get_another_name():
    names = variable_names(["by", "WITH", "str32", "long", "_n", "if"])
    assert names == {
        "by": "by_v", "WITH": "WITH_v", "str32": "str32_v",
        "long": "long_v", "_n": "n", "if": "if_v",
    }  # fmt: skip


def test_names_that_come_to_the_same_are_told_apart():
    long = "attribute_" + "x" * 40
    names = variable_names(["größe", "gr_e", "GR E", long + "1", long + "2", "منطقة", "भाग"])
    assert list(names.values()) == [
        "gr_e", "gr_e_2", "GR_E_3", long[:32], long[:30] + "_2", "v", "v_2",
    ]  # fmt: skip


@given(st.lists(st.text(max_size=60), unique=True, max_size=30))
def test_every_name_is_legal_and_there_once(columns):
    names = variable_names(columns)
    assert list(names) == columns
    assert all(LEGAL.fullmatch(name) and len(name) <= LENGTH_MAX for name in names.values())
    assert len({name.lower() for name in names.values()}) == len(columns)
