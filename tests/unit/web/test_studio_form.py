import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from pulsemeter.web.studio_form import (
    Field,
    Kind,
    as_table,
    changed_rows,
    given_of,
    keys_of,
    mark_of,
    overlaid,
)

FIELDS = {
    "study.title": Field(Kind.TEXT, "Title"),
    "study.cues": Field(Kind.LINES, "Cues"),
    "study.two_way": Field(Kind.PAIRS, "Pair"),
    "instrument.cadence_ms": Field(Kind.NUMBER, "Cadence"),
    "instrument.cue": Field(Kind.FLAG, "Cue", "yes"),
    "instrument.ends": Field(Kind.WORDS, "Ends"),
    "attribute": Field(Kind.ROWS, "Attribute"),
    "attribute.id": Field(Kind.ID, "id"),
    "attribute.label": Field(Kind.TEXT, "Name"),
    "attribute.category": Field(Kind.ROWS, "Answer"),
    "attribute.category.id": Field(Kind.ID, "id"),
    "attribute.category.label": Field(Kind.TEXT, "Label"),
    "attribute.category.quota": Field(Kind.NUMBER, "Quota"),
    "attribute.category.screens_out": Field(Kind.FLAG, "Not sought"),
    "quota": Field(Kind.CELLS, "Quota of a pair"),
    "quota.max": Field(Kind.NUMBER, "At most"),
}


def laid(tables, *items):
    return overlaid(tables, given_of(items), FIELDS)


def test_fields_are_named_by_paths_and_others_are_passed_over():
    items = [
        ("study.title", "A\r\nB"), ("attribute[1].label", "x"), ("mark", "m"),
        ("a..b", "n"), ("__class__.x[2]", "y"), ("A.b", "n"), ("a[1234].b", "n"),
        ("study.title.more", "n"),
    ]  # fmt: skip
    found = given_of(items)
    assert found.pop("__class__") == {"x": {2: "y"}}  # a name like any other, in a plain table
    assert found == {
        "study": {"title": "A\nB"}, "attribute": {1: {"label": "x"}}, "mark": "m",
    }  # fmt: skip
    assert keys_of("attribute[1].category[0].label") == [
        "attribute", 1, "category", 0, "label",
    ]  # fmt: skip


@example(st.lists(st.tuples(st.from_regex(r"[a-c](\[\d\])?(\.[a-c](\[\d\])?){0,3}"), st.text())))
def test_whatever_is_sent_is_laid_over_without_a_fault(items):
    fields = {
        "a": Field(Kind.ROWS, "a"), "a.b": Field(Kind.ROWS, "b"), "a.b.c": Field(Kind.NUMBER, "c"),
        "b.a": Field(Kind.WORDS, "w"), "b.c": Field(Kind.LINES, "l"), "c": Field(Kind.CELLS, "c"),
    }  # fmt: skip
    overlaid({"a": [{"id": "x"}], "b": {"a": ["x", "y"]}}, given_of(items), fields)


def test_what_a_form_does_not_hold_stays():
    held = {"study": {"title": "Old", "seed": 7}, "arm": [{"id": "a"}]}
    assert laid(held, ("study.title", " New ")) == {
        "study": {"title": "New", "seed": 7}, "arm": [{"id": "a"}],
    }  # fmt: skip
    assert laid(held, ("study.title", "")) == {"study": {"seed": 7}, "arm": [{"id": "a"}]}
    assert laid(held) == held


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("5000", 5000), ("−20", -20), ("0,25", 0.25), (".5", 0.5), ("fast", "fast"), ("1e9", "1e9")],
)
def test_numbers_are_read_and_what_is_none_is_kept_as_typed(typed, kept):
    assert laid({}, ("instrument.cadence_ms", typed)) == {"instrument": {"cadence_ms": kept}}


def test_boxes_lines_words_pairs_and_cells_are_written_as_a_file_does():
    assert laid({}, ("instrument.cue", "")) == {"instrument": {"cue": False}}
    assert laid({}, ("instrument.cue", ""), ("instrument.cue", "yes")) == {
        "instrument": {"cue": True}
    }
    assert laid({}, ("study.cues", "One\r\n\r\n Two ")) == {"study": {"cues": ["One", "Two"]}}
    ends = (("instrument.ends.a", "Cold"), ("instrument.ends.b", ""))
    assert laid({}, *ends) == {"instrument": {"ends": ["Cold", ""]}}
    pairs = [(f"study.two_way[{n}].{side}", v) for n, row in enumerate(("ab", "  ", "c "))
             for side, v in zip("ab", (v.strip() for v in row), strict=True)]  # fmt: skip
    assert laid({}, *pairs) == {"study": {"two_way": [["a", "b"], ["c", ""]]}}
    cells = (("quota[0].a", "age:young"), ("quota[0].b", "region:north"), ("quota[0].max", "40"),
             ("quota[1].a", ""), ("quota[1].b", ""), ("quota[1].max", ""))  # fmt: skip
    assert laid({}, *cells) == {"quota": [{"age": "young", "region": "north", "max": 40}]}


def test_rows_keep_what_the_form_does_not_hold_and_blank_ones_are_none():
    held = {"attribute": [{"id": "r", "label": "Old", "merge_order": [["a", "b"]]}]}
    found = laid(
        held,
        ("attribute[0].id", "r"), ("attribute[0].label", "Region"),
        ("attribute[0].category[0].label", "North"), ("attribute[0].category[0].quota", "60"),
        ("attribute[0].category[1].label", ""), ("attribute[0].category[1].screens_out", ""),
        ("attribute[0].category[2].label", "North"),
        ("attribute[3].id", ""), ("attribute[3].label", " "),
        ("attribute[3].category[0].screens_out", "yes"),
    )  # fmt: skip
    assert found == {
        "attribute": [
            {
                "id": "r",
                "label": "Region",
                "merge_order": [["a", "b"]],
                "category": [
                    {"id": "north", "label": "North", "quota": 60},
                    {"id": "north_2", "label": "North"},
                ],
            }
        ]
    }


def test_ids_are_made_of_labels_and_of_nothing_else_that_could_be_misread():
    labels = ("All", "Süd: +", "شمال", "")
    items = [(f"attribute[0].category[{n}].label", label) for n, label in enumerate(labels)]
    found = laid({}, ("attribute[0].label", "R"), *items, ("attribute[0].category[3].quota", "1"))
    ids = [row["id"] for row in found["attribute"][0]["category"]]
    assert ids == ["category_1", "s_d", "category_3", "category_4"]


def test_rows_are_taken_away_and_moved_up():
    items = [(f"attribute[{n}].label", label) for n, label in enumerate("abc")]
    given = given_of(items)
    changed_rows(given, "drop", "attribute[1]")
    changed_rows(given, "raise", "attribute[2]")  # the row above is gone: nothing to change with
    assert [row["label"] for row in given["attribute"].values()] == ["a", "c"]
    given = given_of(items)
    changed_rows(given, "raise", "attribute[2]")
    assert [given["attribute"][n]["label"] for n in range(3)] == ["a", "c", "b"]
    for path in ("attribute", "attribute[9]", "nothing[0]", "a b[0]", "", "study.title[0]"):
        before = repr(given)
        changed_rows(given, "drop", path)
        assert repr(given) == before


def test_a_mark_tells_changes_of_the_form_s_part_alone():
    held = {"study": {"title": "A", "seed": 1}, "attribute": [{"id": "r", "label": "R"}]}
    mark = mark_of(held, FIELDS)
    assert mark == mark_of({**held, "study": {"title": "A", "seed": 2}, "arm": [{}]}, FIELDS)
    assert mark != mark_of({**held, "study": {"title": "B", "seed": 1}}, FIELDS)
    other = {**held, "attribute": [{"id": "r", "label": "R", "category": [{"id": "n"}]}]}
    assert mark != mark_of(other, FIELDS)
    timed = {"stimulus": Field(Kind.ROWS, "s"), "stimulus.duration_ms": Field(Kind.NUMBER, "d")}
    assert mark_of({"stimulus": [{"duration_ms": 1}]}, timed) == mark_of({"stimulus": [{}]}, timed)


def test_what_is_no_table_counts_as_an_empty_one():
    assert as_table({"a": 1}) == {"a": 1}
    assert as_table("text") == as_table(None) == {}
