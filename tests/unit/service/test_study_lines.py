from pulsemeter.service.study_lines import key_lines


def test_keys_of_sections_and_lists_have_their_lines():
    text = """\
top = 1
[study]
name = "x"
[[attribute]]
id = "a"
[[attribute.category]]
id = "c"
[[attribute.category]]
id = "d"
[[attribute]]
[[attribute.category]]
id = "e"
"""
    lines = key_lines(text)
    assert lines["top"] == 1
    assert lines["study"] == 2
    assert lines["study.name"] == 3
    assert lines["attribute[0].id"] == 5
    assert lines["attribute[0].category[0].id"] == 7
    assert lines["attribute[0].category[1].id"] == 9
    assert lines["attribute[1].category[0].id"] == 12


def test_the_first_place_of_a_key_counts_and_text_is_no_key():
    assert key_lines("a = 1\na = 2\n# b = 3\n") == {"a": 1}
