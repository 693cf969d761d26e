"""How contacts are sealed: a key from a passphrase, and boxes of equal sizes.

Argon2id (RFC 9106, its second recommended option: 64 MiB, three passes) makes the key, and
ChaCha20-Poly1305 seals each box under it with a random nonce; what a box is about is bound to it,
so that boxes can't be changed about. Knows nothing of contacts.
"""

import os
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

BOX_BYTES = 1_024
"""Boxes are whole multiples of this, and hardly a contact needs a second: lengths tell little."""
_NONCE_BYTES, _SALT_BYTES, _KEY_BYTES, _LENGTH_BYTES = 12, 16, 32, 4
_CHECKED = b"pulsemeter register"


class SealBroken(ValueError):
    """Another key, or not the bytes that were sealed."""


@dataclass(frozen=True, slots=True)
class KeyRecipe:
    """How the key is made of the passphrase. Nothing here is secret."""

    salt: bytes
    memory_kib: int = 64 * 1_024
    passes: int = 3
    lanes: int = 4


def new_recipe() -> KeyRecipe:
    """A recipe with a salt of its own."""
    return KeyRecipe(os.urandom(_SALT_BYTES))


class Seal:
    """Seals and opens boxes under one key. Making one takes a while and 64 MiB, on purpose."""

    def __init__(self, passphrase: str, recipe: KeyRecipe) -> None:
        # The same letters may be typed as different code points.
        plain = unicodedata.normalize("NFC", passphrase).encode("utf-8")
        key = Argon2id(
            salt=recipe.salt,
            length=_KEY_BYTES,
            iterations=recipe.passes,
            lanes=recipe.lanes,
            memory_cost=recipe.memory_kib,
        ).derive(plain)
        self._cipher = ChaCha20Poly1305(key)

    def close(self, content: bytes, about: bytes) -> bytes:
        """The content in a box that opens with the same `about` only."""
        whole = len(content).to_bytes(_LENGTH_BYTES, "big") + content
        padded = whole.ljust(-(-len(whole) // BOX_BYTES) * BOX_BYTES, b"\0")
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, padded, about)

    def open(self, box: bytes, about: bytes) -> bytes:
        """What was sealed. SealBroken where this isn't it."""
        try:
            padded = self._cipher.decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], about)
        except (InvalidTag, ValueError):
            raise SealBroken("the box doesn't open with this key") from None
        length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
        return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]

    def mark(self) -> bytes:
        """A box by which the right passphrase is known again."""
        return self.close(_CHECKED, _CHECKED)

    def knows(self, mark: bytes) -> bool:
        """Whether this key made that mark."""
        try:
            return self.open(mark, _CHECKED) == _CHECKED
        except SealBroken:
            return False
