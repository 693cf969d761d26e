import pytest

from pulsemeter.transcript.toml_tables import PARTS_MAX, TomlRefused, toml_tables


def test_tables_are_read():
    assert toml_tables('[a.b]\nc = 1\n"d.e" = "x.y.z"\n') == {"a": {"b": {"c": 1, "d.e": "x.y.z"}}}


def test_a_key_may_have_some_parts_and_no_more():
    parts = ".".join("a" * PARTS_MAX)
    assert toml_tables(f"{parts} = 1")
    quoted = '."\\""' * PARTS_MAX
    for text in (
        f"\na{quoted} = 1",
        f"\n{parts}.a = 1",
        f"\n[{parts}.'a']",
        f'\nx = {{{parts} . "a" = 1}}',
    ):
        with pytest.raises(TomlRefused, match=r"more than 16 parts .* line 2"):
            toml_tables(text)


def test_words_with_many_points_are_words():
    text = "etc. " + "well... " * 40 + ". . . . 1.2.3.4"
    assert toml_tables(f'a = """{text}"""') == {"a": text}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = ", "Invalid value"),
        ("a = " + "[" * 20_000, "too deeply"),
        ("a = " + "9" * 5_000, "digit"),
    ],
)
def test_every_refusal_is_of_one_kind(text, said):
    with pytest.raises(TomlRefused, match=said):
        toml_tables(text)
