from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.outside import SystemChance
from pulsemeter.service.token_text import TOKEN_LENGTH, draw_token, grouped, plain_token


class Fixed:
    def __init__(self, number):
        self._number = number

    def number(self, bits):
        assert bits >= 128
        return self._number % 2**bits


def test_a_code_is_short_and_its_signs_are_not_mistaken_for_each_other():
    tokens = {draw_token(SystemChance()) for _ in range(200)}
    assert len(tokens) == 200
    assert {len(token) for token in tokens} == {26}
    assert not set("".join(tokens)) & set("ILOU")
    assert len(set("".join(tokens))) == 32, "every sign comes up in 5,200 draws"


def test_every_bit_of_chance_is_in_the_code():
    assert len({draw_token(Fixed(1 << bit)) for bit in range(130)}) == 130


@given(st.integers(1, 2**130 - 1), st.sampled_from(["", " ", "-", " – "]))
def test_however_a_code_is_typed_it_is_meant(number, between):
    token = draw_token(Fixed(number))
    typed = between.join(grouped(token).split()).lower().replace("0", "o").replace("1", "l")
    assert plain_token(f"  {typed}\n") == token


def test_groups_hold_the_whole_code():
    assert [len(group) for group in grouped("A" * TOKEN_LENGTH).split()] == [5, 5, 5, 5, 6]


def test_codes_of_another_kind_stay_as_they_are():
    for typed in ("token-0", "aB3_-xyzaB3_-xyzaB3_-xyz", "", "U" * 26, "ü" * 26):
        assert plain_token(f" {typed} ") == typed
