"""Where contacts are kept, if anywhere: a store of its own that shares no key with the others."""

from collections.abc import Mapping
from typing import Protocol


class ContactShelf(Protocol):
    """What can be done with contacts without the passphrase: counting and forgetting them."""

    async def counts(self) -> Mapping[str, int]:
        """How many contacts each study has."""
        ...

    async def forget_study(self, study: str) -> int:
        """Erase a study's contacts; how many there were."""
        ...
