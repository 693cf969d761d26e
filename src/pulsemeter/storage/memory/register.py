"""The register in memory: what the other one must do, without a seal."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pulsemeter.service.ports import StoreError
from pulsemeter.service.register_ports import HeldContact, PassphraseWrong


class MemoryRegisterBook:
    """RegisterBook."""

    def __init__(self) -> None:
        self._passphrase: str | None = None
        self._held: dict[int, HeldContact] = {}
        self._forgotten: set[int] = set()
        self._is_open = False

    def lock(self) -> None:
        """As after a restart."""
        self._is_open = False

    async def is_made(self) -> bool:
        """Whether a passphrase was chosen already."""
        return self._passphrase is not None

    async def make(self, passphrase: str) -> None:
        """Choose the first passphrase."""
        if self._passphrase is not None:
            raise StoreError("the register has a passphrase already.")
        self._passphrase, self._is_open = passphrase, True

    async def unlock(self, passphrase: str) -> None:
        """Open the register."""
        if self._passphrase is None:
            raise StoreError("the register has no passphrase yet; add contacts first.")
        if passphrase != self._passphrase:
            raise PassphraseWrong("this passphrase doesn't open the register.")
        self._is_open = True

    async def put(self, contacts: Sequence[HeldContact]) -> None:
        """Write contacts."""
        self._needs_key()
        self._held.update({held.id: held for held in contacts})

    async def contacts(self, study: str) -> Sequence[HeldContact]:
        """A study's contacts, by their random ids."""
        self._needs_key()
        return [held for _, held in sorted(self._held.items()) if held.study == study]

    async def forget(self, ids: Sequence[int]) -> None:
        """Erase these contacts."""
        for one in ids:
            self._held.pop(one, None)
        self._forgotten.update(ids)

    async def ids(self) -> Sequence[int]:
        """The random numbers of all contacts."""
        return sorted(self._held)

    async def forgotten(self) -> Sequence[int]:
        """The numbers of contacts that were erased one by one."""
        return sorted(self._forgotten)

    async def counts(self) -> Mapping[str, int]:
        """How many contacts each study has."""
        return dict(sorted(Counter(held.study for held in self._held.values()).items()))

    async def forget_study(self, study: str) -> int:
        """Erase a study's contacts; how many there were."""
        kept = {one: held for one, held in self._held.items() if held.study != study}
        gone, self._held = len(self._held) - len(kept), kept
        return gone

    async def change_passphrase(self, passphrase: str) -> None:
        """Another passphrase opens it from now on."""
        self._needs_key()
        self._passphrase = passphrase

    def _needs_key(self) -> None:
        if not self._is_open:
            raise StoreError("the register is locked; its passphrase opens it.")
