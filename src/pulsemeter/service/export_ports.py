"""Where packages that were asked for in the browser lie until they are taken away."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Protocol

from pulsemeter.report.data_table import DataPackage


class DataShelf(Protocol):
    """Packages as ZIP files, by the random id of their job."""

    def rows(self, package: DataPackage, formats: Collection[str]) -> int:
        """How many rows `tell` will have heard of at the end."""
        ...

    async def make(
        self, job: str, package: DataPackage, formats: Collection[str], tell: Callable[[int], None]
    ) -> int:
        """Write a package; its size in bytes. `tell` is called from another thread with each batch
        of rows. Cancelled, nothing is left. StoreError where it can't be written."""
        ...

    def path(self, job: str) -> Path:
        """Where the package of a job lies."""
        ...

    def drop(self, job: str) -> None:
        """Remove the package of a job, if it is there."""
        ...

    def clear(self) -> None:
        """Remove all packages: nobody waits for those of a server that has ended."""
        ...
