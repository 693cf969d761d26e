"""Sealed boxes: what opens them, what doesn't, and what their size tells."""

import pytest

from pulsemeter.storage.contact_seal import BOX_BYTES, KeyRecipe, Seal, SealBroken, new_recipe

QUICK = KeyRecipe(b"salt" * 4, memory_kib=64, passes=1, lanes=1)
WORDS = "correct horse battery staple"


def test_a_box_opens_with_its_key_and_what_it_is_about():
    seal = Seal(WORDS, QUICK)
    box = seal.close(b"Ann", b"7 talk")
    assert Seal(WORDS, QUICK).open(box, b"7 talk") == b"Ann"
    assert seal.close(b"Ann", b"7 talk") != box, "nonces are drawn anew"
    for other, about in ((Seal("another passphrase", QUICK), b"7 talk"), (seal, b"8 talk")):
        with pytest.raises(SealBroken):
            other.open(box, about)
    for damaged in (box[:-1], bytes([box[0] ^ 1]) + box[1:], b""):
        with pytest.raises(SealBroken):
            seal.open(damaged, b"7 talk")


def test_boxes_are_of_equal_sizes():
    seal = Seal(WORDS, QUICK)
    sizes = {len(seal.close(b"x" * length, b"")) for length in (0, 1, 500, BOX_BYTES - 4)}
    assert len(sizes) == 1
    long = seal.close(b"y" * BOX_BYTES, b"")
    assert len(long) == sizes.pop() + BOX_BYTES
    assert seal.open(long, b"") == b"y" * BOX_BYTES


def test_the_same_letters_are_the_same_passphrase_and_another_salt_another_key():
    composed, decomposed = Seal("caf\u00e9 au lait", QUICK), Seal("cafe\u0301 au lait", QUICK)
    assert decomposed.knows(composed.mark())
    other = Seal(WORDS, KeyRecipe(b"tlas" * 4, 64, 1, 1))
    assert not other.knows(Seal(WORDS, QUICK).mark())


def test_the_recipe_is_that_of_the_standard_and_its_salt_is_new():
    one, two = new_recipe(), new_recipe()
    assert one.salt != two.salt
    assert (len(one.salt), one.memory_kib, one.passes, one.lanes) == (16, 65_536, 3, 4)


def test_the_key_is_argon2id():
    """The test vector of RFC 9106, section 5.3, has a secret and data; this one has neither and
    comes from the reference program: argon2 somesalt -id -t 2 -m 16 -p 1, password "password"."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    found = Argon2id(salt=b"somesalt", length=32, iterations=2, lanes=1, memory_cost=65_536).derive(
        b"password"
    )
    assert found.hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
