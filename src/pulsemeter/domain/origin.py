"""Where the reactions of a session come from that another system collected.

No count of persons, rows or files is kept here, because what is told of an origin passes no gate.
"""

from dataclasses import dataclass

from pulsemeter.domain.note import Note


@dataclass(frozen=True, slots=True)
class Origin:
    """An import: the system as its owner names it, the SHA-256 of the mapping by which its files
    were read, what silence and missing values were taken for, and how many of a hundred rows
    couldn't be used, rounded up."""

    system: str
    mapping: str
    silence: str
    missing: str
    unused_percent: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """What has to be said of it wherever its figures are told."""
        unused = (
            Note("up to {percent} % of the rows couldn't be used", percent=str(self.unused_percent))
            if self.unused_percent
            else Note("every row could be used")
        )
        return (
            Note(
                "imported from {system}, by the mapping with SHA-256 {mapping}; {unused}",
                system=self.system,
                mapping=self.mapping,
                unused=unused,
            ),
            Note(
                "presence wasn't measured here: an interval without a reaction is taken as "
                "{silence}, a missing value as {missing}",
                silence=self.silence,
                missing=self.missing,
            ),
            Note(
                "the rules of analysis were fixed at the import, after the reactions had been given"
            ),
        )
