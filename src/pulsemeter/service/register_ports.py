"""Where contacts are kept, if anywhere: a store of its own that shares no key with the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pulsemeter.domain.contact import Contact


class PassphraseWrong(ValueError):
    """The passphrase doesn't open the register; says so, and that nothing else does."""


@dataclass(frozen=True, slots=True)
class HeldContact:
    """A contact of a study, under a random number of its own."""

    id: int
    study: str
    contact: Contact


class ContactShelf(Protocol):
    """What can be done with contacts without the passphrase: counting and forgetting them."""

    async def counts(self) -> Mapping[str, int]:
        """How many contacts each study has."""
        ...

    async def forget_study(self, study: str) -> int:
        """Erase a study's contacts; how many there were."""
        ...

    async def ids(self) -> Sequence[int]:
        """The random numbers of all contacts."""
        ...

    async def forget(self, ids: Sequence[int]) -> None:
        """Erase these contacts, and remember their numbers for backups."""
        ...

    async def forgotten(self) -> Sequence[int]:
        """The numbers of contacts that were erased one by one."""
        ...


class RegisterBook(ContactShelf, Protocol):
    """Contacts, sealed by a passphrase. `unlock` comes before anything that reads or writes one."""

    async def is_made(self) -> bool:
        """Whether a passphrase was chosen already."""
        ...

    async def make(self, passphrase: str) -> None:
        """Choose the first passphrase. StoreError where there is one."""
        ...

    async def unlock(self, passphrase: str) -> None:
        """Open the register. PassphraseWrong where this isn't its passphrase."""
        ...

    async def put(self, contacts: Sequence[HeldContact]) -> None:
        """Write contacts, all or none; one of the same id takes the place of the former."""
        ...

    async def contacts(self, study: str) -> Sequence[HeldContact]:
        """A study's contacts, by their random ids."""
        ...

    async def change_passphrase(self, passphrase: str) -> None:
        """Seal everything anew under another passphrase; the former opens nothing any more."""
        ...
